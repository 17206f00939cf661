/// The join's watermark: the minimum over the streams that are not idle.
///
/// Unset while one of them has none; it stays as it is while all are idle; it never goes back.
public struct JoinProgress: Sendable {
    /// The join's watermark in force.
    public private(set) var watermark = Watermark.unset

    /// Before any watermark.
    public init() {}

    /// Takes in the streams' watermarks as they are now.
    public mutating func update(clicks: StreamProgress, checkouts: StreamProgress) {
        var least: Watermark?
        if !clicks.isIdle { least = clicks.watermark }
        if !checkouts.isIdle { least = min(least ?? .end, checkouts.watermark) }
        if let least { watermark = max(watermark, least) }
    }
}
