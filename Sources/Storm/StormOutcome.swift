import EventLogs
import Scenarios
import Shrinking
import Simulation

/// All that happened to one log under the faults of one seed.
struct StormOutcome: Sendable {
    /// The scenario with the faults.
    var scenario: Scenario
    var plan: StormPlan
    /// Without faults.
    var clean: StormRows
    /// With the faults, but for the crash.
    var first: StormRows
    /// With the crash as well, from its checkpoint on; `nil`: there is none.
    var second: StormRows?
    /// What reaches the pipeline without faults.
    var calm: [Arrival]
    /// What reaches it with the faults.
    var arrivals: [Arrival]
    /// Whether expectations are to be kept.
    var isAskedToKeep = false
    /// Those that are not.
    var notKept: [NotKept] = []

    /// The run with all faults.
    var stormed: StormRows { second ?? first }
}

/// An expectation that does not hold with the faults.
struct NotKept: Sendable {
    var expectation: Expectation
    var seen: Observation

    /// With its numbers.
    var words: String {
        "\"\(expectation.name)\": expected \(seen.expected), actual \(seen.actual)"
    }
}

/// Runs a log with and without faults.
struct StormTrial: Sendable {
    /// The scenario without faults.
    var base: Scenario
    var onBadRecord = BadRecordPolicy.fail

    /// The base with a plan's disturbances, and its crash if `crashes`.
    func scenario(_ plan: StormPlan, crashes: Bool = true) -> Scenario {
        var scenario = base
        scenario.configuration.disorder += plan.disturbances
        if crashes, let crash = plan.crash {
            scenario.configuration.engine = scenario.configuration.engine.restarting(
                after: crash.checkpoint)
        }
        return scenario
    }

    /// Everything about one plan, but ``StormOutcome/notKept``.
    ///
    /// - Throws: the first error of a log or of the system.
    func outcome(
        _ plan: StormPlan, clean: StormRows, calm: [Arrival]
    ) throws(SimulationError) -> StormOutcome {
        let uncrashed = scenario(plan, crashes: false)
        let stormed = scenario(plan)
        return StormOutcome(
            scenario: stormed, plan: plan, clean: clean, first: try rows(of: uncrashed),
            second: plan.crash == nil ? nil : try rows(of: stormed), calm: calm,
            arrivals: try Arrival.all(of: stormed, onBadRecord: onBadRecord))
    }

    /// What a run comes to. That its accounts do not balance is a finding, and no error.
    func rows(of scenario: Scenario) throws(SimulationError) -> StormRows {
        let sink = StormSink()
        var configuration = scenario.configuration
        configuration.output.changelog = true
        do throws(SimulationError) {
            _ = try Simulator(
                input: scenario.input, configuration: configuration, truth: .totals,
                onBadRecord: onBadRecord
            ).run(into: sink)
        } catch .imbalance(let sums) {
            var rows = sink.rows
            rows.imbalance = sums
            return rows
        } catch {
            throw error
        }
        return sink.rows
    }
}
