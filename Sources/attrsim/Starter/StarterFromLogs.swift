import EventLogs
import Files
import Reports
import Scenarios
import Simulation
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
        var made: ScenarioFromLogs
        do throws(ScenarioFromLogs.Problem) {
            made = try ScenarioFromLogs(
                facts, paths: logs.map { [pathFromFolder($0)] }, name: name)
        } catch {
            throw CommandFailure("init: \(error.message)", .wrongUsage)
        }
        try checkTarget(JSONText.write(made.scenario, .pretty))
        try TextFile.makeFolder(folder)
        let trial = try tryOut(&made)
        return report(made, trial)
    }

    /// Writes the scenario, which has to run, whatever the logs hold. A field that the first rows do
    /// not have, which an optional one may well be, is left out.
    private func tryOut(_ made: inout ScenarioFromLogs) throws(CommandFailure) -> StarterTrial {
        while true {
            try TextFile.write(JSONText.write(made.scenario, .pretty), to: path)
            let scenario = try ScenarioRun.load(path)
            do throws(SimulationError) {
                return try StarterTrial(scenario)
            } catch {
                if case .log(let error) = error, made.drop(fieldOf: error) { continue }
                throw CommandFailure(
                    "init: \(path) is written, but does not run yet: \(error)",
                    ExitStatus(of: error))
            }
        }
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

    private func report(_ made: ScenarioFromLogs, _ trial: StarterTrial) -> String {
        let style = Terminal.outputStyle
        var lines = ["\(style.tick) \(PrintableText.escaping(path))", ""]
        for reason in made.reasons {
            lines.append("  · " + PrintableText.escaping(reason))
        }
        lines += [""] + trial.lines(style)
        lines += [
            "", "Next:",
            "  attrsim run \(ShellWord.path(path))"
                + (trial.rejects ? " --on-bad-record skip" : ""),
            "  attrsim inspect \(logs.map { ShellWord.path($0) }.joined(separator: " "))",
        ]
        return lines.joined(separator: "\n") + "\n"
    }
}
