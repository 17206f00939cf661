/// When something happened, by the clock of whoever recorded it: milliseconds since
/// 1970-01-01 00:00 UTC.
///
/// A type of its own, so that it cannot be mixed with ``ProcessingTime``.
@frozen
public struct EventTime: Hashable, Comparable, Sendable, BitwiseCopyable {
    /// Milliseconds since 1970-01-01 00:00 UTC; may be negative.
    public var milliseconds: Int64

    /// Wraps a count of milliseconds since 1970-01-01 00:00 UTC.
    @inlinable
    public init(milliseconds: Int64) { self.milliseconds = milliseconds }

    /// The earliest time that any input may carry: 0000-01-01 00:00:00.000 UTC.
    public static let earliest = EventTime(milliseconds: -62_167_219_200_000)
    /// The latest time that any input may carry: 9999-12-31 23:59:59.999 UTC.
    ///
    /// The span between the two and the longest ``Milliseconds`` are both far below `Int64.max`,
    /// so that adding or subtracting a duration cannot overflow.
    public static let latest = EventTime(milliseconds: 253_402_300_799_999)

    /// Whether the first comes before the second.
    @inlinable
    public static func < (a: EventTime, b: EventTime) -> Bool { a.milliseconds < b.milliseconds }
    /// The time `duration` after `time`.
    @inlinable
    public static func + (time: EventTime, duration: Milliseconds) -> EventTime {
        EventTime(milliseconds: time.milliseconds + duration.count)
    }
    /// The time `duration` before `time`.
    @inlinable
    public static func - (time: EventTime, duration: Milliseconds) -> EventTime {
        EventTime(milliseconds: time.milliseconds - duration.count)
    }
}
