import ArgumentParser
import Files
import Reports
import Text

/// `attrsim init`: a first scenario that works at once.
struct InitCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init",
        abstract: "Write a first scenario: with a small log, or for logs that you have.",
        discussion: """
            Writes a scenario, clicks and checkouts of one morning (one click comes too late, one \
            twice, one checkout has no click), users, products, the golden text, a README that \
            explains every key, and a snippet for a CI server. Files that are there are replaced only with --force.

            With --from it looks at one log that has clicks and checkouts, or at two, guesses which is \
            which, their format, fields and times, says what it took for what and why, and writes \
            DIR/scenario.json, which runs on them where they lie (default DIR: the current folder).

            EXAMPLES
              attrsim init --from clicks.csv --from orders.json
              attrsim init analysis --from events.jsonl
              attrsim init scenarios/first
              attrsim test scenarios/first
              attrsim run scenarios/first/first-click.json
            """)

    @Argument(help: "The folder to write into; made where it is missing.", completion: .directory)
    var folder: String?

    @Option(
        help: ArgumentHelp(
            "A log that the scenario is for: clicks, checkouts, or both; twice for one of each.",
            valueName: "log"), completion: .file())
    var from: [String] = []

    @Flag(help: "Replace files that are there already.")
    var force = false

    @Flag(name: [.short, .long], help: "Print nothing.")
    var quiet = false

    func validate() throws {
        if folder == nil, from.isEmpty {
            throw ValidationError("Name a folder, or logs: attrsim init --from clicks.csv.")
        }
        if from.count > 2 { throw ValidationError("--from takes one log, or two.") }
    }

    func run() throws {
        var folder = folder ?? "."
        while folder.count > 1, folder.hasSuffix("/") { folder.removeLast() }
        if !from.isEmpty {
            let starter = StarterFromLogs(logs: from, folder: folder, isForced: force)
            let text = try starter.write()
            if !quiet { Terminal.write(text) }
            return
        }
        let files = Starter.files(in: folder)
        let scenario = "\(folder)/\(Starter.scenarioName)"
        let paths = (files.map(\.name) + [Starter.goldenName]).map { "\(folder)/\($0)" }
        if FileSystem.exists(folder) && !FileSystem.isFolder(folder) {
            throw CommandFailure("init: \(folder) is a file. Hint: name a folder.", .wrongUsage)
        }
        let golden = try goldenText(files)
        try TextFile.makeFolder(folder)
        var written: [AtomicFile] = []
        for (name, text) in files + [(Starter.goldenName, golden)] {
            do {
                let file = try AtomicFile("\(folder)/\(name)")
                try file.write(Array(text.utf8))
                written.append(file)
            } catch {
                throw CommandFailure(error)
            }
        }
        try AtomicFile.publishAll(written, replacing: force)
        if !quiet { Terminal.write(text(paths, scenario, folder)) }
    }

    /// The golden text of the scenario, which is run in a folder of its own.
    private func goldenText(
        _ files: [(name: String, text: String)]
    ) throws(CommandFailure) -> String {
        let scratch = FileSystem.scratchPath("init", isSmall: true)
        let paths = (files.map(\.name) + [Starter.goldenName]).map { "\(scratch)/\($0)" }
        let unfinished = (paths + [scratch]).map { UnfinishedFiles.note($0) }
        defer {
            for path in paths + [scratch] { FileSystem.removeAny(path) }
            unfinished.forEach { UnfinishedFiles.forget($0) }
        }
        try TextFile.makeFolder(scratch)
        for file in files { try TextFile.write(file.text, to: "\(scratch)/\(file.name)") }
        let (result, _) = ScenarioTest(
            path: "\(scratch)/\(Starter.scenarioName)", updatesGolden: true
        ).run()
        guard result.passed, let golden = try TextFile.read("\(scratch)/\(Starter.goldenName)")
        else {
            throw CommandFailure(
                "init: the scenario does not pass, which is a defect of attrsim:\n"
                    + TestText.text(result, Terminal.errorStyle), .system)
        }
        return golden
    }

    private func text(_ paths: [String], _ scenario: String, _ folder: String) -> String {
        let style = Terminal.outputStyle
        let notes = Dictionary(uniqueKeysWithValues: Starter.notes.map { ($0.name, $0.note) })
        let shown = paths.map { PrintableText.escaping($0) }
        let width = (shown.map { DisplayWidth.of($0) }.max() ?? 0) + 2
        var lines = zip(paths, shown).map { path, shown in
            let name = String(path.utf8.dropFirst(folder.utf8.count + 1)) ?? ""
            return "\(style.tick) \(DisplayWidth.pad(shown, to: width))"
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
