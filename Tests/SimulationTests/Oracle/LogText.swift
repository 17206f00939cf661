/// A log as text: the lines that a person would write, for the readers to read.
enum LogText {
    static func json(_ line: OracleLog.Line) -> String {
        switch line {
        case .record(let record):
            json([("stream", quoted(record.stream.rawValue))] + fields(record, quoted: quoted))
        case .control(.watermark(let stream, let time)):
            json([
                ("control", quoted("watermark")), ("stream", quoted(stream.rawValue)),
                ("time", "\(time)"),
            ])
        case .control(.processingTime(let time)):
            json([("control", quoted("processing_time")), ("time", "\(time)")])
        case .control(.endOfStream(let stream)):
            json([("control", quoted("end_of_stream")), ("stream", quoted(stream.rawValue))])
        case .control(.batch):
            json([("control", quoted("batch"))])
        }
    }

    /// A record as a consumer of its topic prints it: its time and partition beside the payload.
    static func kafkaDump(_ record: OracleLog.Record) -> String {
        json([
            ("topic", quoted(record.stream.rawValue)), ("partition", "\(record.partition)"),
            ("offset", "0"), ("ts", "\(record.arrival ?? 0)"),
            ("payload", quoted(json(fields(record, quoted: quoted)))),
        ])
    }

    /// The records of a stream as JSON Lines of their own.
    static func jsonLines(_ stream: OracleLog.Stream, _ log: OracleLog) -> String {
        log.records.filter { $0.stream == stream }
            .map { json(fields($0, quoted: quoted)) + "\n" }.joined()
    }

    /// The records of a stream as CSV; what a record does not have is an empty cell.
    static func csv(_ stream: OracleLog.Stream, _ log: OracleLog) -> String {
        var example = OracleLog.Record(stream: stream, id: "", user: "", eventTime: 0)
        example.product = ""
        example.paymentStatus = ""
        example.arrival = 0
        let names = fields(example, quoted: { $0 }).map(\.name)
        var text = names.joined(separator: ",") + "\n"
        for record in log.records where record.stream == stream {
            let fields = fields(record) { value in
                "\""
                    + value.split(separator: "\"", omittingEmptySubsequences: false)
                    .joined(separator: "\"\"") + "\""
            }
            text +=
                names.map { name in fields.first { $0.name == name }?.value ?? "" }
                .joined(separator: ",") + "\n"
        }
        return text
    }

    private static func fields(
        _ record: OracleLog.Record, quoted: (String) -> String
    ) -> [(name: String, value: String)] {
        let kind = record.stream == .clicks ? "click" : "checkout"
        var fields = [("\(kind)_id", quoted(record.id))]
        if record.user != OracleLog.Record.nobody {
            fields.append(("user_id", quoted(record.user)))
        }
        if let product = record.product { fields.append(("product_id", quoted(product))) }
        if record.stream == .clicks {
            fields.append(("source", quoted(record.source)))
        } else {
            fields += [
                ("quantity", "\(record.quantity)"), ("shipping_cost", "0"), ("discount", "0"),
            ]
            if let status = record.paymentStatus {
                fields.append(("payment_status", quoted(status)))
            }
        }
        fields += [
            ("\(kind)_timestamp", time(record)), ("partition", "\(record.partition)"),
        ]
        if let arrival = record.arrival { fields.append(("arrival_timestamp", "\(arrival)")) }
        return fields.map { (name: $0.0, value: $0.1) }
    }

    /// Milliseconds, with the nanoseconds as decimals where there are any.
    private static func time(_ record: OracleLog.Record) -> String {
        if record.nanoseconds == 0 { return "\(record.eventTime)" }
        let isBefore1970 = record.eventTime < 0
        let whole = isBefore1970 ? -(record.eventTime + 1) : record.eventTime
        let parts = isBefore1970 ? 1_000_000 - record.nanoseconds : record.nanoseconds
        return (isBefore1970 ? "-" : "") + "\(whole).\("\(1_000_000 + parts)".dropFirst())"
    }

    private static func json(_ fields: [(name: String, value: String)]) -> String {
        "{" + fields.map { "\"\($0.name)\": \($0.value)" }.joined(separator: ", ") + "}"
    }

    private static func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": quoted += "\\\""
            case "\\": quoted += "\\\\"
            case "\n": quoted += "\\n"
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }
}
