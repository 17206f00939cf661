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
}
