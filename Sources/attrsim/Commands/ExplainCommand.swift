import ArgumentParser
import EventLogs
import Reports
import Scenarios
import Simulation
import Text

/// `attrsim explain`: what happened to one record, and why.
struct ExplainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Tell the life of a checkout, a click or a user: what happened, and why.",
        discussion: """
            Runs the scenario again and looks on: which clicks were considered and why one was \
            chosen, by how much a record was late, what the watermarks were and who held them back, \
            what was corrected later, why there is no row or no money, and what would have been \
            in the truth, with every record in time. Nothing has to be stored beforehand.

              attrsim explain scenarios/late-events.json --checkout k17
              attrsim explain scenarios/late-events.json --click c1204     why was it dropped?
              attrsim explain scenarios/late-events.json --user 42         all that a user did
              attrsim explain scenarios/late-events.json --seq 314         what came in at a step
              attrsim explain late.json --checkout k17 --engine flink-sql --json

            Exit status: 0 told; 2 there is no such record (the nearest ids are named).
            """)

    @Argument(help: "The scenario file.")
    var scenario: String

    @Option(help: ArgumentHelp("The checkouts of this id.", valueName: "id"))
    var checkout: String?

    @Option(help: ArgumentHelp("The clicks of this id.", valueName: "id"))
    var click: String?

    @Option(help: ArgumentHelp("All records of this user.", valueName: "id"))
    var user: String?

    @Option(help: ArgumentHelp("The record of this step.", valueName: "n"))
    var seq: Int64?

    @Option(
        help:
            "Run with the rules of another engine: \(Scenario.engineNames.joined(separator: ", "))."
    )
    var engine: String?

    @Option(
        name: .customLong("on-bad-record"),
        help: "Lines that are no records: fail (stop) or skip (go on).")
    var onBadRecord = BadRecordPolicy.fail

    @Flag(name: .long, help: "Print the explanation as JSON.")
    var json = false

    @Flag(name: [.short, .long], help: "No progress and no warnings.")
    var quiet = false

    func validate() throws {
        guard queries.count == 1 else {
            throw ValidationError(
                queries.isEmpty
                    ? "Which record? Give one of --checkout, --click, --user and --seq."
                    : "Only one of --checkout, --click, --user and --seq.")
        }
    }

    private var queries: [RecordQuery] {
        [
            checkout.map(RecordQuery.checkout), click.map(RecordQuery.click),
            user.map(RecordQuery.user), seq.map(RecordQuery.seq),
        ].compactMap { $0 }
    }

    func run() throws {
        var options = RunOptions()
        options.engine = engine
        let scenario = try options.apply(to: try ScenarioRun.load(scenario))
        guard let query = queries.first else { return }
        var replay = ScenarioReplay(scenario: scenario)
        replay.onBadRecord = onBadRecord
        replay.isQuiet = quiet
        let found = try replay.investigate(query)
        try check(found)
        Terminal.write(
            json
                ? ExplainJSON.text(found, scenario: scenario.name)
                : ExplainText.text(found, scenario: scenario.name, Terminal.outputStyle))
    }

    /// An answer that there is no such record is an error: exit status 2.
    private func check(_ found: Investigation) throws(CommandFailure) {
        switch found.outcome {
        case .found: return
        case .noRecord(let what):
            throw CommandFailure("\(found.query.description) is \(what)", .wrongUsage)
        case .notFound(let nearest, let kinds):
            var message =
                "\(scenario): there is no \(PrintableText.escaping(found.query.description))"
            if let kind = kinds.first {
                message += "\n  hint: there is a \(kind) of this id: use --\(kind)"
            } else if !nearest.isEmpty {
                let ids = nearest.map { PrintableText.escaping($0) }.joined(separator: ", ")
                message += "\n  hint: the nearest ids are \(ids)"
            }
            throw CommandFailure(message, .wrongUsage)
        }
    }
}
