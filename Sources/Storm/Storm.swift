public import EventLogs
public import Scenarios
public import Simulation
public import Shrinking
import Streaming

/// Runs jobs under faults drawn from seeds, and checks what must hold under each.
///
///     seed → world (or the scenario's log) → faults → runs without and with them → invariants
///
/// The same arguments give the same report. Each seed runs by itself, in memory.
public struct Storm: Sendable {
    /// The scenario whose log is disturbed; `nil`: a small world of each seed's own.
    public var scenario: Scenario?
    /// The engine of the worlds; `nil`: each seed draws one.
    public var engine: String?
    /// Which faults there may be.
    public var faults: [StormFault]
    /// What to do with lines that are no records.
    public var onBadRecord: BadRecordPolicy
    /// How many seeds run at a time.
    public var jobs: Int
    /// The expectations of the scenario that must hold with the faults as well.
    public var kept: [Expectation] = []
    /// A folder that nobody else uses, where results lie that expectations are asked of.
    public var scratch = ""

    /// A storm over small worlds or, if given, a scenario's log.
    public init(
        _ scenario: Scenario?, engine: String? = nil, faults: [StormFault] = StormFault.allCases,
        onBadRecord: BadRecordPolicy = .fail, jobs: Int = 1
    ) {
        self.scenario = scenario
        self.engine = engine
        self.faults = faults
        self.onBadRecord = onBadRecord
        self.jobs = jobs
    }

    /// The names of the engines that worlds can run on.
    public static var engineLabels: [String] { StormWorld.engineLabels }

    /// Puts standard input and a scenario's own disorder into files in ``scratch``: what is disturbed is
    /// the log as it arrives.
    ///
    /// - Throws: the first error of a log or of the system.
    public mutating func settle(keepsDisorder: Bool) throws(StormError) {
        guard var scenario else { return }
        do throws(ShrinkError) {
            if !scenario.input.canBeReadTwice {
                scenario = try Shrinker.materialised(scenario, in: scratch)
                if !scenario.input.canBeReadTwice {
                    throw .usage(
                        "input: storm reads the log again for each seed, and a pipe can be read only "
                            + "once. Hint: save it to a file, or hand it in as standard input, -")
                }
            }
            if !keepsDisorder, !scenario.configuration.disorder.isEmpty {
                scenario = try InputFiles.disturbed(
                    scenario, in: scratch, onBadRecord: onBadRecord)
            }
        } catch {
            throw .shrink(error)
        }
        self.scenario = scenario
    }

    /// Runs the seeds; `progress` is told how many are done.
    ///
    /// - Throws: the first error of a log or of the system.
    public func run(
        _ seeds: [UInt64], progress: @escaping @Sendable (Int) -> Void = { _ in }
    ) throws(StormError) -> StormReport {
        let calm = try scenario.map { (scenario) throws(StormError) in
            try calmLog(scenario)
        }
        let results = ParallelMap.run(seeds, threads: jobs, progress: progress) {
            seed -> Result<StormReport.Seed, StormError> in
            Result { () throws(StormError) in try run(seed, calm) }
        }
        var report = StormReport(seeds: [])
        for result in results { report.seeds.append(try result.get()) }
        return report
    }

    private func run(_ seed: UInt64, _ calm: CalmLog?) throws(StormError) -> StormReport.Seed {
        if let calm { return try calm.run(seed, faults) }
        return try CalmLog(base(seed), onBadRecord).run(seed, faults)
    }

    /// The scenario that the faults of a seed are drawn for.
    func base(_ seed: UInt64) throws(StormError) -> Scenario {
        if let scenario { return scenario }
        do throws(ScenarioError) {
            return try StormWorld.scenario(
                seed: seed, engine: engine, needsRestarts: faults == [.restart])
        } catch {
            throw .scenario(error)
        }
    }

    private func calmLog(_ scenario: Scenario) throws(StormError) -> CalmLog {
        var calm = try CalmLog(scenario, onBadRecord)
        calm.kept = KeptExpectations(
            expectations: kept, scratch: scratch, onBadRecord: onBadRecord)
        if let broken = try calm.kept?.broken(in: scenario, "calm").first {
            throw .usage("\(broken.words), without any fault: there is nothing to keep")
        }
        return calm
    }

    /// Draws nothing: the faults are the scenario's own disorder and the first of its restarts.
    ///
    /// - Throws: the first error of a log or of the system.
    public func runAsItIs() throws(StormError) -> StormReport {
        guard let scenario else { return StormReport(seeds: []) }
        return StormReport(seeds: [
            try OwnFaults(of: scenario).run { (calm) throws(StormError) in
                try calmLog(calm)
            }
        ])
    }
}

/// A scenario whose own disorder and restarts are the faults.
struct OwnFaults {
    /// The scenario without them.
    var calm: Scenario
    private let disturbances: [Disturbance]
    private let restarts: [Int64]

    init(of scenario: Scenario) {
        calm = scenario
        disturbances = scenario.configuration.disorder
        restarts = scenario.configuration.engine.restarts.seqs
        calm.configuration.disorder = []
        calm.configuration.engine = scenario.configuration.engine.withoutRestarts
    }

    /// What they do.
    func run(
        _ log: (Scenario) throws(StormError) -> CalmLog
    ) throws(StormError) -> StormReport.Seed {
        let log = try log(calm)
        let plan = StormPlan(
            of: disturbances, restarts: restarts, records: log.arrivals.count)
        return try log.run(calm.seed, plan)
    }
}

/// Why a storm could not go on.
public enum StormError: Error, Sendable {
    /// It was asked for in a wrong way.
    case usage(String)
    /// A scenario is wrong.
    case scenario(ScenarioError)
    /// A log cannot be read, or the system fails.
    case simulation(SimulationError)
    /// What breaks cannot be made smaller, or a result cannot be asked.
    case shrink(ShrinkError)
}
