/// A record's place among those of its millisecond: its nanoseconds, then its place in the order of
/// arrival.
///
/// One word, 20 bits of nanoseconds above 44 of seq: what the join holds of each record does not
/// grow by it, and comparing two places is comparing two integers.
@frozen
public struct MillisecondPlace: Hashable, Comparable, Sendable, BitwiseCopyable {
    @usableFromInline let bits: UInt64

    /// A place. `nanoseconds`: 0 … 999,999. `seq`: 0 … 2^44 − 1, more than any run can number.
    @inlinable
    public init(nanoseconds: UInt32, seq: Int64) {
        assert(nanoseconds < 1_000_000 && seq >= 0 && seq < 1 << 44)
        bits = UInt64(nanoseconds) << 44 | UInt64(truncatingIfNeeded: seq)
    }

    /// The nanoseconds behind the millisecond.
    @inlinable
    public var nanoseconds: UInt32 { UInt32(truncatingIfNeeded: bits >> 44) }

    /// The place in the order of arrival.
    @inlinable
    public var seq: Int64 { Int64(truncatingIfNeeded: bits & (1 << 44 - 1)) }

    /// Whether the first comes before the second: nanoseconds, then seq.
    @inlinable
    public static func < (a: MillisecondPlace, b: MillisecondPlace) -> Bool { a.bits < b.bits }
}

/// Which of several clicks of one event time, all its digits counted, comes first.
public enum TieOrder: String, Sendable, Hashable, CaseIterable {
    /// The one with the lesser id, as bytes; of equal ids the one that came first.
    case id
    /// The one that came first.
    case arrival
}
