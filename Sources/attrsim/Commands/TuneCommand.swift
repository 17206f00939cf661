import ArgumentParser
import EventLogs
import Reports
import Scenarios
import Simulation
import Text

/// `attrsim tune`: how long the watermark has to wait.
struct TuneCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tune",
        abstract: "Find the smallest watermark delay that is good enough, and its price.",
        discussion: """
            Good enough means that so large a share of the checkouts is credited as in the truth. \
            The answer is the smallest such delay, to the millisecond, and, beside it, the least \
            allowed lateness that does the same with the present delay; each with its latency and \
            state, and with how much it would differ for other users.

              attrsim tune scenarios/late-events.json --accept 0.999
              attrsim tune late.json --accept 99% --json
              attrsim tune generated.json --accept 0.99 --seeds 20

            Exit status 1: no delay is good enough.
            """)

    @Argument(help: "The scenario file.")
    var scenario: String

    @Option(help: "The share that is good enough: 0.999 or 99.9%.")
    var accept: String

    @Option(help: "Ask also so many other seeds of the scenario's disorder and generated input.")
    var seeds = 0

    @Option(
        name: .customLong("on-bad-record"),
        help: "Lines that are no records: fail (stop) or skip (report and go on).")
    var onBadRecord = BadRecordPolicy.fail

    @Flag(help: "Print JSON.")
    var json = false

    func validate() throws {
        if acceptE9 == nil {
            throw ValidationError(
                "--accept takes a share from 0 to 1, such as 0.999, or a percentage, such as 99.9%")
        }
        if seeds < 0 || seeds > 10_000 {
            throw ValidationError("--seeds takes a number from 0 to 10000")
        }
    }

    func run() throws {
        let tuner = Tuner(
            scenario: try ScenarioRun.load(scenario), acceptE9: acceptE9 ?? 0,
            seeds: seeds, onBadRecord: onBadRecord)
        let report = try tuner.run()
        for warning in tuner.scenario.warnings.map(\.description)
            + report.tuning.present.measures.warnings
        {
            Terminal.writeError("warning: \(PrintableText.escaping(warning))")
        }
        Terminal.write(
            json
                ? TuneJSON.text(report)
                : TuneText.text(
                    report, hasPicture: Terminal.outputIsTerminal, Terminal.outputStyle))
        if !report.isReached { Terminal.exit(.failed) }
    }

    /// The share in billionths.
    private var acceptE9: Int64? {
        let isPercentage = accept.hasSuffix("%")
        let digits = isPercentage ? String(accept.dropLast()) : accept
        let value = ExactDecimal(digits)?.scaled(by: isPercentage ? 7 : 9)
        return value.flatMap { (0...1_000_000_000).contains($0) ? $0 : nil }
    }
}
