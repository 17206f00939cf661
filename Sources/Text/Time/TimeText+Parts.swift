/// Parts of times, and spans of time, as text; always UTC.
extension TimeText {
    private static let millisecondsOfDay: Int64 = 86_400_000

    /// Milliseconds since 1970 as `2024-03-20`.
    public static func date(_ milliseconds: Int64) -> String {
        let date = CivilDate(daysSince1970: floorDivide(milliseconds, millisecondsOfDay).quotient)
        let sign = date.year < 0 ? "-" : ""
        return sign + NumberText.padded(abs(date.year), to: 4) + "-"
            + NumberText.padded(date.month, to: 2) + "-" + NumberText.padded(date.day, to: 2)
    }

    /// Milliseconds since 1970 as the time of day, `13:23:48.123`.
    public static func timeOfDay(_ milliseconds: Int64) -> String {
        let rest = floorDivide(milliseconds, millisecondsOfDay).remainder
        let seconds = rest / 1000
        return NumberText.padded(seconds / 3600, to: 2) + ":"
            + NumberText.padded(seconds / 60 % 60, to: 2) + ":"
            + NumberText.padded(seconds % 60, to: 2) + "." + NumberText.padded(rest % 1000, to: 3)
    }

    /// Milliseconds since 1970 as `2024-03-20 13:23:48.123`.
    public static func dateAndTime(_ milliseconds: Int64) -> String {
        date(milliseconds) + " " + timeOfDay(milliseconds)
    }

    /// A span as `10s`, `1h 30m`, `48.123s`, `500ms`: exact, the largest unit first.
    public static func duration(milliseconds: Int64) -> String {
        let magnitude = milliseconds.magnitude
        if magnitude < 1000 { return "\(milliseconds)ms" }
        var parts: [String] = []
        for (unit, name) in [(86_400_000, "d"), (3_600_000, "h"), (60_000, "m")] as [(UInt64, _)] {
            let count = unit == 86_400_000 ? magnitude / unit : magnitude / unit % most(unit)
            if count > 0 { parts.append("\(count)\(name)") }
        }
        let rest = magnitude % 60_000
        if rest > 0 {
            var decimals = rest % 1000 == 0 ? "" : "." + NumberText.padded(rest % 1000, to: 3)
            while decimals.hasSuffix("0") { decimals.removeLast() }
            parts.append("\(rest / 1000)\(decimals)s")
        }
        return (milliseconds < 0 ? "-" : "") + parts.joined(separator: " ")
    }

    /// How many of a unit make the next larger one.
    private static func most(_ unit: UInt64) -> UInt64 { unit == 3_600_000 ? 24 : 60 }
}
