/// When the pipeline sees something, by the virtual clock: milliseconds since
/// 1970-01-01 00:00 UTC.
@frozen
public struct ProcessingTime: Hashable, Comparable, Sendable, BitwiseCopyable {
    /// Milliseconds since 1970-01-01 00:00 UTC; may be negative.
    public var milliseconds: Int64

    /// Wraps a count of milliseconds since 1970-01-01 00:00 UTC.
    @inlinable
    public init(milliseconds: Int64) { self.milliseconds = milliseconds }

    /// Before anything has arrived.
    public static let beforeAll = ProcessingTime(milliseconds: Int64.min)

    /// Whether the first comes before the second.
    @inlinable
    public static func < (a: ProcessingTime, b: ProcessingTime) -> Bool {
        a.milliseconds < b.milliseconds
    }
    /// The time `duration` after `time`.
    @inlinable
    public static func + (time: ProcessingTime, duration: Milliseconds) -> ProcessingTime {
        ProcessingTime(milliseconds: time.milliseconds + duration.count)
    }
}
