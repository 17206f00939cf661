/// Times and spans of time as text, always UTC.
public enum TimeText {
    private static let millisecondsOfDay: Int64 = 86_400_000

    /// Milliseconds since 1970 as `2024-03-20`.
    public static func date(_ milliseconds: Int64) -> String {
        let (year, month, day) = civil(day: floorDivided(milliseconds, by: millisecondsOfDay))
        let sign = year < 0 ? "-" : ""
        return sign + NumberText.padded(abs(year), to: 4) + "-" + NumberText.padded(month, to: 2)
            + "-" + NumberText.padded(day, to: 2)
    }

    /// Milliseconds since 1970 as the time of day, `13:23:48.123`.
    public static func timeOfDay(_ milliseconds: Int64) -> String {
        let start = floorDivided(milliseconds, by: millisecondsOfDay)
        let rest = milliseconds &- start &* millisecondsOfDay
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

    /// The date of a day counted from 1970-01-01, in the Gregorian calendar.
    private static func civil(day: Int64) -> (year: Int64, month: Int64, day: Int64) {
        // Count from 0000-03-01, so that the leap day is a year's last; 719,468 days before 1970.
        let shifted = day + 719_468
        let era = floorDivided(shifted, by: 146_097)  // the days of 400 years
        let dayOfEra = shifted - era * 146_097
        let yearOfEra =
            (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        return (
            era * 400 + yearOfEra + (month <= 2 ? 1 : 0), month,
            dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
        )
    }

    private static func floorDivided(_ value: Int64, by divisor: Int64) -> Int64 {
        value / divisor - (value % divisor < 0 ? 1 : 0)
    }
}
