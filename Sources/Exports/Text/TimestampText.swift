import EventLogs
import Streaming
import Text

/// Milliseconds since 1970 as other systems write times.
enum TimestampText {
    /// `2024-03-20 13:23:48.123`, UTC; the ends of time, which are no dates, stay integers.
    static func plain(_ milliseconds: Int64) -> String {
        let time = EventTime(milliseconds: milliseconds)
        // A year before 0 or after 9999 is a sentinel or an injected absurdity.
        guard time >= .earliest, time <= .latest else { return String(milliseconds) }
        return TimeText.text(time)
    }

    /// The same for PostgreSQL, whose years go from 4713 BC to 294276; beyond, `infinity`.
    static func postgres(_ milliseconds: Int64) -> String {
        if milliseconds >= 9_224_318_016_000_000 { return "infinity" }  // 294277-01-01
        if milliseconds < -210_866_803_200_000 { return "-infinity" }  // 4714-11-24 BC
        let text = TimeText.text(EventTime(milliseconds: milliseconds))
        guard milliseconds < -62_135_596_800_000 else { return text }  // 0001-01-01
        // The year 0 is 1 BC, and the year -1 is 2 BC.
        let isNegative = text.hasPrefix("-")
        let digits = text.dropFirst(isNegative ? 1 : 0)
        let year = digits.prefix { $0 != "-" }
        let before = String((Int(year) ?? 0) + 1)
        return String(repeating: "0", count: max(0, 4 - before.utf8.count)) + before
            + digits.dropFirst(year.count) + " BC"
    }
}

extension TimestampText {
    /// `2024-03-20T13:23:48.123Z`.
    static func iso(_ milliseconds: Int64) -> String {
        let text = plain(milliseconds)
        guard let space = text.firstIndex(of: " ") else { return text }
        return text[..<space] + "T" + text[text.index(after: space)...] + "Z"
    }
}
