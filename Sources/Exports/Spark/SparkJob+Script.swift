import Scenarios
import Simulation
import Streaming
import Text

// job.py: the streaming query.

extension SparkJob {
    /// `job.py`.
    var script: String {
        heading + constants + "\n\n" + [preparing, joining, picking].joined(separator: "\n\n\n")
            + "\n\n" + SparkJob.running
    }

    private var heading: String {
        """
        \"""\(SparkJob.comment(scenario.name)): Spark Structured Streaming, written by attrsim export spark.

        Watermarks, a stream-stream join, of each checkout the \(isLastClick ? "last" : "first") click, users and products, an upsert.

            ./run.sh --replay           the batches of attrsim's prediction, then result.csv
            ./run.sh --available-now    all of the files that are there, then result.csv
            ./run.sh                    files as they appear, until it is stopped
        \"""
        import argparse, os, shutil, sys, tempfile

        import logs
        from replay import Replay, milliseconds
        from table import Table

        from pyspark.sql import functions as F
        from pyspark.sql.window import Window


        """
    }

    /// A name that ends no comment.
    static func comment(_ text: String) -> String {
        String(text.map { $0.isNewline || $0 == "\"" || $0 == "\\" ? " " : $0 })
    }

    private var constants: String {
        let trigger: String =
            switch settings.trigger {
            case .every(let interval): "{\"processingTime\": \"\(interval.count) milliseconds\"}"
            case .scripted: "{\"processingTime\": \"0 seconds\"}"
            case .availableNow: "{\"availableNow\": True}"
            case .once: "{\"once\": True}"
            }
        let once =
            switch settings.trigger {
            case .availableNow, .once: "True"
            case .every, .scripted: "False"
            }
        return """
            # How long each watermark waits for stragglers, and which of the two counts.
            CLICKS_DELAY = "\(SparkText.duration(configuration.clicksWatermark.delay).lowercased())"
            CHECKOUTS_DELAY = "\(SparkText.duration(configuration.checkoutsWatermark.delay).lowercased())"
            WATERMARK_POLICY = "\(settings.watermarkPolicy.rawValue)"
            DELAYS = {"clicks": \(configuration.clicksWatermark.delay.count), "checkouts": \(configuration.checkoutsWatermark.delay.count)}
            # When a batch is cut, and whether one without data runs where the watermark has moved.
            TRIGGER = \(trigger)
            RUNS_ONCE = \(once)
            NO_DATA_BATCHES = \(settings.noDataBatches && settings.trigger != .once ? "True" : "False")
            # Which of two rows of a checkout stays.
            KEEPS = "\(keeps)"
            PAYMENT_STATUS = \(statuses)
            # What a replay knows of Spark: which records move no watermark.
            KEYS = [\(keys.map(SparkText.python).joined(separator: ", "))]
            COUNTS_WITHOUT_KEY = [\(countsWithoutKey.joined(separator: ", "))]
            CLICK_AGE_MAX = \(configuration.join.clickAgeMax.map { "\($0.count)" } ?? "None")

            """
    }

    /// What is equal in a click and a checkout.
    private var keys: [String] { ["user_id"] + (joinsProducts ? ["product_id"] : []) }

    /// The streams whose records without a key are not filtered out below the watermark.
    private var countsWithoutKey: [String] {
        let kind = configuration.join.kind
        return (deduplicates || kind == .right || kind == .full ? ["\"clicks\""] : [])
            + (deduplicates || kind == .left || kind == .full ? ["\"checkouts\""] : [])
    }

    /// The upsert's rule.
    private var keeps: String {
        switch settings.sink {
        case .keepEarliest: isLastClick ? "last" : "first"
        case .lastWrite, .aggregate: "last-write"
        case .insertIfAbsent: "insert-if-absent"
        }
    }

    private var statuses: String {
        configuration.attribution.paymentStatus.map {
            "[\($0.map(SparkText.python).joined(separator: ", "))]"
        } ?? "None"
    }

    // MARK: The query

    private var preparing: String {
        let age: String =
            configuration.join.clickAgeMax.map {
                """

                    # Clicks that come too late are left out before the watermark sees them.
                    clicks = clicks.where(
                        "click_timestamp >= coalesce(arrival_timestamp, current_timestamp()) - "
                        "INTERVAL \(SparkText.duration($0))")
                """
            } ?? ""
        let unique =
            deduplicates
            ? """

                # A second record of an id is set aside\(forgetsIDs ? " for as long as the watermark remembers it" : "").
                clicks = clicks.\(dropping)(["click_id"])
                checkouts = checkouts.\(dropping)(["checkout_id"])
            """ : ""
        return """
            def prepared(clicks, checkouts):
                \"""The two streams with their watermarks. A refund is no checkout.\"""
                checkouts = checkouts.where("refund_of IS NULL")\(age)
                clicks = clicks.withWatermark("click_timestamp", CLICKS_DELAY)
                checkouts = checkouts.withWatermark("checkout_timestamp", CHECKOUTS_DELAY)\(unique)
                return clicks, checkouts
            """
    }

    private var dropping: String {
        forgetsIDs ? "dropDuplicatesWithinWatermark" : "dropDuplicates"
    }

    /// The checkout's columns in a row of the join.
    private static let checkoutColumns = [
        "checkout_id", "user_id", "product_id", "quantity", "shipping_cost", "discount", "amount",
        "payment_method", "payment_status", "payment_description", "checkout_timestamp",
        "arrival_timestamp",
    ]

    private var joining: String {
        let how =
            switch configuration.join.kind {
            case .left: "left_outer"
            case .inner: "inner"
            case .right: "right_outer"
            case .full: "full_outer"
            case .semi: "left_semi"
            }
        let conditions = keys.map { "c.\($0) = k.\($0)" } + [range]
        let clicks =
            configuration.join.kind == .semi
            ? [
                "CAST(NULL AS STRING) AS click_id", "CAST(NULL AS STRING) AS source",
                "CAST(NULL AS TIMESTAMP) AS click_timestamp",
            ] : ["c.click_id", "c.source", "c.click_timestamp"]
        let columns = SparkJob.checkoutColumns.map { "k.\($0)" } + clicks
        let grouped =
            settings.sink == .aggregate
            ? """

                # A group comes out once, when the watermark behind the join has reached its time: a
                # whole lookback later than the join's own row.
                best = F.\(isLastClick ? "max" : "min")_by(
                    F.struct("*"), F.expr("struct(\(clickOrder))"))
                joined = joined.groupBy("checkout_id", "checkout_timestamp").agg(best.alias("best"))
                return joined.select("best.*")
            """
            : "\n    return joined"
        return """
            def join(clicks, checkouts):
                \"""Each checkout with every click that may have led to it.\"""
                joined = checkouts.alias("k").join(
                    clicks.alias("c"),
                    F.expr(
                        \(SparkText.python(conditions.joined(separator: " AND ")))),
                    "\(how)",
                ).selectExpr(
                    \(columns.map { SparkText.python($0) }.joined(separator: ",\n        ")),
                )\(grouped)
            """
    }

    /// A row with a click beats one without.
    private var clickOrder: String {
        (isLastClick ? "click_id IS NOT NULL" : "click_id IS NULL")
            + ", click_timestamp, click_id"
    }

    private var range: String {
        let bounds = configuration.join.bounds
        func moved(_ span: Int64) -> String {
            let sign = span < 0 ? "-" : "+"
            return "k.checkout_timestamp \(sign) INTERVAL "
                + SparkText.duration(Milliseconds(abs(span)))
        }
        return
            "c.click_timestamp \(bounds.includesLower ? ">=" : ">") "
            + moved(-bounds.lookback.count)
            + " AND c.click_timestamp \(bounds.includesUpper ? "<=" : "<") "
            + moved(bounds.lookahead.count)
    }

    private var picking: String {
        let order: String
        switch settings.sink {
        case .keepEarliest, .aggregate:
            order =
                isLastClick
                ? #"F.expr("click_id IS NULL"), F.desc("click_timestamp"), F.desc("click_id")"#
                : #"F.expr("click_id IS NULL"), "click_timestamp", "click_id""#
        case .lastWrite: order = #"F.desc("click_timestamp"), F.desc("click_id")"#
        case .insertIfAbsent: order = #""click_timestamp", "click_id""#
        }
        return """
            def picked(frame):
                \"""Of a batch's rows one a checkout: Spark promises no order within a batch.\"""
                frame = frame.where("checkout_id IS NOT NULL")
                if PAYMENT_STATUS is not None:
                    frame = frame.where(F.col("payment_status").isin(PAYMENT_STATUS))
                order = Window.partitionBy("checkout_id").orderBy(
                    \(order))
                frame = frame.withColumn("choice", F.row_number().over(order))
                return frame.where("choice = 1").drop("choice")
            """
    }
}
