import EventLogs
import Results
import Scenarios
import Simulation

/// A scenario, to be run from Swift.
///
///     let scenario = try ScenarioFile("scenarios/late-events.json")
///     let outcome = try scenario.run(into: "late.sqlite")
///     outcome.passed                              // whether every expectation held
///     try outcome.result.rows("SELECT source, count(*) FROM checkout_attribution GROUP BY source")
///
/// Runs are as exactly repeatable as those of the command: equal files, equal bytes.
public struct ScenarioFile: Sendable {
    private var scenario: Scenario

    /// Reads a scenario and checks all of it; paths in it are relative to it.
    ///
    /// - Throws: ``AttrsimError`` of kind `scenario`, or `system` if the file cannot be read.
    public init(_ path: String) throws(AttrsimError) {
        do throws(ScenarioError) {
            scenario = try Scenario.load(path: path)
            try scenario.checkEngine()
        } catch {
            throw AttrsimError(
                error.kind == .system ? .system : .scenario, error.description)
        }
    }

    /// The scenario's name.
    public var name: String { scenario.name }

    /// The same scenario by the rules of another engine: `flink-sql@2.3`, `spark`, …
    ///
    /// - Throws: ``AttrsimError`` of kind `scenario` if there is no such engine, or it cannot run it.
    public func with(engine name: String) throws(AttrsimError) -> ScenarioFile {
        var other = self
        do throws(ScenarioError) {
            try other.scenario.useEngine(named: name)
            try other.scenario.checkEngine()
        } catch {
            throw AttrsimError(.scenario, error.description)
        }
        return other
    }

    /// Runs the scenario, writes its result, and checks what it expects. The file at `path` appears,
    /// or is replaced, when it is complete.
    ///
    /// - Throws: ``AttrsimError`` of kind `input` for bad data, `scenario` for an expectation that
    ///   cannot be asked, `system` for the rest.
    public func run(into path: String) throws(AttrsimError) -> RunOutcome {
        do {
            let output = scenario.configuration.output
            let writer = try ResultWriter(
                path: path,
                options: ResultOptions(
                    credits: output.credits ? .table : .view, indexes: output.indexes))
            let simulator = Simulator(
                input: scenario.input, configuration: scenario.configuration)
            let report = try simulator.runWithFigures(into: writer)
            writer.addRun(RunRow(of: scenario, runID: Simulator.streamRunID, mode: "stream"))
            if report.truth != nil {
                writer.addRun(RunRow(of: scenario, runID: Simulator.truthRunID, mode: "batch"))
            }
            let outcomes = try writer.complete(expectations: scenario.expectations)
            if let fault = outcomes.compactMap(\.fault).first {
                throw AttrsimError(.scenario, fault.description)
            }
            return RunOutcome(
                result: try RunResult(path),
                expectations: outcomes.map {
                    RunOutcome.Expectation(
                        name: $0.name, passed: $0.passed, expected: $0.expected, actual: $0.actual)
                }, warnings: report.warnings)
        } catch let error as AttrsimError {
            throw error
        } catch let error as SimulationError {
            throw AttrsimError(error.kind, error.description)
        } catch {
            throw AttrsimError(.system, "\(error)")
        }
    }
}

/// What came of a run.
public struct RunOutcome: Sendable {
    /// Something that was expected.
    public struct Expectation: Sendable, Hashable {
        /// What it is called.
        public let name: String
        /// Whether it held.
        public let passed: Bool
        /// What should be.
        public let expected: String
        /// What is.
        public let actual: String
    }

    /// The result.
    public let result: RunResult
    /// What the scenario expects, in its order.
    public let expectations: [Expectation]
    /// What the run warned of, in words.
    public let warnings: [String]

    /// Whether every expectation held.
    public var passed: Bool { expectations.allSatisfy(\.passed) }
}

extension SimulationError {
    fileprivate var kind: AttrsimError.Kind {
        if case .log(let error) = self, error.kind != .system { return .input }
        return .system
    }
}
