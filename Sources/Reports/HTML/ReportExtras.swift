public import Simulation

/// What a report asks of the scenario behind a result: it takes further runs.
public struct ReportQuestions: Sendable {
    /// The watermark delays, in milliseconds, in order, of which it shows what they would give.
    public var delays: [Int64]
    /// The checkouts whose stories it tells.
    public var checkouts: [String]
    /// How many records a run reads.
    public var records: Int64
}

/// The answers. A result alone has none of them, and its report shows what it knows by itself.
public struct ReportExtras: Sendable {
    /// What each delay gives, in the order of the questions; empty where one run cannot tell.
    public var curve: [(delay: Int64, measures: RunMeasures)] = []
    /// Why one run cannot tell, in words.
    public var obstacle: String?
    /// What `explain` says of checkouts.
    public var stories: [String: String] = [:]

    /// No answer.
    public init() {}
}
