/// A join's bounds as the engines reckon with them: both ends included, in milliseconds, perhaps
/// negative.
///
/// An exclusive bound is moved by 1 ms, which is what the engines do themselves: with lookback 0
/// and an exclusive lower bound, `before` is −1.
public struct JoinReach: Sendable, Hashable, BitwiseCopyable {
    /// How far before its checkout a click may lie.
    public var before: Int64
    /// How far after its checkout a click may lie.
    public var after: Int64

    /// Inclusive reaches.
    @inlinable
    public init(before: Int64, after: Int64) {
        self.before = before
        self.after = after
    }

    /// The reach of a scenario's bounds.
    @inlinable
    public init(_ bounds: JoinBounds) {
        self.init(
            before: bounds.lookback.count - (bounds.includesLower ? 0 : 1),
            after: bounds.lookahead.count - (bounds.includesUpper ? 0 : 1))
    }

    /// Whether no click can match any checkout.
    @inlinable
    public var isEmpty: Bool { before + after < 0 }
}
