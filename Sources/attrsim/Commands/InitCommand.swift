import ArgumentParser
import Files
import Reports
import Text

/// `attrsim init`: a first scenario that works at once.
struct InitCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init",
        abstract: "Write a first scenario with a small log, ready to run.",
        discussion: """
            Writes a scenario, clicks and checkouts of one morning (one click comes too late, one \
            twice, one checkout has no click), users, products, the golden text, a README that \
            explains every key, and a snippet for a CI server. Nothing is ever overwritten.

            EXAMPLES
              attrsim init scenarios/first
              attrsim test scenarios/first
              attrsim run scenarios/first/first-click.json
            """)

    @Argument(help: "The folder to write into; made where it is missing.", completion: .directory)
    var folder: String

    @Flag(name: [.short, .long], help: "Print nothing.")
    var quiet = false

    func run() throws {
        var folder = folder
        while folder.count > 1, folder.hasSuffix("/") { folder.removeLast() }
        let files = Starter.files(in: folder)
        let scenario = "\(folder)/\(Starter.scenarioName)"
        let golden = "\(folder)/\(Starter.goldenName)"
        let paths = files.map { "\(folder)/\($0.name)" } + [golden]
        let existing = paths.filter { FileSystem.exists($0) }
        if !existing.isEmpty {
            throw CommandFailure(
                "init: nothing is overwritten, and there is already "
                    + existing.joined(separator: ", ") + ". Hint: name another folder.",
                .wrongUsage)
        }
        if FileSystem.exists(folder) && !FileSystem.isFolder(folder) {
            throw CommandFailure("init: \(folder) is a file. Hint: name a folder.", .wrongUsage)
        }
        try TextFile.makeFolder(folder)
        for file in files { try TextFile.write(file.text, to: "\(folder)/\(file.name)") }
        let (result, _) = ScenarioTest(path: scenario, updatesGolden: true).run()
        guard result.passed else {
            throw CommandFailure(
                "init: the scenario does not pass, which is a defect of attrsim:\n"
                    + TestText.text(result, Terminal.errorStyle), .system)
        }
        if !quiet { Terminal.write(text(paths, scenario, folder)) }
    }

    private func text(_ paths: [String], _ scenario: String, _ folder: String) -> String {
        let style = Terminal.outputStyle
        let notes = Dictionary(uniqueKeysWithValues: Starter.notes.map { ($0.name, $0.note) })
        let width = (paths.map { DisplayWidth.of($0) }.max() ?? 0) + 2
        var lines = paths.map { path in
            let name = String(path.dropFirst(folder.utf8.count + 1))
            return "\(style.tick) \(DisplayWidth.pad(path, to: width))"
                + style.apply(.dim, to: notes[name] ?? "")
        }
        lines += ["", "Next:"]
        for (command, note) in [
            ("attrsim run \(ShellWord.path(scenario))", "see what it does"),
            ("attrsim test \(ShellWord.path(folder))", "check that it stays so"),
            (
                "attrsim run \(ShellWord.path(scenario)) --engine flink-sql",
                "another engine's rules"
            ),
        ] {
            lines.append("  \(DisplayWidth.pad(command, to: 60))  " + style.apply(.dim, to: note))
        }
        return lines.joined(separator: "\n") + "\n"
    }
}
