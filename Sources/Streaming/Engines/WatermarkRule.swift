/// How an engine's sources turn "largest event time less delay" into the watermark that its join
/// sees.
///
/// Because it never reverses an order, it may be applied to each stream's watermark or, with the
/// same result, to the least of them.
///
/// ```swift
/// FlinkDataStreamJoin.watermarkRule.apply(to: progress.watermark)   // one millisecond less
/// ```
public struct WatermarkRule: Sendable, Hashable {
    /// How much less it is.
    public var heldBack: Milliseconds
    /// Whether a watermark of 0 or less, 1970 or before, is never shown.
    public var isPositiveOnly: Bool

    /// A rule.
    public init(heldBack: Milliseconds = .zero, isPositiveOnly: Bool = false) {
        self.heldBack = heldBack
        self.isPositiveOnly = isPositiveOnly
    }

    /// The watermark that the join sees; unset and end stay what they are.
    public func apply(to watermark: Watermark) -> Watermark {
        let shown = watermark - heldBack
        return isPositiveOnly && shown.rawValue <= 0 ? .unset : shown
    }
}
