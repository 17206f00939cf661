import ArgumentParser
import EventLogs
import Reports
import Scenarios
import Simulation

/// `attrsim sweep`: the same scenario with other values, and what each of them gives and costs.
struct SweepCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sweep",
        abstract: "Run a scenario with many settings, and compare what each gives and costs.",
        discussion: """
            Any key of the scenario that holds one value can be varied: PATH=FROM..TO:STEP with \
            both ends, or PATH=A,B,C. Several --vary make a grid. Of each point: the share of \
            checkouts credited as in the truth, the revenue of the others, late (or dropped) \
            records, how long results take, and the most that the join held.

              attrsim sweep scenarios/late-events.json --vary watermark.delay=0s..60s:5s
              attrsim sweep late.json --vary join.lookback=15s,1h --vary engine=reference,flink-sql
              attrsim sweep late.json --vary 'disorder[1].late.fraction=0..0.1:0.02' --csv
              attrsim sweep late.json --vary watermark.delay=0s..10m:100ms -o curve.csv
              attrsim sweep late.json --vary watermark.delay=0s..60s:1s --report curve.html

            For watermark.delay alone, one run gives all points exactly, however many they are; \
            the size of the state is then not known: --grid runs each point.
            """)

    @Argument(
        help: "The scenario file, or - for standard input.",
        completion: .file(extensions: ["json"]))
    var scenario: String

    @Option(
        name: .long, parsing: .singleValue,
        help: ArgumentHelp("A key and its values; can be given again.", valueName: "path=values"))
    var vary: [String] = []

    @Flag(help: "Take all points from one run; an error where that is impossible.")
    var onePass = false
    @Flag(help: "Run each point, also where one run would do.")
    var grid = false
    @Flag(help: "Print JSON.")
    var json = false
    @Flag(help: "Print CSV.")
    var csv = false

    @Option(
        name: [.short, .long],
        help: "Write to this file: as JSON or CSV by its ending or by --json, --csv, else as text.",
        completion: .file())
    var output: String?

    @Option(
        help: "Also write the charts as one HTML file to look at.",
        completion: .file(extensions: ["html"]))
    var report: String?

    @Option(help: "How many points run at a time. (default: one a processor)")
    var jobs: Int?

    @Option(
        name: .customLong("on-bad-record"),
        help: "Lines that are no records: fail (stop) or skip (report and go on).")
    var onBadRecord = BadRecordPolicy.fail

    @Flag(name: [.short, .long], help: "Show no progress.")
    var quiet = false

    func validate() throws {
        if vary.isEmpty {
            throw ValidationError(
                "nothing is varied: add --vary PATH=VALUES, as in --vary watermark.delay=0s..60s:5s"
            )
        }
        if json && csv { throw ValidationError("--json and --csv exclude each other") }
        if onePass && grid { throw ValidationError("--one-pass and --grid exclude each other") }
        if let jobs, jobs < 1 { throw ValidationError("--jobs takes a number from 1 on") }
    }

    func run() throws {
        var sweep = try Sweep(scenario: scenario, vary: vary)
        sweep.method = onePass ? .onePass : grid ? .grid : .automatic
        sweep.jobs = jobs ?? Terminal.processors
        sweep.isQuiet = quiet
        sweep.onBadRecord = onBadRecord
        var files = OutputGuard()
        for scenario in sweep.scenarios { files.reads(scenario) }
        try files.writes(output, "--output")
        try files.writes(report, "--report")
        let found = try sweep.run()
        if let report { try TextFile.write(SweepPage.html(found), to: report) }
        guard let output else { return Terminal.write(text(found, json: json, csv: csv)) }
        try TextFile.write(
            text(
                found, json: json || !csv && output.hasSuffix(".json"),
                csv: csv || !json && output.hasSuffix(".csv"), isFile: true), to: output)
        if !quiet { Terminal.writeError("\(found.points.count) points: \(output)") }
    }

    private func text(
        _ report: SweepReport, json: Bool, csv: Bool, isFile: Bool = false
    ) -> String {
        if json { return SweepJSON.text(report) }
        if csv { return SweepCSV.text(report) }
        return SweepText.text(report, isFile ? .plain : Terminal.outputStyle)
    }
}
