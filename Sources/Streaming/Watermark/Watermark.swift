/// How far a stream claims to have progressed in event time.
///
/// A watermark is unset until a stream has shown one, then grows, and is ``end`` once the stream
/// is over. `unset < any time < end`, and adding or subtracting a duration leaves both ends alone.
@frozen
public struct Watermark: Hashable, Comparable, Sendable, BitwiseCopyable {
    /// `Int64.min` for ``unset``, `Int64.max` for ``end``, else milliseconds since 1970 UTC.
    public var rawValue: Int64

    /// Wraps a raw value, the two ends included.
    @inlinable
    public init(rawValue: Int64) { self.rawValue = rawValue }

    /// The watermark that says that everything before `time` has been seen.
    @inlinable
    public init(_ time: EventTime) { rawValue = time.milliseconds }

    /// Nothing is known yet.
    @inlinable
    public static var unset: Watermark { Watermark(rawValue: .min) }
    /// The stream is over: +infinity.
    @inlinable
    public static var end: Watermark { Watermark(rawValue: .max) }

    /// Whether a watermark has been shown at all.
    @inlinable
    public var isSet: Bool { rawValue != .min }

    /// Whether the watermark is strictly beyond `time`: equality has not passed it.
    @inlinable
    public func hasPassed(_ time: EventTime) -> Bool { rawValue > time.milliseconds }

    /// Whether the first comes before the second.
    @inlinable
    public static func < (a: Watermark, b: Watermark) -> Bool { a.rawValue < b.rawValue }

    /// The watermark held back by `duration`; unset and end stay what they are.
    @inlinable
    public static func - (watermark: Watermark, duration: Milliseconds) -> Watermark {
        if watermark == .unset || watermark == .end { return watermark }
        return Watermark(rawValue: watermark.rawValue - duration.count)
    }
}
