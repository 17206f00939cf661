import EventLogs
import Scenarios
import Simulation
import Streaming
import Text

// The tables: two streams, two lookups, one sink.

extension FlinkJob {
    /// A column: its name, its type or definition.
    typealias Column = (name: String, definition: String)

    /// `CREATE TABLE` for everything that the job touches.
    var tables: [String] {
        var tables = [stream(.clicks), stream(.checkouts)]
        if hasUsers {
            let columns = [("user_id", "STRING"), ("gender", "STRING")]
            tables.append(lookup("users", columns, hasVersions: usersHaveVersions))
        }
        if hasProducts {
            let columns = [
                ("product_id", "STRING"), ("category", "STRING"), ("price", money),
                ("commission_rate", share),
            ]
            tables.append(lookup("products", columns, hasVersions: productsHaveVersions))
        }
        return tables + [sink]
    }

    /// An amount as it comes in. With a quantity of at most seven digits and two shares, the
    /// profit is computed without rounding in Flink's 38 digits: 12 + 7 + 8 + 7, and one for each
    /// of four operations.
    var money: String { hasSixDigits ? FlinkJob.sixDigits : "DECIMAL(12, 4)" }
    /// A share: a discount or a commission rate.
    var share: String { hasSixDigits ? FlinkJob.sixDigits : "DECIMAL(7, 6)" }
    /// An amount of the result.
    var amount: String { hasSixDigits ? FlinkJob.sixDigits : "DECIMAL(20, 4)" }
    /// A quantity in a product of amounts. Between six-digit ones there is room for any: 6 + 19 +
    /// 7 and two operations make a total of 34 digits, which is less than 38.
    var quantity: String { hasSixDigits ? "DECIMAL(19, 0)" : "DECIMAL(7, 0)" }

    /// Whether every amount and share is of the original project's type: rounded to two decimals
    /// where it is read and where it is put out, half away from zero, and NULL from 10,000 on.
    var hasSixDigits: Bool { configuration.dimensions.decimal == .original }

    private static let sixDigits = "DECIMAL(6, 2)"

    /// The sink's columns, which are those of the view `attribution`.
    var sinkColumns: [Column] {
        [
            ("checkout_id", "STRING"), ("user_id", "STRING"), ("product_id", "STRING"),
            ("quantity", "BIGINT"), ("total_amount", amount), ("payment_method", "STRING"),
            ("payment_status", "STRING"), ("payment_description", "STRING"), ("gender", "STRING"),
            ("category", "STRING"), ("profit", amount), ("source", "STRING"),
            ("checkout_timestamp", "TIMESTAMP(3)"), ("click_id", "STRING"),
            ("click_timestamp", "TIMESTAMP(3)"),
        ]
    }

    /// The columns of a stream's records.
    func columns(_ stream: EventStream) -> [Column] {
        let arrival: [Column] = tellsArrivals ? [("arrived", "TIMESTAMP(3)")] : []
        return switch stream {
        case .clicks:
            [("click_id", "STRING"), ("user_id", "STRING"), ("source", "STRING")]
                + (joinsProducts ? [("product_id", "STRING")] : [])
                + [("click_timestamp", "TIMESTAMP(3)")] + arrival
        case .checkouts:
            [
                ("checkout_id", "STRING"), ("user_id", "STRING"), ("product_id", "STRING"),
                ("quantity", "BIGINT"), ("shipping_cost", money),
                ("discount", share), ("amount", money), ("refund_of", "STRING"),
                ("payment_method", "STRING"),
                ("payment_status", "STRING"), ("payment_description", "STRING"),
                ("checkout_timestamp", "TIMESTAMP(3)"),
            ] + arrival
        }
    }

    private func stream(_ stream: EventStream) -> String {
        let time =
            connector == .kafka ? fields(stream).timeColumn : FlinkFields.time(of: stream)
        let watermark =
            stream == .clicks ? configuration.clicksWatermark : configuration.checkoutsWatermark
        // Without a watermark nothing is final before the end: one of NULL is never put out.
        let value =
            watermark.strategy == .none
            ? "CAST(NULL AS TIMESTAMP(3))" : "\(time) - \(FlinkText.interval(watermark.delay))"
        var definitions = physical(stream)
        definitions.append(("proc_time AS", "PROCTIME()"))
        definitions.append(("WATERMARK FOR \(time) AS", value))
        return table(stream.name, definitions, options(stream, watermark))
    }

    /// The columns as the records spell them, then those that the job calls by other names.
    private func physical(_ stream: EventStream) -> [Column] {
        guard connector == .kafka else { return columns(stream) }
        return fields(stream).columns(columns(stream))
    }

    private func options(_ stream: EventStream, _ watermark: WatermarkSettings) -> [Column] {
        switch connector {
        case .filesystem:
            return [
                ("connector", "filesystem"), ("path", "data/\(stream.name).jsonl"),
                ("format", "json"), ("json.timestamp-format.standard", "SQL"),
            ]
        case .kafka:
            let topic = fields(stream).topic
            var options = [
                ("connector", "kafka"), ("topic", topic),
                ("properties.bootstrap.servers", "kafka:9092"),
                ("properties.group.id", "attribution"),
                ("scan.startup.mode", "earliest-offset"), ("format", "json"),
                ("json.timestamp-format.standard", "SQL"),
                (
                    "scan.watermark.emit.strategy",
                    watermark.emission == .perRecord ? "on-event" : "on-periodic"
                ),
            ]
            if let timeout = watermark.idleTimeout {
                options.append(("scan.watermark.idle-timeout", FlinkText.setting(timeout)))
            }
            return options
        }
    }

    private func lookup(_ name: String, _ columns: [Column], hasVersions: Bool) -> String {
        switch connector {
        case .filesystem:
            let options = [
                ("connector", "filesystem"), ("path", "data/\(name).jsonl"), ("format", "json"),
            ]
            guard hasVersions else { return table(name, columns, options) }
            return table(
                name,
                columns + [("valid_from", "TIMESTAMP(3)"), ("valid_to", "TIMESTAMP(3)")],
                options + [("json.timestamp-format.standard", "SQL")])
        case .kafka:
            let key = columns[0].name
            return table(
                name, columns + [("PRIMARY KEY (\(key))", "NOT ENFORCED")],
                postgres("shop.\(name)"))
        }
    }

    private var sink: String {
        let key: [Column] =
            connector == .kafka ? [("PRIMARY KEY (checkout_id)", "NOT ENFORCED")] : []
        return table(
            "checkout_attribution", sinkColumns + key,
            connector == .kafka
                ? postgres("shop.checkout_attribution") : [("connector", "print")])
    }

    private func postgres(_ table: String) -> [Column] {
        [
            ("connector", "jdbc"), ("url", "jdbc:postgresql://postgres:5432/postgres"),
            ("table-name", table), ("username", "postgres"), ("password", "postgres"),
        ]
    }

    private func table(_ name: String, _ columns: [Column], _ options: [Column]) -> String {
        let columnLines = columns.map { "    \($0.name) \($0.definition)" }
        let optionLines = options.map { "    '\($0.name)' = \(FlinkText.literal($0.definition))" }
        return """
            CREATE TABLE \(name) (
            \(columnLines.joined(separator: ",\n"))
            ) WITH (
            \(optionLines.joined(separator: ",\n"))
            );
            """
    }
}
