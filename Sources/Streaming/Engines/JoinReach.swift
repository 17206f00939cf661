/// A join's bounds as the engines reckon with them: both ends included, in milliseconds, perhaps
/// negative.
///
/// An exclusive bound is moved by 1 ms, which is what the engines do themselves: with lookback 0
/// and exclusive bounds, `before` is −1.
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
        let margin: Int64 = bounds.isInclusive ? 0 : 1
        self.init(
            before: bounds.lookback.count - margin, after: bounds.lookahead.count - margin)
    }

    /// Whether no click can match any checkout.
    @inlinable
    public var isEmpty: Bool { before + after < 0 }
}
