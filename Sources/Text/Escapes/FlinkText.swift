public import Streaming

/// Values as Flink SQL writes them.
public enum FlinkText {
    /// A string literal; characters that would break a script's lines are written as code points.
    public static func literal(_ text: String) -> String {
        let needsCodes = text.unicodeScalars.contains { $0.value < 32 }
        var written = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "'": written += "''"
            case "\\" where needsCodes: written += "\\\\"
            case _ where scalar.value < 32:
                let hex = String(scalar.value, radix: 16)
                written += "\\" + String(repeating: "0", count: 4 - hex.utf8.count) + hex
            default: written.unicodeScalars.append(scalar)
            }
        }
        return needsCodes ? "U&'\(written)'" : "'\(written)'"
    }

    /// An interval: `INTERVAL '15' SECOND`, or `DAY TO SECOND` where no unit fits. Flink takes no literal
    /// of a thousand days: more are a product.
    public static func interval(_ duration: Milliseconds) -> String {
        let count = duration.count
        // Two digits are what a unit holds unless it is told otherwise.
        for (unit, size) in [
            ("DAY", 86_400_000), ("HOUR", 3_600_000), ("MINUTE", 60_000),
            ("SECOND", 1_000),
        ] as [(String, Int64)] where count % size == 0 && count / size <= 99 {
            if count >= size || unit == "SECOND" { return "INTERVAL '\(count / size)' \(unit)" }
        }
        let (days, rest) = count.quotientAndRemainder(dividingBy: 86_400_000)
        if days > 999 {
            let more = rest > 0 ? " + \(interval(Milliseconds(rest)))" : ""
            return "(INTERVAL '1' DAY * \(days)\(more))"
        }
        let time = [rest / 3_600_000, rest / 60_000 % 60, rest / 1_000 % 60]
            .map { padded($0, to: 2) }.joined(separator: ":")
        let digits = max(2, String(days).utf8.count)
        let fraction = padded(rest % 1_000, to: 3)
        return "INTERVAL '\(days) \(time).\(fraction)' DAY(\(digits)) TO SECOND(3)"
    }

    /// A duration as Flink's settings take it.
    public static func setting(_ duration: Milliseconds) -> String { "\(duration.count) ms" }

    /// A text as a `TIMESTAMP(3)`: under `.automatic` RFC 3339, SQL text (UTC without a zone), or an
    /// integer of milliseconds. Any other text fails the job, as a cast does: NULL would be 1970 to a
    /// watermark.
    public static func time(_ text: String, _ format: TimeFormat) -> String {
        func instant(_ milliseconds: String) -> String {
            "CAST(TO_TIMESTAMP_LTZ(CAST(FLOOR(\(milliseconds)) AS BIGINT), 3) AS TIMESTAMP(3))"
        }
        let number = "CAST(\(text) AS DECIMAL(30, 9))"
        switch format {
        case .epochSeconds: return instant("\(number) * 1000")
        case .epochMilliseconds: return instant(number)
        case .epochMicroseconds: return instant("\(number) / 1000")
        case .epochNanoseconds: return instant("\(number) / 1000000")
        case .automatic, .dayFirst, .monthFirst, .excel: break
        }
        let zone = "'([+-])([0-9][0-9]):?([0-9][0-9])?$'"
        func part(_ group: Int) -> String { "REGEXP_EXTRACT(\(text), \(zone), \(group))" }
        let offset =
            "60 * COALESCE(CAST(\(part(1)) || \(part(2)) AS INT), 0) "
            + "+ COALESCE(CAST(\(part(1)) || \(part(3)) AS INT), 0)"
        // Seconds may be left out. (A replacement of REGEXP_REPLACE knows no groups in Flink.)
        let day =
            "REPLACE(REPLACE(CASE WHEN REGEXP(\(text), '^.{16}([^:]|$)') THEN SUBSTRING(\(text) FROM 1 FOR "
            + "16) || ':00' ELSE SUBSTRING(\(text) FROM 1 FOR 19) END, 'T', ' '), '/', '-')"
        let fraction =
            "RPAD(SUBSTRING(COALESCE(REGEXP_EXTRACT(\(text), '[.]([0-9]+)', 1), '0') FROM 1 FOR 3), 3, "
            + "'0')"
        // Seconds, micro- and nanoseconds, as nearly everybody writes them.
        return "CASE WHEN REGEXP(\(text), '^-?([0-9]{10}|[0-9]{16}|[0-9]{19})$') "
            + "THEN CAST(\(text) || ' needs a timeFormat' AS TIMESTAMP(3)) "
            + "WHEN REGEXP(\(text), '^-?[0-9]+$') "
            + "THEN CAST(TO_TIMESTAMP_LTZ(CAST(\(text) AS BIGINT), 3) AS TIMESTAMP(3)) "
            + "ELSE TIMESTAMPADD(MINUTE, -1 * (\(offset)), CAST(\(day) || '.' || \(fraction) AS "
            + "TIMESTAMP(3))) END"
    }

    /// The milliseconds since 1970 of a `TIMESTAMP(3)`, before it below 0: there Flink rounds days, and the
    /// hours and parts of them behind those, all towards 1970.
    public static func milliseconds(_ time: String) -> String {
        "(CAST(TIMESTAMPDIFF(DAY, TIMESTAMP '1970-01-01 00:00:00', \(time)) AS BIGINT) * 86400000 "
            + "+ EXTRACT(HOUR FROM \(time)) * 3600000 + EXTRACT(MINUTE FROM \(time)) * 60000 "
            + "+ EXTRACT(SECOND FROM \(time)) * 1000 + EXTRACT(MILLISECOND FROM \(time)))"
    }

    /// A name, between backticks where it needs them.
    public static func identifier(_ name: String) -> String {
        let isPlain = name.utf8.allSatisfy {
            $0 == UInt8(ascii: "_") || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0)
        }
        return isPlain ? name : quoted(name)
    }

    /// A name between backticks.
    public static func quoted(_ name: String) -> String { SQLText.doubling("`", in: name) }

    private static func padded(_ value: Int64, to width: Int) -> String {
        let digits = String(value)
        return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
    }
}
