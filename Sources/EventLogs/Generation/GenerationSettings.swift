public import Streaming

/// A world like the original project's generator makes, from a seed.
public struct GenerationSettings: Sendable, Hashable {
    /// The seed; the same seed and settings give the same bytes.
    public var seed: UInt64 = 42
    /// The number of users.
    public var users = 1_000
    /// The number of products.
    public var products = 100
    /// The number of clicks.
    public var clicks = 10_000
    /// The first moment of the world.
    public var start = EventTime(milliseconds: 1_710_892_800_000)  // 2024-03-20 00:00 UTC
    /// How long clicks go on.
    public var duration = Milliseconds(86_400_000)
    /// Checkouts a click, on average, in billionths. The original's fair coin gives 1.
    public var checkoutsPerClick = 1_000_000_000
    /// How unevenly users click: 0 = all alike, 1,000,000,000 = Zipf.
    public var activitySkewE9 = 800_000_000
    /// Clicks in a visit, on average, in billionths, at least one.
    public var clicksPerVisit = 2_000_000_000
    /// The mean time from a click of a visit to the next; times are exponential.
    public var clickGap = Milliseconds(120_000)
    /// The mean time from a click to a checkout that it leads to; times are exponential,
    /// cut at forty times the mean.
    public var checkoutLag = Milliseconds(600_000)
    /// Whether nights are quieter than evenings.
    public var dailyRhythm = true
    /// Partitions of each topic; a user's records stay in one. Records carry `partition` where
    /// there is more than one.
    public var partitions = 1
    /// How long records are on their way to the log, at most: the log is written in order of
    /// arrival, so that event times go back by up to this much.
    public var disorder = Milliseconds.zero
    /// Whether records carry `arrival_timestamp`.
    public var writesArrivalTime = false
    /// Whether records carry `partition` even where there is only one.
    public var writesPartition = false

    /// The defaults.
    public init() {}
}
