public import Streaming

/// What Spark SQL and Python take: literals, names and durations.
public enum SparkText {
    /// A string literal of Spark SQL.
    public static func literal(_ text: String) -> String {
        var written = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "'": written += "\\'"
            case "\\": written += "\\\\"
            case "\n": written += "\\n"
            case "\r": written += "\\r"
            case "\t": written += "\\t"
            default: written.unicodeScalars.append(scalar)
            }
        }
        return "'\(written)'"
    }

    /// A name, between backticks.
    public static func identifier(_ name: String) -> String { SQLText.doubling("`", in: name) }

    /// A string literal of Python.
    public static func python(_ text: String) -> String { JSONText.quoted(text) }

    /// A list of strings of Python.
    public static func list(_ texts: [String]) -> String {
        "[\(texts.map(python).joined(separator: ", "))]"
    }

    /// A duration as `INTERVAL` and `withWatermark` take it: `1 HOUR`, `90500 MILLISECONDS`.
    public static func duration(_ duration: Milliseconds) -> String {
        let count = duration.count
        for (unit, size) in [
            ("DAY", 86_400_000), ("HOUR", 3_600_000), ("MINUTE", 60_000), ("SECOND", 1_000),
        ] as [(String, Int64)] where count != 0 && count % size == 0 {
            return "\(count / size) \(unit)\(abs(count / size) == 1 ? "" : "S")"
        }
        return count == 0 ? "0 SECONDS" : "\(count) MILLISECONDS"
    }
}
