import Results
public import Scenarios
package import EventLogs
import Reports
import Simulation

/// What must stay as it is while a log is made smaller.
public enum ShrinkTarget: Sendable {
    /// The expectation fails.
    case expectation(Expectation, SameFailure)
    /// The golden text has this line, and lacks that one.
    case golden(GoldenChange)
    /// Something that is asked of the scenario itself, its disturbances as they stand.
    case check(ScenarioCheck)

    /// What it is called.
    public var name: String {
        switch self {
        case .expectation(let expectation, _): expectation.name
        case .golden(let change): change.actual
        case .check(let check): check.name
        }
    }
}

/// Something that holds of a scenario or not, found out in whatever way.
public struct ScenarioCheck: Sendable {
    /// What it is called.
    public var name: String
    /// What a scenario shows; `nil` if its logs cannot be run as they are.
    public var observe: @Sendable (Scenario) throws(ShrinkError) -> Observation?

    /// A check.
    public init(
        name: String,
        observe: @escaping @Sendable (Scenario) throws(ShrinkError) -> Observation?
    ) {
        self.name = name
        self.observe = observe
    }
}

/// When a failing expectation fails as it did at first.
public enum SameFailure: Sendable {
    /// With any value where an empty log would hold, else with the same.
    case automatic
    /// Whatever value it finds.
    case anyValue
    /// If it finds the same value, and so does the batch truth: a late or lost record that makes
    /// the two differ stays.
    case sameValue
}

/// What a run shows of a target.
public struct Observation: Sendable, Equatable {
    /// Whether it fails at all.
    public var fails: Bool
    /// What was expected, as text.
    public var expected: String
    /// What came out, as text.
    public var actual: String
    /// What the truth says to the same expectation; `nil` where nobody asked.
    public var truth: String?

    /// What a run shows.
    public init(fails: Bool, expected: String, actual: String, truth: String? = nil) {
        self.fails = fails
        self.expected = expected
        self.actual = actual
        self.truth = truth
    }
}

/// Runs scenarios one after another, each into the same scratch file, and looks at one target.
package struct Trial {
    var target: ShrinkTarget
    /// A folder that nobody else uses.
    let scratch: String
    let onBadRecord: BadRecordPolicy

    /// Trials of one target.
    package init(target: ShrinkTarget, scratch: String, onBadRecord: BadRecordPolicy) {
        self.target = target
        self.scratch = scratch
        self.onBadRecord = onBadRecord
    }

    /// What the run of a scenario shows.
    ///
    /// - Returns: `nil` if its logs cannot be run as they are.
    package func observe(_ scenario: Scenario) throws(ShrinkError) -> Observation? {
        if case .check(let check) = target { return try check.observe(scenario) }
        let output = scenario.configuration.output
        let writer: ResultWriter
        do {
            writer = try ResultWriter(
                path: scratch + "/result.sqlite",
                options: ResultOptions(
                    credits: output.credits ? .table : .view, indexes: false))
        } catch {
            throw .result(error)
        }
        switch simulate(scenario, into: writer) {
        case nil:
            do { return try look(at: writer, scenario) } catch { throw .result(error) }
        case .log(let error)? where error.kind == .badData:
            // A log may make no sense without some of its lines: that is another failure.
            return nil
        case let error?: throw .simulation(error)
        }
    }

    /// Runs a scenario; what goes wrong, if anything does.
    private func simulate(_ scenario: Scenario, into writer: ResultWriter) -> SimulationError? {
        do throws(SimulationError) {
            let simulator = Simulator(
                input: scenario.input, configuration: scenario.configuration,
                truth: asksTruth ? .full : .totals, onBadRecord: onBadRecord)
            _ = try simulator.run(into: writer)
        } catch {
            writer.discard()
            return error
        }
        writer.addRun(RunRow(of: scenario, runID: Simulator.streamRunID, mode: "stream"))
        writer.addRun(RunRow(of: scenario, runID: Simulator.truthRunID, mode: "batch"))
        return nil
    }

    private func look(
        at writer: ResultWriter, _ scenario: Scenario
    ) throws(ResultError) -> Observation {
        switch target {
        case .expectation(let expectation, _):
            let outcomes = try writer.complete(expectations: [expectation])
            guard let outcome = outcomes.first else {
                throw ResultError(.internal, reason: "an expectation has no outcome")
            }
            var observation = Observation(
                fails: !outcome.passed, expected: outcome.expected, actual: outcome.actual)
            if asksTruth {
                observation.truth = try ExpectationOutcome(
                    of: expectation, inRun: Simulator.truthRunID, of: writer.path
                ).actual
            }
            return observation
        case .golden(let change):
            _ = try writer.complete(expectations: scenario.expectations)
            let text = try GoldenText.text(
                reading: try ResultReader(path: writer.path), change.form)
            return Observation(
                fails: change.shows(in: text), expected: change.expected ?? "no such line",
                actual: change.actual)
        case .check: preconditionFailure("a check needs no result")
        }
    }

    /// Whether a run fails as the first one did.
    func isSame(_ observation: Observation?, as first: Observation) -> Bool {
        guard let observation, observation.fails else { return false }
        switch target {
        case .expectation(_, .anyValue), .check: return true
        case .expectation, .golden: break
        }
        return observation.actual == first.actual && observation.truth == first.truth
    }

    /// Whether the truth is asked as well: a query over all runs would see the rows that are kept
    /// for that.
    private var asksTruth: Bool {
        guard case .expectation(let expectation, let same) = target, same != .anyValue else {
            return false
        }
        return !expectation.sql.lowercased().contains("main.")
    }
}
