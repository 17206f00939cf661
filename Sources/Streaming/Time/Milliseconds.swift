/// A span of time in milliseconds, up to ``longest`` either way. A scenario's durations are not
/// negative, the bounds of a join aside: that is checked where they are read.
@frozen
public struct Milliseconds: Hashable, Comparable, Sendable, BitwiseCopyable {
    /// The number of milliseconds, from −``longest`` to ``longest``.
    public var count: Int64

    /// Wraps a count of milliseconds.
    ///
    /// - Precondition: at most `Milliseconds.longest.count` either way; input is checked where it
    ///   is read.
    @inlinable
    public init(_ count: Int64) {
        precondition(
            count >= -315_576_000_000_000 && count <= 315_576_000_000_000,
            "a duration out of range")
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
