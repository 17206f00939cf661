/// A span of time, never negative, in milliseconds.
@frozen
public struct Milliseconds: Hashable, Comparable, Sendable, BitwiseCopyable {
    /// The number of milliseconds, from 0 to ``longest``.
    public var count: Int64

    /// Wraps a count of milliseconds.
    ///
    /// - Precondition: `0 <= count <= Milliseconds.longest.count`; input is checked where it is
    ///   read.
    @inlinable
    public init(_ count: Int64) {
        precondition(count >= 0 && count <= 315_576_000_000_000, "a duration out of range")
        self.count = count
    }

    /// No time at all.
    public static let zero = Milliseconds(0)
    /// Ten thousand years, the longest span that a scenario may name.
    public static let longest = Milliseconds(315_576_000_000_000)

    /// Whether the first comes before the second.
    @inlinable
    public static func < (a: Milliseconds, b: Milliseconds) -> Bool { a.count < b.count }
}
