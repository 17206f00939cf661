import ArgumentParser
import EventLogs
import Reports
import Scenarios
import Simulation
import Text

/// `attrsim compare`: one log, several engines, and why they disagree.
struct CompareCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "compare",
        abstract: "Compare engines over one log, or models with the truth of a world.",
        discussion: """
            Each engine gets the same records in the same order. The report says what each made \
            of every checkout on which they differ, and by which of its rules and numbers. The \
            result, out/NAME.compare.sqlite, holds a run an engine (1: the scenario's own or the \
            first listed; 2: its truth; 3 and on: the others) and all differences in the table \
            engine_difference.

              attrsim compare scenarios/late-events.json
              attrsim compare late.json --engines flink-sql,spark --limit 5
              attrsim compare late.json --json --quiet > report.json
              attrsim compare late.json --report engines.html

            An engine that the scenario names keeps the scenario's settings; the others have \
            their defaults, kafka-streams a grace of the watermark's delay + allowed lateness. \
            Engines that differ are information, not failure: exit status 0, unless \
            --fail-on-difference is given. What the scenario expects is not checked here.

            With --models the attribution models are compared instead, with the truth: the \
            scenario's input is a causal world ({"world": {…}}), so that it is known what each \
            source brings about, the conversions that are lost in the twin of the world without \
            it. A model is scored by its credit ÷ that, by how far its shares are off, by its \
            ranking (Kendall's tau) and by what is lost if a budget follows it: a source that \
            costs b today and brings about t yields t · √(budget ÷ b), every exposure costing the \
            same. Rule-based models come from the run's totals, the others from its paths, so \
            lookback, watermark and lateness take their part; how the scores move with them is \
            shown as well. --json also says every convention behind the numbers.

              attrsim compare scenarios/worlds/closer-steals-credit.json --models all --seeds 20
              attrsim compare world.json --models last-click,markov-1 --seeds 5 --json
              attrsim compare world.json --models all --seeds 20 -o scores.csv
              attrsim compare world.json --models all --vary-lookback 1h,1d,30d --against shapley
            """)

    @Argument(help: "The scenario file.", completion: .file(extensions: ["json"]))
    var scenario: String

    @Option(help: "The engines, with commas between them, or all. (default: all)")
    var engines: String?

    @Option(
        name: [.short, .long],
        help: """
            The result file. (default: out/NAME.compare.sqlite) With --models: also write the \
            scores there, as .csv or .json.
            """)
    var output: String?

    @Option(
        name: .customLong("report"),
        help: "Also write the result as one HTML file to look at.",
        completion: .file(extensions: ["html"]))
    var reportPath: String?

    @Option(help: "How many checkouts the report shows one by one. (default: 20)")
    var limit: Int?

    @Option(help: "What to keep of the truth: totals, full or none.")
    var truth = TruthDetail.totals

    @Option(
        name: .customLong("on-bad-record"),
        help: "Lines that are no records: fail (stop) or skip (report and go on).")
    var onBadRecord = BadRecordPolicy.fail

    @Flag(name: .customLong("fail-on-difference"), help: "Exit status 1 if engines disagree.")
    var failsOnDifference = false

    @Flag(help: "Print the report as JSON.")
    var json = false

    @Flag(name: [.short, .long], help: "Print no report, no warnings and no progress.")
    var quiet = false

    @OptionGroup(title: "Models against the truth of a world")
    var modelOptions: ModelComparisonOptions

    func validate() throws {
        if let limit, limit < 0 { throw ValidationError("--limit is a number from 0 on.") }
        let given = [
            ("--engines", engines != nil),
            ("--report", reportPath != nil), ("--limit", limit != nil),
            ("--fail-on-difference", failsOnDifference),
        ]
        if modelOptions.models != nil, let option = given.first(where: \.1) {
            throw ValidationError("\(option.0) is about engines and does not go with --models.")
        }
        if modelOptions.models != nil, let output,
            ![".csv", ".json"].contains(where: output.hasSuffix)
        {
            throw ValidationError(
                "--output: with --models the scores are written, to a name that ends in .csv or "
                    + ".json, not \"\(output)\".")
        }
    }

    func run() throws {
        if let comparison = try modelOptions.comparison(
            of: scenario, output: output, isJSON: json, isQuiet: quiet)
        {
            return try comparison.run()
        }
        let scenario = try ScenarioRun.loadForAnyEngine(scenario)
        try scenario.checkReadableTwice("compare")
        var run = ComparisonRun(
            scenario: scenario, engines: try ComparedEngines(engines ?? "all", of: scenario),
            output: output ?? "out/\(scenario.name).compare.sqlite")
        run.truth = truth
        run.onBadRecord = onBadRecord
        run.isQuiet = quiet
        var files = OutputGuard(reading: scenario)
        try files.writes(run.output, "--output")
        try files.writes(reportPath, "--report")
        let summary = try run.run()
        if !quiet {
            for warning in summary.warnings {
                Terminal.writeError("warning: \(PrintableText.escaping(warning))")
            }
        }
        if let reportPath { try ReportFile.write(result: run.output, to: reportPath) }
        if json {
            Terminal.write(ComparisonJSON.text(summary))
        } else if !quiet {
            Terminal.write(ComparisonText.text(summary, limit: limit ?? 20, Terminal.outputStyle))
        }
        if failsOnDifference, summary.differing > 0 { Terminal.exit(.failed) }
    }
}
