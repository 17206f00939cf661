import EventLogs
public import Streaming

/// What a run has to tell beside its rows.
public struct RunReport: Sendable {
    /// The stream run's accounts.
    public var stream = RunCounts()
    /// The truth run's accounts, if there was one.
    public var truth: RunCounts?
    /// Each disturbance in words, and how many records it hit.
    public var injected: [(description: String, hits: Int64)] = []
    /// Checkouts that the stream run and the truth see differently, by cause.
    public var differences: [(cause: DifferenceCause, count: Int64)] = []
    /// How many of the truth's checkouts these concern.
    public var differing: Int64 = 0
    /// How many of these a run that waits less would have decided on.
    var undecided: Int64 = 0
    /// What differs from the truth by the engine's own rules.
    public var byRules = CheckoutEffect()
    /// What came out of the join and has no row of the table.
    public var losses = EngineLosses()
    /// How many times the job started again.
    public var restarts = 0
    /// The most clicks that the join held at once.
    public var clicksHeldMax = 0
    /// The most checkouts that the join held at once.
    public var checkoutsHeldMax = 0
    /// What a user should know, in words.
    public var warnings: [String] = []
    /// What turned out of the order of the logs.
    var reading = ReadingPlan()

    /// Nothing to tell yet.
    public init() {}
}

/// How far a run has come.
public struct RunProgress: Sendable {
    /// Records taken in so far.
    public var records: Int64
    /// Bytes of the logs read so far.
    public var bytes: Int64
    /// The join's watermark.
    public var watermark: Watermark
    /// Whether this is the truth run.
    public var isTruth: Bool
}
