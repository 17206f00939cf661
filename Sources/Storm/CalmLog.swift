import EventLogs
import Files
import Results
import Scenarios
import Shrinking
import Simulation
import Streaming

/// A log without faults, and what becomes of it.
struct CalmLog: Sendable {
    let trial: StormTrial
    let rows: StormRows
    let arrivals: [Arrival]
    /// What must hold with faults as it does without.
    var kept: KeptExpectations?

    init(_ scenario: Scenario, _ onBadRecord: BadRecordPolicy) throws(StormError) {
        trial = StormTrial(base: scenario, onBadRecord: onBadRecord)
        do throws(SimulationError) {
            rows = try trial.rows(of: scenario)
            arrivals = try Arrival.all(of: scenario, onBadRecord: onBadRecord)
        } catch {
            throw .simulation(error)
        }
    }

    /// Draws the faults of a seed, and looks at what they do.
    func run(_ seed: UInt64, _ faults: [StormFault]) throws(StormError) -> StormReport.Seed {
        let configuration = trial.base.configuration
        let plan = StormPlan(
            seed: seed,
            allowed: faults.filter { $0 != .restart || configuration.engine.traits.canRestart },
            log: arrivals, lookback: configuration.join.bounds.lookback)
        return try run(seed, plan)
    }

    /// Looks at what a plan does.
    func run(_ seed: UInt64, _ plan: StormPlan) throws(StormError) -> StormReport.Seed {
        var outcome: StormOutcome
        do throws(SimulationError) {
            outcome = try trial.outcome(plan, clean: rows, calm: arrivals)
        } catch {
            throw .simulation(error)
        }
        if let kept, !kept.expectations.isEmpty {
            outcome.isAskedToKeep = true
            outcome.notKept = try kept.broken(in: outcome.scenario, "\(seed)")
        }
        var found = StormReport.Seed(
            seed: seed, engine: trial.base.configuration.engine.label, plan: plan,
            records: outcome.arrivals.count, cost: outcome.cost, asked: [], breaches: [])
        for invariant in StormInvariant.allCases {
            switch invariant.verdict(on: outcome) {
            case .silent: continue
            case .holds: break
            case .broken(let numbers):
                var breach = StormReport.Breach(invariant: invariant, numbers: numbers)
                if invariant == .kept { breach.notKept = outcome.notKept.first }
                found.breaches.append(breach)
            }
            found.asked.append(invariant)
        }
        return found
    }
}

/// Expectations of a scenario that are asked of it with faults.
struct KeptExpectations: Sendable {
    var expectations: [Expectation]
    /// A folder that nobody else uses.
    var scratch: String
    var onBadRecord: BadRecordPolicy

    /// Those that do not hold. `name` is that of a folder beside the scratch folder, which comes and
    /// goes: an interruption removes both, which it could not one inside the other.
    func broken(in scenario: Scenario, _ name: String) throws(StormError) -> [NotKept] {
        if expectations.isEmpty { return [] }
        let folder = "\(scratch)-\(name)"
        let paths = ["\(folder)/result.sqlite", "\(folder)/result.sqlite.0.tmp", folder]
        let unfinished = paths.map { UnfinishedFiles.note($0) }
        defer {
            paths.forEach { FileSystem.removeAny($0) }
            unfinished.forEach { UnfinishedFiles.forget($0) }
        }
        do {
            try FileSystem.makeFolder(folder)
        } catch {
            throw .shrink(.system(error.description))
        }
        var broken: [NotKept] = []
        do throws(ShrinkError) {
            for expectation in expectations {
                let trial = Trial(
                    target: .expectation(expectation, .anyValue), scratch: folder,
                    onBadRecord: onBadRecord)
                guard let seen = try trial.observe(scenario), seen.fails else { continue }
                broken.append(NotKept(expectation: expectation, seen: seen))
            }
        } catch {
            throw .shrink(error)
        }
        return broken
    }
}
