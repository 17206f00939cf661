import EventLogs
import Reports
import Scenarios
import Simulation

/// A scenario that is run again for a question about it; nothing is written.
struct ScenarioReplay {
    /// The scenario, with what the command line changes in it.
    var scenario: Scenario
    /// What to do with lines that are no records.
    var onBadRecord = BadRecordPolicy.fail
    /// Whether to keep silent on the terminal.
    var isQuiet = false

    /// Asks about a record.
    ///
    /// - Throws: exit status 2 for an input that cannot be read twice, 3 for bad input data, 4 if
    ///   the system fails.
    func investigate(_ query: RecordQuery) throws(CommandFailure) -> Investigation {
        try scenario.checkReadableTwice("explain")
        var display = ProgressDisplay(isQuiet: isQuiet, bytesTotal: InputSize.bytes(scenario.input))
        defer { display.end() }
        do throws(SimulationError) {
            let simulator = Simulator(
                input: scenario.input, configuration: scenario.configuration,
                onBadRecord: onBadRecord)
            return try simulator.investigate(query) { display.update($0) }
        } catch {
            throw CommandFailure(error.description, ExitStatus(of: error))
        }
    }
}
