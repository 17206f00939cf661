import EventLogs
import Files
import Scenarios
import Simulation

/// Keeps a command from writing onto what it reads, and from writing two things into one file.
///
/// Files are compared by device and number, so that no path and no link gets around it; one that is
/// not there yet, by its folder and name. Devices and pipes are nobody's input. It is asked before
/// anything is written.
struct OutputGuard {
    /// What is read, and what it is to the command.
    private var inputs: [FileSystem.Place: String] = [:]
    /// What is written, and by which option.
    private var outputs: [FileSystem.Place: String] = [:]

    /// A guard of a command that reads these files.
    init(reading paths: [(path: String, what: String)] = []) {
        for (path, what) in paths { reads(path, what) }
    }

    /// A guard of a command that reads a scenario.
    init(reading scenario: Scenario) { reads(scenario) }

    /// Notes a file that is read.
    mutating func reads(_ path: String, _ what: String) {
        guard path != "-", let place = FileSystem.place(of: path) else { return }
        inputs[place] = inputs[place] ?? what
    }

    /// Notes all files of a log or a table, those of lists and patterns included.
    private mutating func reads(_ log: LogFile, _ what: String) {
        for file in log.files { reads(file.path, what) }
    }

    /// Notes a scenario, its logs and tables, and its golden text.
    mutating func reads(_ scenario: Scenario) {
        reads(scenario.path, "the scenario")
        for file in scenario.input.files { reads(file, "a log that \(scenario.path) reads") }
        for file in scenario.configuration.dimensions.files {
            reads(file, "a table that \(scenario.path) reads")
        }
        if scenario.path != "-" {
            reads(GoldenFiles.golden(of: scenario.path), "the golden text of \(scenario.path)")
        }
    }

    /// Checks a file that is to be written.
    ///
    /// - Throws: exit status 2 if it is read, or written by another option.
    mutating func writes(_ path: String?, _ option: String) throws(CommandFailure) {
        guard let path, path != "-", let place = FileSystem.place(of: path) else { return }
        if let input = inputs[place] {
            throw CommandFailure(
                "\(path): \(option) would overwrite \(input). Hint: name another file.",
                .wrongUsage)
        }
        if let other = outputs[place] {
            throw CommandFailure(
                "\(path): \(option) and \(other) name one file. Hint: name another one.",
                .wrongUsage)
        }
        outputs[place] = option
    }
}

extension LogInput {
    /// The files that hold it.
    var files: [LogFile] {
        switch self {
        case .perStream(let clicks, let checkouts): [clicks, checkouts]
        case .combined(let log), .kafkaDump(let log, _): [log]
        case .generated, .world: []
        }
    }
}

extension DimensionSettings {
    /// The tables that there are.
    var files: [LogFile] { [users, products, identities].compactMap { $0 } }
}
