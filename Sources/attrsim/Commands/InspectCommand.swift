import ArgumentParser
import EventLogs
import Files
import Reports
import Text

/// `attrsim inspect LOG…`: what a log is.
struct InspectCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "inspect",
        abstract: "Say what a log is: framing, fields, times, disorder, and what looks wrong.",
        discussion: """
            Reads whole logs of every format that a scenario can name (gzip and zstd too), and says \
            how they are framed, which fields they have with types and examples and what each would \
            be taken for, how far rows are behind the newest in the order of the file (per partition), \
            the longest gaps, repeated ids, missing users, and what looks wrong. Of two logs also \
            the users that they share; of a database each table. Memory does not grow with a log, \
            and standard input is read once, as it comes.

            EXAMPLES
              attrsim inspect clicks.csv orders.json
              attrsim inspect 'logs/2024-03-*.json.gz' --json
              attrsim inspect shop.sqlite --table clicks
              zcat events.gz | attrsim inspect -

            EXIT STATUS
              0 done · 2 wrong usage · 3 a log that cannot be read · 4 the system failed
            """)

    @Argument(
        help: "Logs: files, patterns in quotes, or - for standard input.", completion: .file())
    var logs: [String]

    @Option(help: "Of a database: the table whose rows are read (default: each).")
    var table: String?

    @Flag(help: "All of it as JSON.")
    var json = false

    @Option(help: ArgumentHelp("Write a page to this file.", valueName: "file"))
    var report: String?

    func run() throws {
        var files = OutputGuard()
        for log in logs { files.reads(log: LogPath(path: log), "a log that is read") }
        try files.writes(report, "--report")
        let facts = try LogInspection.facts(logs, table: table).flatMap { $0 }
        if let report { try TextFile.write(InspectionPage.html(facts), to: report) }
        Terminal.write(
            json
                ? JSONText.write(InspectionJSON.value(facts), .pretty)
                : InspectionText.text(facts, Terminal.outputStyle))
    }
}

/// Looks at logs for commands.
enum LogInspection {
    /// What each log is; of a database, whose table is not named, each table.
    static func facts(
        _ logs: [String], table: String? = nil
    ) throws(CommandFailure) -> [[LogFacts]] {
        var facts: [[LogFacts]] = []
        for log in logs {
            do throws(LogError) {
                var file = LogFile(path: log)
                file.table = table
                var parts: [LogFacts] = []
                for guess in try LogGuess.all(file) { parts.append(try LogFacts(guess)) }
                facts.append(parts)
            } catch {
                throw CommandFailure(
                    error.description, error.kind == .system ? .system : .badData)
            }
        }
        return facts
    }
}
