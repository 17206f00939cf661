import ArgumentParser
import EventLogs
import Reports
import Scenarios
import Simulation
import Streaming

/// `attrsim interleave`: which results hang on the order in which the streams happen to be read.
struct InterleaveCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "interleave",
        abstract: "Find the results that depend on how the streams interleave.",
        discussion: """
            Kafka keeps the order within a partition, and nobody keeps it between partitions and \
            topics: how they interleave is luck. This command runs the same records again and \
            again, merged in another way each time, and reports the checkouts whose result is \
            not always the same, and the revenue that hangs on it.

            The model: a partition keeps its order; at every step one partition gives its next \
            record, with a chance in proportion to what it has left, so that every merge is \
            equally likely. With --window no record goes before another that arrived more than \
            that earlier. A record's processing time is its own or, where that is later, the one \
            before; control records stay behind the record that they follow. Disorder is \
            injected before, the same in every run. The whole log is kept in memory.

            Rows of join_output are compared as well, without their order: a row that comes out \
            and is taken back, or a pad beside a pair, is seen downstream even where the result is \
            the same. On logs of more than 200,000 records only with --rows.

            With --restarts the order stays as it is, and the job is stopped and started again once a \
            run, after a record that is drawn: Flink from a savepoint, Spark from its checkpoint. The \
            checkouts that do not come out as without it hang on when that happens.

              attrsim interleave scenarios/engines/interleaving.json --seeds 100
              attrsim interleave late.json --engine flink-sql --window 5s --json
              attrsim interleave late.json --engine spark --restarts 20
            """)

    @Argument(help: "The scenario file, or - for standard input.")
    var scenario: String

    @Option(help: "How many interleavings to try. (default: 100)")
    var seeds: Int?

    @Option(help: "Instead: how many restarts of the job to try, each in a run of its own.")
    var restarts: Int?

    @Option(help: "The seed of the interleavings, or restarts. (default: the scenario's)")
    var seed: UInt64?

    @Option(help: "How far one partition may run ahead of another, as 5s. (default: any)")
    var window: String?

    @Option(help: "Run with the rules of another engine.")
    var engine: String?

    @Option(
        name: .customLong("on-bad-record"),
        help: "Lines that are no records: fail (stop) or skip (report and go on).")
    var onBadRecord = BadRecordPolicy.fail

    @Flag(
        inversion: .prefixedNo,
        help: "Compare the rows of join_output as well. (default: on logs up to 200,000 records)")
    var rows: Bool?

    @Option(help: "How many checkouts are shown.")
    var limit = 20

    @Flag(name: .customLong("fail-on-difference"), help: "Exit status 1 if a result changes.")
    var failsOnDifference = false

    @Option(
        help: "How many runs at a time, where rows are not compared. (default: one a processor)")
    var jobs: Int?

    @Flag(help: "Print the report as JSON.")
    var json = false

    @Flag(name: [.short, .long], help: "Show no progress.")
    var quiet = false

    func validate() throws {
        if let seeds, seeds < 1 { throw ValidationError("--seeds is a number from 1 on.") }
        if let restarts {
            if restarts < 1 { throw ValidationError("--restarts is a number from 1 on.") }
            let other = seeds != nil ? "--seeds" : window != nil ? "--window" : nil
            if let other {
                throw ValidationError(
                    "--restarts keeps the order of the records: leave out \(other).")
            }
            if rows != nil { throw ValidationError("--rows is about interleavings alone.") }
        }
        if let jobs, jobs < 1 { throw ValidationError("--jobs takes a number from 1 on") }
        if limit < 0 { throw ValidationError("--limit is a number from 0 on.") }
        if let window, Milliseconds(durationText: window) == nil {
            throw ValidationError("--window: \"\(window)\" is not a duration such as 500ms or 5s.")
        }
    }

    func run() throws {
        let options = try RunOptions.parse(engine.map { ["--engine", $0] } ?? [])
        let scenario = try options.apply(to: try ScenarioRun.load(scenario))
        for warning in scenario.warnings {
            Terminal.writeError("warning: \(warning.description)")
        }
        if restarts != nil, !scenario.configuration.engine.traits.canRestart {
            let able = EngineSettings.restartable
            throw CommandFailure(
                "--restarts: what a restart does to \(scenario.engineName) is not modelled. Hint: "
                    + "--engine \(able.joined(separator: ", ")); or --seeds 100 for the order of its "
                    + "records", .wrongUsage)
        }
        let seed = seed ?? scenario.seed
        let display = CountDisplay(
            isQuiet: quiet, count: restarts.map { $0 + 1 } ?? seeds ?? 100, noun: "runs")
        defer { display.end() }
        let report: InterleavingReport
        do throws(SimulationError) {
            if let restarts {
                var study = RestartStudy(
                    input: scenario.input, configuration: scenario.configuration,
                    onBadRecord: onBadRecord, restarts: restarts, seed: seed)
                study.jobs = jobs ?? Terminal.processors
                report = try study.run { display.update($0) }
            } else {
                var study = InterleavingStudy(
                    input: scenario.input, configuration: scenario.configuration,
                    onBadRecord: onBadRecord, runs: seeds ?? 100, seed: seed,
                    window: window.flatMap { Milliseconds(durationText: $0) }, comparesRows: rows)
                study.jobs = jobs ?? Terminal.processors
                report = try study.run { display.update($0) }
            }
        } catch {
            throw CommandFailure(error.description, ExitStatus(of: error))
        }
        let name = scenario.configuration.engine.label
        Terminal.write(
            json
                ? InterleavingJSON.text(
                    report, scenario: scenario.name, engine: name, seed: seed)
                : InterleavingText.text(
                    report, scenario: scenario.name, engine: name, limit: limit,
                    Terminal.outputStyle))
        if failsOnDifference, !report.changing.isEmpty { Terminal.exit(.failed) }
    }
}
