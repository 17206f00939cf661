import Attribution
import EventLogs
import Scenarios
import Simulation
import Streaming
import Text

// batch.py: the truth, and the rule models, of a log of any size.

extension SparkJob {
    /// `batch.py`.
    var batchScript: String {
        let bounds = configuration.join.bounds
        let deduplicates = configuration.deduplicate != .off
        let models = allModels.compactMap(weights)
        let lines = models.map {
            "    \(SparkText.python($0.name)): \(SparkText.python($0.weight)),"
        }
        return """
            \"""\(SparkJob.comment(scenario.name)): the truth and the models of a whole log, on Apache Spark.

            Every record is in time, each id counts once, and a checkout has all the clicks that match.
            What attrsim says of a log that fits one machine, this says of one that does not.

                ./run.sh batch                                       the records in data
                ./run.sh batch --clicks 'clicks/*.gz' --checkouts 'orders/*.gz' --output truth
            \"""
            import argparse, csv, os

            import logs

            from pyspark.sql import functions as F
            from pyspark.sql.window import Window

            # A click may lie so far before a checkout, and so far behind it, in milliseconds.
            LOOKBACK = \(bounds.lookback.count - (bounds.includesLower ? 0 : 1))
            LOOKAHEAD = \(bounds.lookahead.count - (bounds.includesUpper ? 0 : 1))
            KEYS = [\((["user_id"] + (joinsProducts ? ["product_id"] : [])).map(SparkText.python).joined(separator: ", "))]
            KEEPS_UNATTRIBUTED = \(configuration.join.kind.showsUnattributed ? "True" : "False")
            COUNTS_IDS_ONCE = \(deduplicates ? "True" : "False")
            LAST_CLICK = \(isLastClick ? "True" : "False")
            TIES_BY_ID = \(configuration.attribution.ties == .id ? "True" : "False")
            PAYMENT_STATUS = \(configuration.attribution.paymentStatus.map { "[\($0.map(SparkText.python).joined(separator: ", "))]" } ?? "None")
            # What a touch weighs in each model: `place` is its place among `touches`, `age` how long
            # before the checkout it was, in milliseconds. Shares are in proportion, in billionths.
            MODELS = {
            \(lines.joined(separator: "\n"))
            }

            """ + SparkJob.batchBody
    }

    /// What a touch weighs, as Spark SQL; `nil` for a model that batch.py does not have.
    private func weights(_ model: RuleModel) -> (name: String, weight: String)? {
        func named(_ weight: String) -> (name: String, weight: String) {
            (model.displayName, weight)
        }
        func number(_ value: Double) -> String { "CAST(\(value) AS DOUBLE)" }
        switch model {
        case .firstClick: return named("IF(place = 1, 1.0D, 0.0D)")
        case .lastClick: return named("IF(place = touches, 1.0D, 0.0D)")
        case .linear: return named("1.0D")
        case .positionDecay: return named("CAST(place AS DOUBLE)")
        case .positionDecayGeometric: return named("power(0.5D, touches - place)")
        case .positionBased(let parts):
            let (first, middle, last) = (
                number(parts.first), number(parts.middle), number(parts.last)
            )
            let both = "(\(first) + \(last))"
            return named(
                "CASE WHEN touches = 1 THEN 1.0D WHEN touches = 2 THEN "
                    + (parts.first + parts.last == 0
                        ? "1.0D" : "IF(place = 1, \(first), \(last)) / \(both)")
                    + " WHEN place = 1 THEN \(first) WHEN place = touches THEN \(last) "
                    + "ELSE \(middle) / (touches - 2) END")
        case .timeDecay(let halfLife):
            return named("power(0.5D, (greatest(age, 0) - youngest) / \(halfLife).0D)")
        case .timeDecayFloored(let halfLife):
            return named(
                "power(0.5D, floor(greatest(age, 0) / \(halfLife).0D) - floor(youngest / \(halfLife).0D))"
            )
        case .lastNonDirect, .firstOfChosen, .lastOfChosen, .linearPerSource,
            .positionDecayDistinct, .milestones, .participation, .sameTouch:
            return nil
        }
    }

    private var allModels: [RuleModel] {
        [configuration.attribution.model] + configuration.attribution.compare
    }

    /// The models of the scenario that batch.py leaves out.
    var modelsLeftOut: [String] {
        allModels.filter { weights($0) == nil }.map(\.displayName)
    }

    private static let batchBody = #"""


        def unique(records, identity, time):
            """Each id once: its first record by event time, then by its place in the log."""
            if not COUNTS_IDS_ONCE:
                return records
            order = Window.partitionBy(identity).orderBy(time, "nanoseconds", "partition", "place")
            return records.withColumn("copy", F.row_number().over(order)).where("copy = 1").drop("copy")


        def matches(clicks, checkouts):
            """Pairs of a checkout and a click that matches. Both are put into slices of time as long as
            the window, so that a checkout is compared with the clicks of two slices of its user, not
            with all of them."""
            size = max(LOOKBACK + LOOKAHEAD, 1)
            milliseconds = lambda name: F.expr(f"unix_millis({name})")
            clicks = clicks.withColumn("at", milliseconds("click_timestamp"))
            clicks = clicks.withColumn("slice", F.expr(f"floor(at / {size})"))
            checkouts = checkouts.withColumn("now", milliseconds("checkout_timestamp"))
            checkouts = checkouts.withColumn("slice", F.explode(F.expr(
                f"array_distinct(array(CAST(floor((now - {LOOKBACK}) / {size}) AS BIGINT), "
                f"CAST(floor((now + {LOOKAHEAD}) / {size}) AS BIGINT)))")))
            condition = " AND ".join(
                ["c.slice = k.slice"] + [f"c.{key} = k.{key}" for key in KEYS]
                + [f"c.at BETWEEN k.now - {LOOKBACK} AND k.now + {LOOKAHEAD}"])
            return checkouts.alias("k").join(clicks.alias("c"), F.expr(condition)).selectExpr(
                "k.row", "c.click_id", "c.source", "c.click_timestamp", "k.now - c.at AS age",
                "c.nanoseconds", "c.partition", "c.place AS arrival")


        def paths(pairs):
            """Each touch's place in its checkout's path, from 1."""
            tie = ["click_id"] if TIES_BY_ID else []
            order = Window.partitionBy("row").orderBy(
                "click_timestamp", "nanoseconds", *tie, "partition", "arrival", "click_id")
            whole = Window.partitionBy("row")
            return (
                pairs.withColumn("place", F.row_number().over(order))
                .withColumn("touches", F.count("*").over(whole))
                .withColumn("youngest", F.min(F.expr("greatest(age, 0)")).over(whole)))


        def shares(touches, weight):
            """Each touch's share in whole billionths that sum to one: rounded down, and what is left to
            the largest remainders, the earliest of equal ones first."""
            whole = Window.partitionBy("row")
            steps = f"CAST(floor(weight * (1000000000.0D / total) * {1 << 18}.0D + 0.5D) AS BIGINT)"
            touches = touches.withColumn("weight", F.expr(weight))
            touches = touches.withColumn("total", F.sum("weight").over(whole))
            touches = touches.withColumn("steps", F.expr(steps))
            touches = touches.withColumn("part", F.expr("shiftright(steps, 18)"))
            touches = touches.withColumn("rest", F.lit(1_000_000_000) - F.sum("part").over(whole))
            order = Window.partitionBy("row").orderBy(F.expr(f"steps & {(1 << 18) - 1}").desc(), "place")
            touches = touches.withColumn("turn", F.row_number().over(order))
            return touches.withColumn("credit_e9", F.expr(
                "part + CAST(floor(rest / touches) AS BIGINT) + IF(turn <= rest % touches, 1, 0)"))


        def totals(results, touches, refunds):
            """Per model and source: conversions in billionths, revenue and profit in ten-thousandths. A
            refund takes its amount from the touches of its order, and else from nobody."""
            found = None
            money = results.selectExpr(
                "row", "CAST(1 AS BIGINT) AS conversions", "CAST(total_amount AS DECIMAL(20, 4)) AS "
                "revenue", "CAST(profit AS DECIMAL(20, 4)) AS profit")
            orders = results.selectExpr("checkout_id AS refund_of", "row", "commission_rate")
            refunds = refunds.select("refund_of", "amount").join(orders, "refund_of", "left").selectExpr(
                "row", "CAST(0 AS BIGINT) AS conversions", "CAST(amount AS DECIMAL(20, 4)) AS revenue",
                "CAST(CAST(amount AS DECIMAL(12, 4)) * commission_rate AS DECIMAL(20, 4)) AS profit")
            money = money.union(refunds.where("row IS NOT NULL"))
            lost = refunds.where("row IS NULL").selectExpr(
                "CAST(NULL AS STRING) AS source", "CAST(1000000000 AS BIGINT) AS credit_e9",
                "conversions", "revenue", "profit")
            product = "CAST(sum({} * CAST(credit_e9 AS DECIMAL(10, 0))) / 100000 AS DECIMAL(38, 0))"
            nobody = results.where("click_id IS NULL").selectExpr(
                "row", "CAST(NULL AS STRING) AS source", "CAST(1000000000 AS BIGINT) AS credit_e9")
            for model, weight in MODELS.items():
                credits = shares(touches, weight).select("row", "source", "credit_e9").union(nobody)
                parts = credits.join(money, "row").select(*lost.columns).union(lost)
                sums = parts.groupBy("source").agg(
                    F.expr("CAST(sum(credit_e9 * conversions) AS DECIMAL(38, 0)) AS conversions_e9"),
                    F.expr(product.format("revenue") + " AS revenue_e4"),
                    F.expr(product.format("profit") + " AS profit_e4"))
                sums = sums.select(F.lit(model).alias("model"), "*")
                found = sums if found is None else found.union(sums)
            return found


        def main():
            parser = argparse.ArgumentParser(
                description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
            parser.add_argument("--clicks", help="the scenario's own clicks: a file, folder or pattern")
            parser.add_argument("--checkouts", help="the same of checkouts")
            parser.add_argument(
                "--output", help="a folder for the rows, as Parquet (default: truth.csv, by the driver)")
            options = parser.parse_args()
            if bool(options.clicks) != bool(options.checkouts):
                parser.error("--clicks and --checkouts go together")
            spark = logs.session("truth", {})
            own = os.path.join(logs.HERE, "data", "{}.jsonl")
            log = logs.LOG if options.clicks else logs.DATA
            clicks, checkouts = (
                logs.read(spark, getattr(options, stream) or own.format(stream), log, stream)
                for stream in ("clicks", "checkouts"))
            clicks = unique(clicks, "click_id", "click_timestamp")
            checkouts = unique(checkouts, "checkout_id", "checkout_timestamp")
            refunds = checkouts.where("refund_of IS NOT NULL")
            checkouts = checkouts.where("refund_of IS NULL")
            if PAYMENT_STATUS is not None:
                checkouts = checkouts.where(F.col("payment_status").isin(PAYMENT_STATUS))
            checkouts = checkouts.withColumn("row", F.expr("struct(checkout_id, place)"))
            checkouts = logs.looked_up(checkouts, logs.tables(spark)).cache()
            touches = paths(matches(clicks, checkouts)).cache()
            chosen = touches.where("place = touches" if LAST_CLICK else "place = 1")
            rows = checkouts.join(
                chosen.select("row", "click_id", "source", "click_timestamp"), "row",
                "left" if KEEPS_UNATTRIBUTED else "inner")
            results = logs.result(rows)
            names = list(logs.RESULT)
            if options.output:
                results.write.mode("overwrite").parquet(options.output)
                print(f"{options.output}: {spark.read.parquet(options.output).count()} rows")
            else:
                found = [["" if cell is None else cell for cell in row] for row in results.collect()]
                found.sort(key=lambda row: [str(cell).encode() for cell in row])
                with open(os.path.join(logs.HERE, "truth.csv"), "w", newline="", encoding="utf-8") as file:
                    csv.writer(file).writerows([names] + found)
                print(f"truth.csv: {len(found)} rows")
            if MODELS:
                if "commission_rate" not in rows.columns:
                    rows = rows.withColumn("commission_rate", F.expr("CAST(NULL AS DECIMAL(7, 6))"))
                priced = rows.selectExpr(
                    "row", "checkout_id", "click_id", "commission_rate", f"{logs.RESULT['total_amount'][1]} AS total_amount",
                    f"{logs.RESULT['profit'][1]} AS profit")
                sums = totals(priced, touches, refunds).collect()
                sums = sorted(
                    ([row.model, row.source or "", int(row.source is None), row.conversions_e9,
                      row.revenue_e4, row.profit_e4] for row in sums),
                    key=lambda row: (list(MODELS).index(row[0]), row[2], row[1]))
                header = ["model", "source", "unattributed", "conversions_e9", "revenue_e4", "profit_e4"]
                with open(os.path.join(logs.HERE, "models.csv"), "w", newline="", encoding="utf-8") as file:
                    csv.writer(file).writerows(
                        [header] + [["" if cell is None else cell for cell in row] for row in sums])
                print(f"models.csv: {len(sums)} totals of {len(MODELS)} models")
            spark.stop()


        main()

        """#
}
