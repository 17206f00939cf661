import EventLogs
import Files
import Reports
import Scenarios
import Text

/// `attrsim init --from LOG`: a scenario for logs that are there, written where it is asked for.
struct StarterFromLogs {
    /// The logs as they were named; one or two.
    let logs: [String]
    /// The folder of the scenario.
    let folder: String
    /// Whether a scenario that is there already is replaced.
    let isForced: Bool

    private var path: String { folder == "." ? "scenario.json" : "\(folder)/scenario.json" }

    /// Looks at the logs, writes the scenario, and gives what to say about it.
    func write() throws(CommandFailure) -> String {
        guard !logs.contains("-") else {
            throw CommandFailure(
                "init: a scenario cannot name standard input's bytes. Hint: put them into a file.",
                .wrongUsage)
        }
        let facts = try LogInspection.facts(logs)
        let made: ScenarioFromLogs
        do throws(ScenarioFromLogs.Problem) {
            made = try ScenarioFromLogs(
                facts, paths: logs.map { [pathFromFolder($0)] }, name: name)
        } catch {
            throw CommandFailure("init: \(error.message)", .wrongUsage)
        }
        let text = JSONText.write(made.scenario, .pretty)
        try checkTarget(text)
        try TextFile.makeFolder(folder)
        try TextFile.write(text, to: path)
        // What was just written has to be a scenario, whatever the logs hold.
        _ = try ScenarioRun.load(path)
        return report(made)
    }

    private func checkTarget(_ text: String) throws(CommandFailure) {
        var files = OutputGuard()
        for log in logs { files.reads(log: LogPath(path: log), "a log that is read") }
        try files.writes(path, "init")
        if let old = try TextFile.read(path), old != text, !isForced {
            throw CommandFailure(
                "init: \(path) is there already. Hint: name another folder, or add --force.",
                .wrongUsage)
        }
    }

    /// The scenario's name: that of its folder, or of the first log.
    private var name: String {
        let own = folder.split(separator: "/").last { $0 != "." && $0 != ".." }
        let file = logs[0].split(separator: "/").last ?? "logs"
        return String(own ?? file.prefix { $0 != "." && $0 != "*" })
    }

    /// A log's path as the scenario in the folder names it.
    private func pathFromFolder(_ log: String) -> String {
        if log.hasPrefix("/") { return log }
        let parts = folder.split(separator: "/").filter { $0 != "." }
        if folder.hasPrefix("/") || parts.contains("..") {
            return FileSystem.absolutePath(log)
        }
        var own = log[...]
        while own.hasPrefix("./") { own = own.dropFirst(2) }
        // What both have in common need not be left and entered again.
        var up = parts[...]
        var down = own.split(separator: "/", omittingEmptySubsequences: false)[...]
        while let first = up.first, down.count > 1, down.first == first {
            up = up.dropFirst()
            down = down.dropFirst()
        }
        return String(repeating: "../", count: up.count) + down.joined(separator: "/")
    }

    private func report(_ made: ScenarioFromLogs) -> String {
        let style = Terminal.outputStyle
        var lines = ["\(style.tick) \(path)", ""]
        for reason in made.reasons {
            lines.append("  · " + PrintableText.escaping(reason))
        }
        lines += [
            "", "Next:",
            "  attrsim run \(ShellWord.path(path))",
            "  attrsim inspect \(logs.map { ShellWord.path($0) }.joined(separator: " "))",
        ]
        return lines.joined(separator: "\n") + "\n"
    }
}
