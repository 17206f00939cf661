/// How times are written.
public enum TimeFormat: String, Sendable, Hashable, CaseIterable {
    /// `2024-03-20 13:23:48.123` (UTC), RFC 3339, or an integer of milliseconds.
    case automatic = "auto"
    /// An integer of seconds since 1970 UTC.
    case epochSeconds = "epoch-seconds"
    /// An integer of milliseconds since 1970 UTC.
    case epochMilliseconds = "epoch-milliseconds"
    /// An integer of microseconds since 1970 UTC; cut to milliseconds.
    case epochMicroseconds = "epoch-microseconds"
    /// An integer of nanoseconds since 1970 UTC; cut to milliseconds.
    case epochNanoseconds = "epoch-nanoseconds"
    /// A date that begins with the day: `18.03.2024 09:01`, `18/3/2024 9:01:30 PM`.
    case dayFirst = "day-first"
    /// A date that begins with the month: `03/18/2024 09:01`, `3/18/24 9:01 AM`.
    case monthFirst = "month-first"
    /// Days since 1899-12-30 with decimals, as spreadsheets count them: `45371.558194`.
    case excel

    /// Whether it is what a clock on the wall showed, and no number since 1970.
    public var isText: Bool {
        switch self {
        case .automatic, .dayFirst, .monthFirst, .excel: true
        case .epochSeconds, .epochMilliseconds, .epochMicroseconds, .epochNanoseconds: false
        }
    }
}
