import Attribution
import EventLogs
import Reports
import Scenarios
import Simulation
import Streaming

/// A sweep from command line to report: points → scenarios → measures.
struct Sweep {
    /// Where the points come from.
    enum Method {
        /// From one run where that is exact, else from a run each.
        case automatic
        case onePass, grid
    }

    /// The key that one run can give all values of.
    private static let delayPath = "watermark.delay"

    /// The scenario as it is in its file.
    private let base: Scenario
    private let paths: [String]
    /// The points: what they set, and the scenario with it.
    private let points: [(settings: [Setting], scenario: Scenario)]
    /// Where the points come from.
    var method = Method.automatic
    /// How many points run at a time.
    var jobs = 1
    /// Whether to show no progress.
    var isQuiet = false
    /// What to do with lines that are no records.
    var onBadRecord = BadRecordPolicy.fail

    /// Reads scenario and variations; every point is checked before the first one runs.
    ///
    /// - Throws: exit status 2 for what is wrong in them.
    init(scenario path: String, vary: [String]) throws(CommandFailure) {
        do throws(ScenarioError) {
            let draft = try ScenarioDraft.load(path: path)
            var variations: [Variation] = []
            for text in vary { variations.append(try Variation(parsing: text)) }
            paths = variations.map(\.path)
            var points: [(settings: [Setting], scenario: Scenario)] = []
            for settings in try Variation.grid(variations) {
                points.append((settings, try draft.scenario(with: settings)))
            }
            self.points = points
            base = try points.isEmpty ? draft.scenario() : points[0].scenario
        } catch {
            throw CommandFailure(error.description, error.kind == .system ? .system : .wrongUsage)
        }
    }

    /// The scenario of each point.
    var scenarios: [Scenario] { [base] + points.map(\.scenario) }

    /// Measures all points.
    ///
    /// - Throws: exit status 3 for bad input data, 4 if the system fails.
    func run() throws(CommandFailure) -> SweepReport {
        var note: String?
        if method != .grid {
            do throws(DelayCurveError) {
                if let report = try onePass() { return report }
            } catch {
                switch error {
                case .simulation(let error):
                    throw CommandFailure(error.description, ExitStatus(of: error))
                case .obstacle:
                    if method == .onePass {
                        throw CommandFailure("sweep: \(error.description)", .wrongUsage)
                    }
                    note = "a run for each point: \(error.description)"
                }
            }
            if method == .onePass {
                throw CommandFailure(
                    "sweep: --one-pass varies \(Self.delayPath) alone", .wrongUsage)
            }
        }
        var report = try runAll()
        if let note { report.notes.append(note) }
        return report
    }

    private func onePass() throws(DelayCurveError) -> SweepReport? {
        guard paths == [Self.delayPath] else { return nil }
        var display = ProgressDisplay(
            isQuiet: isQuiet, bytesTotal: InputSize.bytes(base.input))
        defer { display.end() }
        let curve = try Simulator(
            input: base.input, configuration: base.configuration, onBadRecord: onBadRecord
        )
        .delayCurve { display.update($0) }
        var report = report(.onePass) { scenario in
            curve.measures(at: scenario.configuration.clicksWatermark.delay)
        }
        if !base.configuration.join.kind.showsUnattributed {
            report.notes.append("latency needs a run for each point in an inner join: --grid")
        } else if report.points.contains(where: { $0.measures.latency == nil }) {
            report.notes.append(
                "latency needs a run for each point where results could be corrected: --grid")
        }
        report.notes.append("state needs a run for each point: --grid")
        return report
    }

    private func runAll() throws(CommandFailure) -> SweepReport {
        if points.count > 1 { try base.checkReadableTwice("sweep") }
        let counter = CountDisplay(isQuiet: isQuiet, count: points.count, noun: "points")
        let outcomes = ParallelMap.run(
            points.map(\.scenario), threads: jobs, progress: { counter.update($0) }
        ) { scenario -> Result<RunMeasures, SimulationError> in
            Result { () throws(SimulationError) in
                try Simulator(
                    input: scenario.input, configuration: scenario.configuration,
                    onBadRecord: onBadRecord
                )
                .measure()
            }
        }
        counter.end()
        var place = 0
        var measures: [RunMeasures] = []
        for outcome in outcomes {
            do throws(SimulationError) {
                measures.append(try outcome.get())
            } catch {
                throw CommandFailure(error.description, ExitStatus(of: error))
            }
        }
        return report(.grid) { _ in
            defer { place += 1 }
            return measures[place]
        }
    }

    private func report(
        _ method: SweepReport.Method, _ measure: (Scenario) -> RunMeasures
    ) -> SweepReport {
        var report = SweepReport(
            scenario: base.name, paths: paths, method: method,
            points: points.map { settings, scenario in
                SweepReport.Point(
                    values: settings.map(\.text), measures: measure(scenario))
            })
        report.facts = base.facts(without: paths)
        if let note = report.points.first?.measures.rejectedNote { report.notes.append(note) }
        return report
    }
}

extension Scenario {
    /// Engine, model and seed for a title; not those that are varied.
    func facts(without paths: [String] = []) -> [String] {
        let all = [
            ("engine", configuration.engine.name),
            ("attribution.model", configuration.attribution.model.displayName),
            ("seed", "seed \(seed)"),
        ]
        return all.filter { !paths.contains($0.0) }.map(\.1)
    }
}
