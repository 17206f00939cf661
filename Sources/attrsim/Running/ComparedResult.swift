import EventLogs
import Files
import Scenarios
import Simulation

/// A result that a command compares: a file that is there, or a scenario that is run for it.
struct ComparedResult {
    /// The result file.
    let path: String
    private let isScratch: Bool

    /// Opens a result, or runs a scenario into a file of its own.
    ///
    /// - Throws: exit status 2 if it is neither, and whatever a run throws.
    init(
        _ name: String, _ role: String, _ onBadRecord: BadRecordPolicy, isQuiet: Bool
    ) throws(CommandFailure) {
        if Self.isDatabase(name) {
            path = name
            isScratch = false
            return
        }
        path = FileSystem.scratchPath("\(role).sqlite")
        isScratch = true
        var run = ScenarioRun(scenario: try ScenarioRun.load(name), output: path)
        run.truth = .none
        run.onBadRecord = onBadRecord
        run.isQuiet = isQuiet
        _ = try run.run()
    }

    /// Removes what was made for the comparison.
    func removeScratch() {
        if isScratch { FileSystem.remove(path) }
    }

    /// Whether a file begins as SQLite's do, or can only be meant as one.
    private static func isDatabase(_ path: String) -> Bool {
        FileSystem.beginning(of: path, count: 16).starts(with: "SQLite format 3".utf8)
            || path.hasSuffix(".sqlite")
    }
}
