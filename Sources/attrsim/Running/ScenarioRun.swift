import Attribution
import EventLogs
import Reports
import Results
import Scenarios
import Simulation
import Streaming

/// One scenario from file to result: load → simulate → write → check.
struct ScenarioRun {
    /// The scenario, with what the command line changes in it.
    var scenario: Scenario
    /// Where the result goes.
    var output: String
    /// What the truth leaves in the result.
    var truth = TruthDetail.totals
    /// What to do with lines that are no records.
    var onBadRecord = BadRecordPolicy.fail
    /// Whether to keep silent on the terminal.
    var isQuiet = false
    /// How far the queries of expectations may go.
    var limits = QueryLimits()

    /// Reads a scenario that can be run as it is.
    ///
    /// - Throws: exit status 2 for a wrong scenario, 4 if it cannot be read.
    static func load(_ path: String) throws(CommandFailure) -> Scenario {
        let scenario = try loadForAnyEngine(path)
        do throws(ScenarioError) {
            try scenario.checkEngine()
        } catch {
            throw CommandFailure(error.description, .wrongUsage)
        }
        try checkExpectations(scenario)
        return scenario
    }

    /// A query that cannot be run is found before the run wherever it shows without its rows.
    private static func checkExpectations(_ scenario: Scenario) throws(CommandFailure) {
        let problems: [ScenarioProblem]
        do throws(ResultError) {
            problems = try ExpectationCheck.problems(
                of: scenario.expectations, in: scenario.path)
        } catch {
            throw CommandFailure(error.description, .system)
        }
        if !problems.isEmpty {
            throw CommandFailure(ScenarioError(problems).description, .wrongUsage)
        }
    }

    /// Reads a scenario whose own engine may be unable to run it.
    ///
    /// - Throws: exit status 2 for a wrong scenario, 4 if it cannot be read.
    static func loadForAnyEngine(_ path: String) throws(CommandFailure) -> Scenario {
        do throws(ScenarioError) {
            return try Scenario.load(path: path)
        } catch {
            throw CommandFailure(
                error.description, error.kind == .system ? .system : .wrongUsage)
        }
    }

    /// Runs, and leaves the complete result at ``output``.
    ///
    /// - Throws: exit status 3 for bad input data, 4 if the system fails.
    func run() throws(CommandFailure) -> RunSummary {
        let writer = try makeWriter()
        var display = ProgressDisplay(isQuiet: isQuiet, bytesTotal: InputSize.bytes(scenario.input))
        let report: RunReport
        do throws(SimulationError) {
            let simulator = Simulator(
                input: scenario.input, configuration: scenario.configuration, truth: truth,
                onBadRecord: onBadRecord)
            report = try simulator.runWithFigures(into: writer) { display.update($0) }
        } catch {
            display.end()
            writer.discard()
            throw CommandFailure(error.description, ExitStatus(of: error))
        }
        display.end()
        var summary = try complete(writer, report)
        summary.elapsed = display.elapsed
        return summary
    }

    private func makeWriter() throws(CommandFailure) -> ResultWriter {
        let output = scenario.configuration.output
        let options = ResultOptions(
            credits: output.credits ? .table : .view, indexes: output.indexes)
        do throws(ResultError) {
            return try ResultWriter(path: self.output, options: options)
        } catch {
            throw CommandFailure(error.description, .system)
        }
    }

    private func complete(
        _ writer: ResultWriter, _ report: RunReport
    ) throws(CommandFailure) -> RunSummary {
        do throws(ResultError) {
            writer.addRun(RunRow(of: scenario, runID: Simulator.streamRunID, mode: "stream"))
            if report.truth != nil {
                writer.addRun(RunRow(of: scenario, runID: Simulator.truthRunID, mode: "batch"))
            }
            let outcomes = try writer.complete(
                expectations: scenario.expectations, limits: limits)
            var summary = try RunSummary(reading: try ResultReader(path: output))
            summary.faults = zip(scenario.expectations, outcomes).compactMap {
                ExpectationCheck.problem(of: $0, $1, in: scenario.path)?.description
            }
            summary.injected = report.injected
            summary.warnings =
                scenario.warnings.filter { !$0.isCounted }.map(\.description) + report.warnings
            summary.warnings += try MoneyWarning.warnings(
                scenario, try ResultReader(path: output))
            summary.file = output
            return summary
        } catch {
            throw CommandFailure(error.description, .system)
        }
    }
}

extension ExitStatus {
    /// Who has to act on a failed run.
    init(of error: SimulationError) {
        switch error {
        case .log(let error): self = error.kind == .system ? .system : .badData
        case .sink(let error): self = error.isOfTheData ? .badData : .system
        case .imbalance: self = .system
        }
    }
}
