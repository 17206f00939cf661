import EventLogs
import Scenarios
import Simulation
import Text

/// What a scenario reads and what cannot be read again: standard input, a pipe.
///
/// Commands that run a scenario several times ask before the first run, since a second one would
/// find it empty.
struct ReadOnce {
    /// The JSON path of the log or table.
    var path: String
    /// What it is, for a sentence.
    var name: String

    /// The first log or table that can be read only once; `nil`: there is none.
    init?(in scenario: Scenario) {
        let dimensions = scenario.configuration.dimensions
        let tables = [
            ("identities", dimensions.identities), ("users", dimensions.users),
            ("products", dimensions.products), ("spend", dimensions.spend),
        ]
        let files =
            Self.logs(of: scenario.input)
            + tables.compactMap { key, file in file.map { ("dimensions.\(key)", $0) } }
        guard let found = files.first(where: { !$0.1.canBeReadTwice }) else { return nil }
        path = found.0
        name =
            found.1.isStandardInput
            ? "standard input" : "\"\(PrintableText.escaping(found.1.name))\", which is no file,"
    }

    private static func logs(of input: LogInput) -> [(String, LogFile)] {
        switch input {
        case .perStream(let clicks, let checkouts):
            [("input.clicks", clicks), ("input.checkouts", checkouts)]
        case .combined(let log): [("input.log", log)]
        case .kafkaDump(let log, _): [("input.kafka", log)]
        case .generated, .world: []
        }
    }

    /// Says that a command needs it more than once: exit status 2.
    func failure(of command: String) -> CommandFailure {
        CommandFailure(
            "\(path): \(command) reads it more than once, and \(name) can be read only once. "
                + "Hint: write it to a file, and name that", .wrongUsage)
    }
}

extension Scenario {
    /// - Throws: exit status 2 if something that the scenario reads cannot be read again.
    func checkReadableTwice(_ command: String) throws(CommandFailure) {
        if let once = ReadOnce(in: self) { throw once.failure(of: command) }
    }
}
