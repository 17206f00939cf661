import ArgumentParser
import EventLogs
import Reports
import Results

/// `attrsim diff`: did a change alter the numbers, which, and why.
struct DiffCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff",
        abstract: "Compare two results: which checkouts and totals changed, and why.",
        discussion: """
            Each of the two is a result file, or a scenario that is run for it. Compared are the \
            attributed table (source, click, amounts), by checkout id, and the totals by source; \
            counters are listed. The cause of a difference comes from the settings and from the \
            late, duplicate and pending records of both; where these do not say it, it is what \
            is not the same in the two: the input, the log's records, or settings by their names.

              attrsim diff yesterday.sqlite today.sqlite
              attrsim diff scenarios/late-events.json no-delay.json
              attrsim diff out/late-events.sqlite scenarios/late-events.json || echo changed

            With --actual the other side is what a real job wrote: CSV, JSON Lines or a dump of \
            PostgreSQL's table, with the columns of checkout_attribution that it has (amounts also as \
            decimal numbers, times as text). Row by row: same, other, missing, extra, each with the \
            rule that it most likely comes from.

              attrsim diff spark-job/prediction.json --actual spark-job/result.csv
              pg_dump -t shop.checkout_attribution shop | attrsim diff shop.json --actual -

            Exit status: 0 the same; 1 different; 2 wrong usage.
            """)

    @Argument(help: "A result file or a scenario: before, or the prediction.")
    var before: String

    @Argument(help: "A result file or a scenario: after.")
    var after: String?

    @Option(help: ArgumentHelp("What a real job wrote, instead of AFTER.", valueName: "file"))
    var actual: String?

    @Option(help: ArgumentHelp("How many checkouts to show one by one.", valueName: "n"))
    var limit = 20

    @Option(
        name: .customLong("on-bad-record"),
        help: "Lines that are no records: fail (stop) or skip (go on).")
    var onBadRecord = BadRecordPolicy.fail

    @Flag(name: .long, help: "Print the comparison as JSON.")
    var json = false

    @Flag(name: [.short, .long], help: "No progress; print nothing if the results are the same.")
    var quiet = false

    func validate() throws {
        guard limit >= 0 else { throw ValidationError("--limit is not negative.") }
        guard (after == nil) != (actual == nil) else {
            throw ValidationError(
                "Name a second result or scenario, or a job's table with --actual.")
        }
        guard before != "-" || (after ?? actual) != "-" else {
            throw ValidationError("Only one of the two may be standard input.")
        }
    }

    func run() throws {
        if let actual { return try compare(with: actual) }
        guard let afterName = after else { return }
        let before = try ComparedResult(before, "before", onBadRecord, isQuiet: quiet)
        defer { before.removeScratch() }
        let after = try ComparedResult(afterName, "after", onBadRecord, isQuiet: quiet)
        defer { after.removeScratch() }
        let report = try compare(before, after)
        if json {
            Terminal.write(DiffJSON.text(report))
        } else if !(quiet && report.isSame) {
            Terminal.write(DiffReportText.text(report, Terminal.outputStyle))
        }
        if !report.isSame {
            // `exit` runs no `defer`.
            before.removeScratch()
            after.removeScratch()
            Terminal.exit(.failed)
        }
    }

    /// Compares the prediction with a job's table.
    private func compare(with file: String) throws {
        let name = file == "-" ? "standard input" : file
        let bytes = try TextFile.bytes(file)
        let table: ActualTable
        do throws(ActualTable.Problem) { table = try ActualTable(bytes, name: name) } catch {
            throw CommandFailure(error.message, .badData)
        }
        let prediction = try ComparedResult(before, "prediction", onBadRecord, isQuiet: quiet)
        defer { prediction.removeScratch() }
        let diff: ActualDiff
        do throws(ResultError) {
            diff = try ActualDiff(try ResultReader(path: prediction.path), table)
        } catch {
            throw failure(error)
        }
        if json {
            Terminal.write(ActualDiffText.json(diff, predicted: before, actual: name))
        } else if !(quiet && diff.isSame) {
            Terminal.write(
                ActualDiffText.text(
                    diff, predicted: before, actual: name, limit: limit, Terminal.outputStyle))
        }
        if !diff.isSame {
            prediction.removeScratch()
            Terminal.exit(.failed)
        }
    }

    /// A query of ours that goes wrong means a table that is not as a run writes it.
    private func failure(_ error: ResultError) -> CommandFailure {
        let status: ExitStatus =
            switch error.kind {
            case .notAResult: .wrongUsage
            case .sql: .badData
            case .system, .internal: .system
            }
        return CommandFailure(error.description, status)
    }

    private func compare(
        _ before: ComparedResult, _ after: ComparedResult
    ) throws(CommandFailure) -> DiffReport {
        do throws(ResultError) {
            var report = try DiffReport(
                try ResultReader(path: before.path), try ResultReader(path: after.path),
                limit: limit)
            report.names = (self.before, self.after ?? "")
            return report
        } catch {
            throw failure(error)
        }
    }
}
