import EventLogs
import Files
import Scenarios
import Simulation

/// A result that a command compares: a file that is there, or a scenario that is run for it.
struct ComparedResult {
    /// The result file.
    let path: String
    /// Of a scenario that was run: what removes it.
    private let scratch: ScratchPath?

    /// Opens a result, or runs a scenario into a file of its own.
    ///
    /// - Throws: exit status 2 if it is neither, and whatever a run throws.
    init(
        _ name: String, _ role: String, _ onBadRecord: BadRecordPolicy, isQuiet: Bool
    ) throws(CommandFailure) {
        if Self.isDatabase(name) {
            path = name
            scratch = nil
            return
        }
        let scratch = ScratchPath("\(role).sqlite")
        path = scratch.path
        self.scratch = scratch
        // Nobody can remove what has failed.
        var isMade = false
        defer { if !isMade { scratch.remove() } }
        var run = ScenarioRun(scenario: try ScenarioRun.load(name), output: path)
        run.truth = .none
        run.onBadRecord = onBadRecord
        run.isQuiet = isQuiet
        _ = try run.run()
        isMade = true
    }

    /// Removes what was made for the comparison.
    func removeScratch() { scratch?.remove() }

    /// Whether a file begins as SQLite's do, or can only be meant as one.
    private static func isDatabase(_ path: String) -> Bool {
        FileSystem.beginning(of: path, count: 16).starts(with: "SQLite format 3".utf8)
            || path.hasSuffix(".sqlite")
    }
}
