import EventLogs
import Streaming

/// What the simulation alone asks of an engine.
protocol RunnableEngine: Engine {
    /// Runs with the engine's own stage, whose type the host does not know before.
    func run(in host: inout EngineHost) throws(SimulationError)
    /// How its table ranks the rows of the join.
    func ranking(_ order: RankingOrder) -> RankingPlan
    /// What it says of what it did.
    func reasons(_ configuration: RunConfiguration) -> any EngineReasons
}

extension RunnableEngine {
    /// Most engines' rows nothing ranks in the original: any match beats a pad.
    func ranking(_ order: RankingOrder) -> RankingPlan { RankingPlan(.upsert(.best), order) }
}

extension RunConfiguration {
    /// What the engine says of what it did.
    var reasons: any EngineReasons { engine.own.reasons(self) }
}

/// How an engine's table ranks the rows of the join.
struct RankingPlan: Sendable {
    /// The kinds of rankings.
    enum Kind: Sendable {
        /// An upsert by checkout.
        case upsert(UpsertRanker.Policy)
        /// A ROW_NUMBER that updates.
        case rowNumber(FlinkRanker.Ranking, timeToLive: Milliseconds, replacesSilently: Bool)
        /// A ROW_NUMBER that puts a row out once and for ever.
        case firstRows(timeToLive: Milliseconds)
        /// A view that is looked at when the step is over.
        case view
        /// A groupBy behind the join.
        case groups
    }

    var kind: Kind
    /// The pairs of a checkout that decide about its row.
    var pairsNeeded: PairListing
    /// How many rows wait in front of it at most, where rows wait.
    var bundle: Int?
    /// Whether it goes by the checkout's time.
    var goesByCheckout = false {
        // All of a checkout's rows are of one time: it hangs on the order in which they come.
        didSet { if goesByCheckout { pairsNeeded = .all } }
    }

    init(_ kind: Kind, _ order: RankingOrder) {
        self.kind = kind
        switch kind {
        // What drops rows that come too late may drop the first and keep another.
        case .firstRows: pairsNeeded = .firsts(from: .earliest)
        case .upsert(.last): pairsNeeded = .ends(first: false, last: true)
        case .upsert(.first): pairsNeeded = .ends(first: true, last: false)
        default: pairsNeeded = .ends(first: order == .first, last: order == .last)
        }
    }
}

/// A run that is about to begin, waiting for its engine's stage.
struct EngineHost {
    let simulator: Simulator
    let source: any RecordSource
    let truth: TruthRun?
    let output: StageOutput
    let progress: (RunProgress) -> Void
    let complete: (RunCounts) -> RunCounts
    /// What the run has to tell.
    var report: RunReport

    /// What decides the outcome.
    var configuration: RunConfiguration { simulator.configuration }

    /// Runs a join. The caller names its type, for which all of the run is specialised.
    mutating func run<Join: IntervalJoinEngine & ~Copyable>(
        _ join: consuming Join
    ) throws(SimulationError) {
        if let trace = output.watch.tracesAlone {
            try run(stage: TraceStage(join, trace, output))
        } else {
            try run(stage: EngineStage(join, configuration, output))
        }
    }

    /// Runs a stage.
    mutating func run<Stage: JoinStage & ~Copyable>(
        stage: consuming Stage
    ) throws(SimulationError) {
        try simulator.run(
            stage, source, beside: truth, output, &report, progress, complete: complete)
    }
}
