import ArgumentParser
import EventLogs
import Reports
import Results
import Scenarios
import Simulation
import Streaming
import Text

/// `attrsim run`: one scenario, one result file, one screen.
struct RunCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Run a scenario and write its result as one SQLite file.",
        discussion: """
            The summary goes to standard output. The result is out/NAME.sqlite in the current \
            folder unless --output says otherwise; it appears when it is complete.

              attrsim run scenarios/late-events.json
              attrsim run late.json --output /tmp/late.sqlite --truth full
              kcat -C -J -e -t clicks -t checkouts | attrsim run live.json   ("kafka": "-")
              sqlite3 out/late-events.sqlite 'SELECT * FROM late_record'
            """)

    @Argument(
        help: "The scenario file, or - for standard input.",
        completion: .file(extensions: ["json"]))
    var scenario: String

    @Option(
        name: [.short, .long], help: "The result file. (default: out/NAME.sqlite)",
        completion: .file(extensions: ["sqlite"]))
    var output: String?

    @Option(
        help: "Also write the result as one HTML file to look at.",
        completion: .file(extensions: ["html"]))
    var report: String?

    @OptionGroup var options: RunOptions

    @OptionGroup var queries: QueryOptions

    @Flag(name: .long, help: "Print the summary as JSON.")
    var json = false

    @Flag(name: [.short, .long], help: "Print nothing but what failed.")
    var quiet = false

    func run() throws {
        let scenario = try options.apply(to: try ScenarioRun.load(scenario))
        if !quiet {
            for warning in scenario.warnings where !warning.isCounted {
                Terminal.writeError("warning: \(warning.description)")
            }
        }
        var run = ScenarioRun(
            scenario: scenario, output: output ?? "out/\(scenario.name).sqlite")
        run.truth = options.truth
        run.onBadRecord = options.onBadRecord
        run.isQuiet = quiet
        run.limits = queries.limits
        var files = OutputGuard(reading: scenario)
        try files.writes(run.output, "--output")
        try files.writes(report, "--report")
        let summary = try run.run()
        if !quiet {
            let said = scenario.warnings.filter { !$0.isCounted }.count
            for warning in summary.warnings.dropFirst(said) {
                Terminal.writeError("warning: \(PrintableText.escaping(warning))")
            }
        }
        if let report { try ReportFile.write(result: run.output, of: run, to: report) }
        if json {
            Terminal.write(SummaryJSON.text(summary))
        } else if quiet {
            Terminal.writeErrorRaw(SummaryText.quietText(summary, Terminal.errorStyle))
        } else {
            Terminal.write(SummaryText.text(summary, Terminal.outputStyle))
        }
        if !summary.faults.isEmpty {
            for fault in summary.faults { Terminal.writeError(fault) }
            Terminal.exit(.wrongUsage)
        }
        if !summary.passed { Terminal.exit(.failed) }
    }
}

/// What the command line may change about a run.
struct RunOptions: ParsableArguments {
    @Option(
        help: "Run with the rules of another engine: \(EngineSettings.names).",
        completion: .list(Scenario.engineNames))
    var engine: String?

    @Option(help: "What to keep of the truth: totals, full or none.")
    var truth = TruthDetail.totals

    @Option(
        name: .customLong("on-bad-record"),
        help: "Lines that are no records: fail (stop) or skip (report and go on).")
    var onBadRecord = BadRecordPolicy.fail

    func apply(to scenario: Scenario) throws(CommandFailure) -> Scenario {
        var scenario = scenario
        if let engine {
            do throws(ScenarioError) {
                try scenario.useEngine(named: engine)
                try scenario.checkEngine()
            } catch {
                throw CommandFailure(error.description, .wrongUsage)
            }
        }
        return scenario
    }
}

/// How far the queries of expectations may go.
struct QueryOptions: ParsableArguments {
    @Option(
        name: .customLong("sql-timeout"),
        help: "How long an expectation's SQL may take, such as 30s. (default: 10s)")
    var timeout: DurationArgument?

    var limits: QueryLimits {
        timeout.map { QueryLimits(time: $0.value) } ?? QueryLimits()
    }
}

/// A duration on the command line, as scenarios write it: `500ms`, `30s`, `2m`.
struct DurationArgument: ExpressibleByArgument {
    let value: Milliseconds

    init?(argument: String) {
        guard let value = Milliseconds(durationText: argument), value > .zero else { return nil }
        self.value = value
    }
}

extension EngineSettings {
    /// All engines, for help texts.
    static let names = Scenario.engineNames.joined(separator: ", ")
}
