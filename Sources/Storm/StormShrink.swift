public import EventLogs
public import Scenarios
public import Shrinking
import Simulation
import Text

/// A seed that breaks something, made as small as it gets: a scenario of its own, whose disorder and
/// restarts are the faults.
public struct StormShrink: Sendable {
    /// The scenario with the faults.
    public let scenario: Scenario
    /// What is broken.
    public let target: ShrinkTarget
    /// The number of the expectation that is not kept, among the scenario's; `nil`: it is not that.
    private var expectation: Int?

    /// What of a seed's breaches is to be made smaller: the first.
    ///
    /// - Parameters:
    ///   - storm: the storm that found it.
    ///   - seed: what it found.
    /// - Throws: what is wrong with the scenario of the seed, which would be a defect.
    public init(_ storm: Storm, _ seed: StormReport.Seed) throws(StormError) {
        let base = try storm.base(seed.seed)
        scenario = StormTrial(base: base).scenario(seed.plan)
        let breach = seed.breaches.first
        let invariant = breach?.invariant ?? .accounts
        var name = invariant.statement
        var kept = KeptExpectations(
            expectations: [], scratch: storm.scratch, onBadRecord: storm.onBadRecord)
        if let broken = breach?.notKept?.expectation {
            kept.expectations = [broken]
            expectation = base.expectations.firstIndex(of: broken)
            name = broken.name
        }
        target = .check(
            ScenarioCheck(name: name) { [kept] candidate throws(ShrinkError) in
                try Self.observe(candidate, invariant, kept)
            })
    }

    /// Makes it smaller in a scratch folder, with so many runs at most.
    public func run(
        scratch: String, runsMax: Int, onBadRecord: BadRecordPolicy,
        _ progress: (ShrinkProgress) -> Void
    ) throws(ShrinkError) -> (shrunk: Shrunk, shrinker: Shrinker) {
        var shrinker = try Shrinker(
            scenario, target: target, scratch: scratch, runsMax: runsMax, onBadRecord: onBadRecord)
        return (try shrinker.run(progress), shrinker)
    }

    /// The text of the scenario that is left.
    public func text(_ shrunk: Shrunk, named name: String) throws(ShrinkError) -> String {
        var original = Array(scenario.configJSON.utf8)
        if let expectations = scenario.expectationsAsWritten,
            case .object(var members)? = try? JSONText.parse(original).value
        {
            members.append(JSONMember("expect", expectations))
            original = Array(JSONText.write(.object(members)).utf8)
        }
        return try ShrunkScenario.text(
            shrunk, original: original, named: name, engine: nil, keeps: expectation)
    }

    /// Whether an invariant is broken by a scenario's own disorder and restarts.
    private static func observe(
        _ candidate: Scenario, _ invariant: StormInvariant, _ kept: KeptExpectations
    ) throws(ShrinkError) -> Observation? {
        do throws(StormError) {
            let own = OwnFaults(of: candidate)
            let seed = try own.run { (calm) throws(StormError) in
                var log = try CalmLog(calm, kept.onBadRecord)
                if invariant == .kept {
                    // Without faults it has to hold, or it says nothing of them.
                    if try kept.broken(in: calm, "calm").isEmpty { log.kept = kept }
                }
                return log
            }
            let breach = seed.breaches.first { $0.invariant == invariant }
            return Observation(
                fails: breach != nil,
                expected: breach?.notKept?.seen.expected ?? invariant.statement,
                actual: breach?.notKept?.seen.actual ?? breach?.numbers ?? "it holds")
        } catch {
            switch error {
            case .simulation(.log(let error)) where error.kind == .badData: return nil
            case .simulation(let error): throw .simulation(error)
            case .shrink(let error): throw error
            case .scenario(let error): throw .usage(error.description)
            case .usage(let message): throw .usage(message)
            }
        }
    }
}
