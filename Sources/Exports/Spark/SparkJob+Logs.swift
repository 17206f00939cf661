import EventLogs
import Scenarios
import Simulation
import Streaming
import Text

// logs.py: how tables are read, and what a row of the result is; SparkLogs has how records are.

extension SparkJob {
    /// `logs.py`.
    ///
    /// - Throws: why Spark cannot read the scenario's log, where it has to.
    func logsModule() throws(ExportError) -> String {
        let own = try description("DATA", LogFile(path: "data"), "data")
        var log: String
        do throws(ExportError) { log = try scenariosLog() } catch {
            if !hasData { throw error }
            log =
                "# Why Spark does not read the log as the scenario describes it.\n"
                + "LOG = \(SparkText.python(error.message))"
        }
        return SparkLogs.head + own + "\n\n" + log + "\n" + SparkLogs.reading
            + tablesReading + "\n\n" + resultRows
    }

    /// Why Spark cannot read the scenario's log; `nil` if it can.
    var unreadableLog: String? {
        do throws(ExportError) { _ = try scenariosLog() } catch { return error.message }
        return nil
    }

    private func scenariosLog() throws(ExportError) -> String {
        switch scenario.input {
        case .perStream(let clicks, let checkouts):
            return try description("LOG", clicks, checkouts)
        case .combined(let log):
            // A dump's topics say whose a row is.
            let topics = log.inferredFormat == .kafka ? log.topics : nil
            return try description("LOG", log, "log", topics: topics)
        case .kafkaDump(let log, let topics):
            return try description("LOG", log, "kafka", topics: topics)
        case .generated, .world: return "LOG = DATA"
        }
    }

    private func description(
        _ name: String, _ file: LogFile, _ key: String, topics: [String: EventStream]? = nil
    ) throws(ExportError) -> String {
        try description(
            name, (file, try SparkFields(file, .clicks, key, isOwn: name == "DATA")),
            (file, try SparkFields(file, .checkouts, key, isOwn: name == "DATA")), topics)
    }

    private func description(
        _ name: String, _ clicks: LogFile, _ checkouts: LogFile
    ) throws(ExportError) -> String {
        try description(
            name, (clicks, try SparkFields(clicks, .clicks, "clicks")),
            (checkouts, try SparkFields(checkouts, .checkouts, "checkouts")))
    }

    private func description(
        _ name: String, _ clicks: (LogFile, SparkFields), _ checkouts: (LogFile, SparkFields),
        _ topics: [String: EventStream]? = nil
    ) throws(ExportError) -> String {
        func log(_ stream: EventStream, _ file: LogFile, _ fields: SparkFields) -> String {
            var columns = fields.columns
            var numbers = fields.numbers
            var schema = fields.schema
            if name == "DATA" {
                columns = columns.filter { $0.name != "arrival_timestamp" }
                columns.append(("arrival_timestamp", "r.`arrived`"))
                columns.append(("place", "r.`place`"))
                columns.append(("nanoseconds", "coalesce(r.`nanoseconds`, '0')"))
                numbers += [("place", "BIGINT"), ("nanoseconds", "INT")]
                let more = ["arrived", "place", "nanoseconds"]
                schema = schema.map { "\($0), \(SparkPaths.ddl(more))" }
            }
            func lines(_ entries: [(name: String, expression: String)]) -> String {
                if entries.isEmpty { return "{}" }
                let lines = entries.map {
                    "            \(SparkText.python($0.name)): \(SparkText.python($0.expression)),"
                }
                return "{\n\(lines.joined(separator: "\n"))\n        }"
            }
            let types = numbers.map { "\(SparkText.python($0.name)): \"\($0.type)\"" }
            return """
                    "\(stream.name)": {
                        "format": "\(file.inferredFormat.rawValue)",
                        "delimiter": \(delimiter(file)),
                        "header": \(file.header.map(SparkText.list) ?? "None"),
                        "topics": \(topics.map { SparkText.list(names(of: stream, $0)) } ?? "None"),
                        "envelope": "\(file.envelope.rawValue)",
                        "schema": \(schema.map(SparkText.python) ?? "None"),
                        "cells": \(SparkText.list(fields.cells)),
                        "inside": \(lines(fields.inside)),
                        "where": \(fields.condition.map(SparkText.python) ?? "None"),
                        "columns": \(lines(columns)),
                        "numbers": {\(types.joined(separator: ", "))},
                        "times": \(SparkText.list(fields.times)),
                        "time_format": "\(name == "DATA" ? "own" : file.timeFormat.rawValue)",
                        "time_zone": \(file.timeZone.map(SparkText.python) ?? "None"),
                    },
                """
        }
        let what =
            name == "DATA"
            ? "# The records that came with this job." : "# The log as the scenario describes it."
        return """
            \(what)
            \(name) = {
            \(log(.clicks, clicks.0, clicks.1))
            \(log(.checkouts, checkouts.0, checkouts.1))
            }
            """
    }

    /// The topics of a dump that are a stream's.
    private func names(of stream: EventStream, _ topics: [String: EventStream]) -> [String] {
        let named = topics.filter { $0.value == stream }.map(\.key)
        return (named + (topics[stream.name] == nil ? [stream.name] : [])).sorted()
    }

    private func delimiter(_ file: LogFile) -> String {
        if let delimiter = file.delimiter {
            return SparkText.python(String(UnicodeScalar(delimiter)))
        }
        return file.inferredFormat == .tsv ? "\"\\t\"" : "\",\""
    }

    // MARK: Tables and amounts

    private var tablesReading: String {
        """


        def tables(spark):
            \"""The users and products beside this job, by name, as they are when it starts.\"""
            found = {}
            for name, columns in TABLES.items():
                path = os.path.join(HERE, "data", name + ".jsonl")
                schema = ", ".join(f"{column} STRING" for column in columns)
                frame = spark.read.schema(schema).json(path)
                found[name] = frame.selectExpr(
                    *[f"{text} AS {column}" for column, text in columns.items()]).cache()
            return found


        TABLES = {
        \(tableLines.joined(separator: "\n"))
        }
        """
    }

    private var tableLines: [String] {
        func times(_ hasVersions: Bool) -> String {
            hasVersions
                ? ", \"valid_from\": \"CAST(valid_from AS TIMESTAMP)\", "
                    + "\"valid_to\": \"CAST(valid_to AS TIMESTAMP)\"" : ""
        }
        var lines: [String] = []
        if hasUsers {
            lines.append(
                "    \"users\": {\"user_id\": \"user_id\", \"gender\": \"gender\""
                    + times(usersHaveVersions) + "},")
        }
        if hasProducts {
            lines.append(
                "    \"products\": {\"product_id\": \"product_id\", \"category\": \"category\", "
                    + "\"price\": \"CAST(CAST(price AS DECIMAL(19, 4)) AS \(money))\", "
                    + "\"commission_rate\": \"CAST(CAST(commission_rate AS DECIMAL(19, 9)) AS "
                    + "\(share))\"" + times(productsHaveVersions) + "},")
        }
        return lines
    }

    private var money: String { hasSixDigits ? "DECIMAL(6, 2)" : "DECIMAL(12, 4)" }
    private var share: String { hasSixDigits ? "DECIMAL(6, 2)" : "DECIMAL(7, 6)" }
    private var amount: String { hasSixDigits ? "DECIMAL(6, 2)" : "DECIMAL(20, 4)" }
    private var quantity: String { hasSixDigits ? "DECIMAL(19, 0)" : "DECIMAL(7, 0)" }

    private var resultRows: String {
        let columns = resultColumns.map {
            "    \(SparkText.python($0.name)): (\"\($0.type)\", \(SparkText.python($0.expression))),"
        }
        return """
            # The result's columns: their types in PostgreSQL, and what they are as Spark SQL. Products
            # of amounts are exact in Spark's 38 digits and rounded once, half away from zero.
            RESULT = {
            \(columns.joined(separator: "\n"))
            }


            def looked_up(frame, tables):
                \"""Rows with their users and products\(lookupWords).\"""
            \(lookups)
                return frame


            def result(frame):
                \"""The columns of the result, times and amounts as texts.\"""
                def text(name, kind, expression):
                    if kind == "TIMESTAMP":
                        return f"date_format({expression}, 'yyyy-MM-dd HH:mm:ss.SSS') AS {name}"
                    if kind.startswith("NUMERIC"):
                        return f"CAST({expression} AS STRING) AS {name}"
                    return f"{expression} AS {name}"
                return frame.selectExpr(
                    *[text(name, kind, expression) for name, (kind, expression) in RESULT.items()])

            """
    }

    private var lookupWords: String {
        configuration.dimensions.lookup == .inner
            ? "; a row whose user or product is unknown is left out" : ""
    }

    private var lookups: String {
        var lines: [String] = []
        let how = configuration.dimensions.lookup == .inner ? "inner" : "left"
        for (table, alias, key, hasVersions) in [
            ("users", "u", "user_id", usersHaveVersions),
            ("products", "p", "product_id", productsHaveVersions),
        ] where table == "users" ? hasUsers : hasProducts {
            var condition = "\(alias).key = k.\(key)"
            if hasVersions {
                let time =
                    configuration.dimensions.asOf == .eventTime
                    ? "k.checkout_timestamp" : "coalesce(k.arrival_timestamp, current_timestamp())"
                condition +=
                    " AND (\(alias).valid_from IS NULL OR \(alias).valid_from <= \(time))"
                    + " AND (\(alias).valid_to IS NULL OR \(time) < \(alias).valid_to)"
            }
            lines.append(
                """
                    frame = frame.alias("k").join(
                        F.broadcast(tables["\(table)"].withColumnRenamed("\(key)", "key")).alias("\(alias)"),
                        F.expr(\(SparkText.python(condition))), "\(how)",
                    ).drop("key", "valid_from", "valid_to")
                """)
        }
        return lines.isEmpty ? "    # The scenario has no tables." : lines.joined(separator: "\n")
    }

    private var resultColumns: [(name: String, type: String, expression: String)] {
        let factor =
            configuration.dimensions.amounts == .original
            ? "coalesce(CAST(discount AS \(share)), CAST(1 AS \(share)))"
            : "(CAST(1 AS DECIMAL(1, 0)) - coalesce(CAST(discount AS \(share)), CAST(0 AS \(share))))"
        let pieces = "CAST(coalesce(quantity, 1) AS \(quantity))"
        let own = "CAST(amount AS \(money))"
        let shipping = "CAST(shipping_cost AS \(money))"
        let priced = hasProducts ? "price * \(pieces) * \(factor)" : "CAST(NULL AS \(money))"
        let total =
            "CASE WHEN amount IS NULL THEN CAST(\(priced) AS \(amount)) "
            + "ELSE CAST(\(own) AS \(amount)) END"
        let profit =
            hasProducts
            ? "CASE WHEN amount IS NULL THEN CAST((\(priced) - \(shipping)) * commission_rate AS "
                + "\(amount)) ELSE CAST((\(own) - \(shipping)) * commission_rate AS \(amount)) END"
            : "CAST(NULL AS \(amount))"
        return [
            ("checkout_id", "VARCHAR", "checkout_id"), ("user_id", "VARCHAR", "user_id"),
            ("product_id", "VARCHAR", "product_id"), ("quantity", "BIGINT", "quantity"),
            ("total_amount", "NUMERIC(19, 4)", total),
            ("payment_method", "VARCHAR", "payment_method"),
            ("payment_status", "VARCHAR", "payment_status"),
            ("payment_description", "VARCHAR", "payment_description"),
            ("gender", "VARCHAR", hasUsers ? "gender" : "CAST(NULL AS STRING)"),
            ("category", "VARCHAR", hasProducts ? "category" : "CAST(NULL AS STRING)"),
            ("profit", "NUMERIC(19, 4)", profit), ("source", "VARCHAR", "source"),
            ("checkout_timestamp", "TIMESTAMP", "checkout_timestamp"),
            ("click_id", "VARCHAR", "click_id"),
            ("click_timestamp", "TIMESTAMP", "click_timestamp"),
        ]
    }
}
