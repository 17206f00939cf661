import EventLogs
import Files
import Scenarios

/// Keeps a command from writing onto what it reads, and from writing two things into one file.
///
/// Files are compared by device and number, so that no path and no link gets around it; one that is
/// not there yet, by its folder and name. Standard input is the file that it is read from. Devices
/// and pipes are nobody's input. It is asked before anything is written.
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

    /// Notes a file that is read; `-` is standard input.
    mutating func reads(_ path: String, _ what: String) {
        let place = path == "-" ? FileSystem.standardInputPlace : FileSystem.place(of: path)
        guard let place else { return }
        inputs[place] = inputs[place] ?? what
    }

    /// Notes the files of a log, those that a pattern stands for included.
    mutating func reads(log: LogPath, _ what: String) {
        for file in log.files() { reads(file.path, what) }
    }

    /// Notes a scenario, its logs and tables, and its golden text.
    mutating func reads(_ scenario: Scenario) {
        readsFiles(of: scenario)
        if scenario.path != "-" {
            reads(GoldenFiles.golden(of: scenario.path), "the golden text of \(scenario.path)")
        }
    }

    /// Notes a scenario, and all logs and tables that it names.
    mutating func readsFiles(of scenario: Scenario) {
        reads(scenario.path, "the scenario")
        for file in scenario.filesRead {
            reads(log: file, "a file that \(scenario.path) reads")
        }
    }

    /// Checks a file that is to be written.
    ///
    /// - Throws: exit status 2 if it is read, or written by another option.
    mutating func writes(_ path: String?, _ option: String) throws(CommandFailure) {
        guard let path, path != "-", let place = FileSystem.place(of: path) else { return }
        try check(path, place, option)
        if let other = outputs[place] {
            throw CommandFailure(
                "\(path): \(option) and \(other) name one file. Hint: name another one.",
                .wrongUsage)
        }
        outputs[place] = option
    }

    /// Checks a file that several may write.
    ///
    /// - Throws: exit status 2 if it is read.
    func checkNotRead(_ path: String, _ option: String) throws(CommandFailure) {
        if let place = FileSystem.place(of: path) { try check(path, place, option) }
    }

    private func check(
        _ path: String, _ place: FileSystem.Place, _ option: String
    ) throws(CommandFailure) {
        guard let input = inputs[place] else { return }
        throw CommandFailure(
            "\(path): \(option) would overwrite \(input). Hint: name another file.", .wrongUsage)
    }
}
