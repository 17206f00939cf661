public import EventLogs
import Streaming

/// Runs one log through several engines, and finds out where they disagree and why.
///
/// Each engine runs once; where checkouts came out differently, it runs again, this time watched,
/// so that the reasons are those of its own state. Memory follows the checkouts of the log (some
/// 32 bytes each and engine) and the differences.
public struct EngineComparison: Sendable {
    /// What is read; each engine reads it anew, so that it must not be standard input.
    public var input: LogInput
    /// The engines, the first of them with the truth beside it.
    public var variants: [EngineVariant]
    /// What the truth leaves in the result.
    public var truth: TruthDetail
    /// What to do with lines that are no records.
    public var onBadRecord: BadRecordPolicy

    /// A comparison that has not begun.
    public init(
        input: LogInput, variants: [EngineVariant], truth: TruthDetail = .totals,
        onBadRecord: BadRecordPolicy = .fail
    ) {
        self.input = input
        self.variants = variants
        self.truth = truth
        self.onBadRecord = onBadRecord
    }

    /// Runs all engines; their rows go to `sink`, each with the number of its run.
    ///
    /// - Parameters:
    ///   - sink: takes the rows.
    ///   - progress: called every few thousand records with the engine's name.
    /// - Returns: what the comparison has found.
    /// - Throws: the first error of a log or of the sink, and an imbalance of the accounts.
    public func run(
        into sink: any RowSink, progress: (String, RunProgress) -> Void = { _, _ in }
    ) throws(SimulationError) -> ComparisonReport {
        let book = OutcomeBook()
        var report = ComparisonReport()
        var plan = ReadingPlan()
        var outcomes: [RunOutcomes] = []
        for (place, variant) in variants.enumerated() {
            var simulator = simulator(variant, plan)
            simulator.truth = place == 0 ? truth : .none
            let recorder = OutcomeRecorder(book)
            let run = try simulator.run(into: sink, watch: RunWatch(recorder: recorder)) {
                progress(variant.name, $0)
            }
            plan = run.reading
            report.runs.append(run)
            report.paddedThenPaired.append(recorder.paddedThenPaired)
            outcomes.append(recorder.finish())
        }
        report.checkouts = book.checkouts.count
        let found = DifferenceFinder(book, outcomes)
        if found.checkouts.isEmpty { return report }
        var finders: [ReasonFinder] = []
        for variant in variants {
            let trace = JoinTrace(
                .ids(book, checkouts: Set(found.checkouts), clicks: Set(found.clicks)))
            _ = try simulator(variant, plan).run(
                into: DiscardingSink(), watch: RunWatch(trace: trace)
            ) { progress(variant.name, $0) }
            finders.append(ReasonFinder(variant, trace, book))
        }
        report.differences = found.checkouts.map { checkout in
            difference(checkout, found, outcomes, finders, book)
        }
        return report
    }

    private func simulator(
        _ variant: EngineVariant, _ plan: ReadingPlan
    ) -> Simulator {
        var simulator = Simulator(
            input: input, configuration: variant.configuration, truth: .none,
            onBadRecord: onBadRecord)
        simulator.runID = variant.runID
        simulator.reading = plan
        return simulator
    }

    private func difference(
        _ checkout: UInt32, _ found: borrowing DifferenceFinder, _ outcomes: [RunOutcomes],
        _ finders: [ReasonFinder], _ book: OutcomeBook
    ) -> EngineDifference {
        let candidates = found.candidates(of: checkout)
        let visit = finders.lazy.compactMap { $0.firstVisit(of: checkout) }.first
        let verdicts = zip(outcomes, finders).map { outcomes, finder in
            let outcome = outcomes[Int(checkout)]
            var verdict = EngineVerdict(
                engine: finder.variant.name, outcome: .init(outcome), reasons: [])
            if case .attributed(let click) = outcome {
                verdict.click = book.clicks.text(click)
                verdict.source = book.source(of: click)
            }
            verdict.reasons = finder.reasons(for: checkout, outcome, candidates: candidates)
            return verdict
        }
        return EngineDifference(
            checkout: book.checkouts.text(checkout), user: visit?.user ?? "",
            time: visit?.time ?? EventTime(milliseconds: 0),
            amount: outcomes.lazy.compactMap { $0.amount(of: Int(checkout)) }.first,
            clicks: clicks(candidates, finders, book), verdicts: verdicts)
    }
}

extension EngineComparison {
    private func clicks(
        _ candidates: [UInt32], _ finders: [ReasonFinder], _ book: OutcomeBook
    ) -> [EngineClick] {
        let clicks = candidates.map { number in
            EngineClick(
                id: book.clicks.text(number), source: book.source(of: number),
                time: finders.lazy.compactMap { $0.trace.firstTime(ofClick: number) }.first
                    ?? EventTime(milliseconds: 0))
        }
        return clicks.sorted { a, b in
            a.time != b.time
                ? a.time < b.time : a.id.utf8.lexicographicallyPrecedes(b.id.utf8)
        }
    }
}

/// What a comparison has to tell beside its rows.
public struct ComparisonReport: Sendable {
    /// By engine: what its run has to tell.
    public var runs: [RunReport] = []
    /// By engine: how many checkouts came out without a click and then with one, both rows
    /// standing, whether or not the engines disagree on them.
    public var paddedThenPaired: [Int] = []
    /// How many different checkout ids there were.
    public var checkouts = 0
    /// The checkouts on which engines disagree, in the order in which their ids first came out.
    public var differences: [EngineDifference] = []

    /// Nothing to tell yet.
    init() {}
}

extension EngineVerdict.Outcome {
    init(_ outcome: CheckoutOutcome?) {
        switch outcome {
        case .attributed: self = .attributed
        case .unattributed: self = .unattributed
        case .pending: self = .pending
        case .late: self = .late
        case .setAside: self = .setAside
        case .duplicate: self = .duplicate
        case .noRow: self = .noRow
        case nil: self = .missing
        }
    }
}
