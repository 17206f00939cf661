/// A group of touches that may be credited; a model sees those of the first tier that has any.
///
/// Click before view is two tiers, the clicks of 7 days and then the views of one; last non-direct
/// is "all but Direct", and then everything. A tier that says nothing takes every touch of the path.
public struct TouchTier: Sendable, Hashable {
    /// The kinds of touches that count; `nil`: all.
    public var kinds: [String]?
    /// The sources that count; `nil`: all.
    public var sources: NamePatterns?
    /// How far before the conversion a touch may lie, in milliseconds, the limit included; `nil`:
    /// as far as the path reaches.
    public var lookback: Int64?

    /// A tier.
    public init(
        kinds: [String]? = nil, sources: NamePatterns? = nil, lookback: Int64? = nil
    ) {
        self.kinds = kinds
        self.sources = sources
        self.lookback = lookback
    }
}
