/// The watermarks that a join acts on.
public struct JoinHorizons: Sendable, Hashable, BitwiseCopyable {
    /// The clicks' watermark − their allowed lateness: no earlier click will be accepted.
    public var clicks: Watermark
    /// The checkouts' watermark − their allowed lateness: no earlier checkout will be accepted.
    public var checkouts: Watermark
    /// The join's watermark: checkouts before it are final.
    public var join: Watermark

    /// The three horizons of one moment.
    public init(clicks: Watermark, checkouts: Watermark, join: Watermark) {
        self.clicks = clicks
        self.checkouts = checkouts
        self.join = join
    }

    /// Nothing is known yet.
    public static let unset = JoinHorizons(clicks: .unset, checkouts: .unset, join: .unset)
}
