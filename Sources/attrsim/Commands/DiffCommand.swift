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

            Exit status: 0 the same; 1 different; 2 wrong usage.
            """)

    @Argument(help: "A result file or a scenario: before.")
    var before: String

    @Argument(help: "A result file or a scenario: after.")
    var after: String

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
        guard before != "-" || after != "-" else {
            throw ValidationError("Only one of the two may be standard input.")
        }
    }

    func run() throws {
        let before = try ComparedResult(before, "before", onBadRecord, isQuiet: quiet)
        defer { before.removeScratch() }
        let after = try ComparedResult(after, "after", onBadRecord, isQuiet: quiet)
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

    private func compare(
        _ before: ComparedResult, _ after: ComparedResult
    ) throws(CommandFailure) -> DiffReport {
        do throws(ResultError) {
            var report = try DiffReport(
                try ResultReader(path: before.path), try ResultReader(path: after.path),
                limit: limit)
            report.names = (self.before, self.after)
            return report
        } catch {
            throw CommandFailure(
                error.description, error.kind == .notAResult ? .wrongUsage : .system)
        }
    }
}
