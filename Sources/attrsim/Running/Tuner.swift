import EventLogs
import Reports
import Scenarios
import Simulation
import Streaming
import Worlds

/// Tuning from scenario to report.
struct Tuner {
    let scenario: Scenario
    /// What is good enough, in billionths of the truth's checkouts.
    let acceptE9: Int64
    /// How many other seeds to ask.
    let seeds: Int
    /// What to do with lines that are no records.
    let onBadRecord: BadRecordPolicy

    /// So much longer than now, in milliseconds, a delay may wait for one record's clock.
    private static let long: Int64 = 60_000

    /// Finds the answer.
    ///
    /// - Throws: exit status 2 where the delay decides nothing, 3 for bad input data, 4 if the
    ///   system fails.
    func run() throws(CommandFailure) -> TuneReport {
        try check()
        do throws(SimulationError) {
            let simulator = Simulator(
                input: scenario.input, configuration: scenario.configuration,
                onBadRecord: onBadRecord)
            let tuning = try simulator.tune(acceptE9: acceptE9)
            var report = TuneReport(
                scenario: scenario.name, facts: scenario.facts(), tuning: tuning)
            let longest = (tuning.waiting ?? tuning.best)?.delay ?? .zero
            if longest.count - tuning.present.delay.count >= Self.long {
                report.leading = try simulator.leadingRecord(aheadBy: Self.long)
            }
            if let delay = tuning.waiting?.delay {
                for number in 0..<UInt64(seeds) {
                    report.seeds.append(try ask(seed: scenario.seed &+ 1 &+ number, delay))
                }
            }
            return report
        } catch {
            throw CommandFailure(error.description, ExitStatus(of: error))
        }
    }

    private func check() throws(CommandFailure) {
        var reason: String?
        let configuration = scenario.configuration
        try scenario.checkReadableTwice("tune")
        if let setting = configuration.engine.traits.settingInsteadOfDelay {
            reason =
                "\(configuration.engine.name) goes by its \(setting), not by a watermark. "
                + "Hint: attrsim sweep … --vary engine.\(setting)=0s..60s:5s"
        } else if let stream = configuration.streamWithoutDelay {
            reason =
                "the \(stream.name)' watermark does not go by a delay. "
                + "Hint: tune a scenario of the strategy \"bounded\""
        } else if seeds > 0, scenario.configuration.delayCurveObstacle != nil {
            reason = "--seeds needs the curve of all delays, which this scenario does not have"
        }
        if let reason {
            throw CommandFailure("tune: \(scenario.path): \(reason).", .wrongUsage)
        }
    }

    /// What another seed of disorder and generated input needs.
    private func ask(
        seed: UInt64, _ delay: Milliseconds
    ) throws(SimulationError) -> TuneReport.Seed {
        var simulator = Simulator(
            input: scenario.input, configuration: scenario.configuration, onBadRecord: onBadRecord)
        simulator.configuration.seed = seed
        if case .generated(var settings) = scenario.input {
            settings.seed = settings.seed &+ seed &- scenario.seed
            simulator.input = .generated(settings)
        } else if case .world(var causal) = scenario.input {
            causal.world.seed = causal.world.seed &+ seed &- scenario.seed
            simulator.input = .world(causal)
        }
        do {
            let curve = try simulator.delayCurve()
            let measures = curve.measures(at: delay)
            return TuneReport.Seed(
                seed: seed, smallestDelay: curve.smallestDelay(acceptE9: acceptE9)?.count,
                checkouts: measures.checkouts, same: measures.same)
        } catch {
            switch error {
            case .simulation(let error): throw error
            case .obstacle:
                return TuneReport.Seed(seed: seed, smallestDelay: nil, checkouts: 0, same: 0)
            }
        }
    }
}
