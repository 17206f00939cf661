public import EventLogs
import Streaming

/// Runs one log through several engines, and finds out where they disagree and why.
///
/// The log is read once, but where it turns out to be far out of order, ids come again behind their
/// written rows or there is no room for the records. Each engine runs once; where checkouts came out differently, it runs again,
/// this time watched, so that the reasons are those of its own state. Memory follows the checkouts of
/// the log (their ids, and four bytes each and engine) and the differences.
public struct EngineComparison: Sendable {
    /// What is read; perhaps more than once, so that it must not be standard input.
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
        var plan = ReadingPlan()
        while true {
            let restart = RestartRequest()
            do throws(SimulationError) {
                return try attempt(plan, restart, into: sink, progress)
            } catch {
                guard let improved = restart.plan else { throw error }
                plan = improved
                do { try sink.discardAll() } catch { throw .sink(error) }
            }
        }
    }

    /// Runs all engines, each from what the first has read; a run that would begin anew ends it, since
    /// the sink has the rows of others.
    private func attempt(
        _ plan: ReadingPlan, _ restart: RestartRequest, into sink: any RowSink,
        _ progress: (String, RunProgress) -> Void
    ) throws(SimulationError) -> ComparisonReport {
        let book = OutcomeBook()
        let shared = SharedReading()
        var report = ComparisonReport()
        var outcomes: [RunOutcomes] = []
        func simulator(_ variant: EngineVariant) -> Simulator {
            var simulator = Simulator(
                input: input, configuration: variant.configuration, truth: .none,
                onBadRecord: onBadRecord)
            simulator.runID = variant.runID
            simulator.reading = plan
            simulator.shared = shared
            simulator.restart = restart
            return simulator
        }
        for (place, variant) in variants.enumerated() {
            var simulator = simulator(variant)
            if place == 0 { simulator.truth = truth }
            let recorder = OutcomeRecorder(book)
            let run = try simulator.run(into: sink, watch: RunWatch(recorder: recorder)) {
                progress(variant.name, $0)
            }
            report.runs.append(run)
            report.paddedThenPaired.append(recorder.paddedThenPaired)
            outcomes.append(recorder.finish())
        }
        report.checkouts = book.checkouts.count
        let found = DifferenceFinder(book, outcomes)
        if found.checkouts.isEmpty { return report }
        var differences = found.checkouts.map { EngineDifferenceFinding($0, found, book) }
        let watched = WatchedIDs(book, checkouts: found.checkouts, clicks: found.clicks)
        for (variant, outcomes) in zip(variants, outcomes) {
            let trace = JoinTrace(.ids(watched))
            _ = try simulator(variant).run(
                into: DiscardingSink(), watch: RunWatch(trace: trace, isForTrace: true)
            ) { progress(variant.name, $0) }
            watched.isComplete = true
            let finder = ReasonFinder(variant, trace, book)
            for place in differences.indices { differences[place].add(finder, outcomes) }
        }
        report.differences = differences.map(\.difference)
        return report
    }
}

/// A checkout on which engines disagree, as it is put together engine by engine: what was taken down
/// of an engine's run is given up before the next one runs.
private struct EngineDifferenceFinding {
    private let checkout: UInt32
    private let candidates: [UInt32]
    private let hasOtherAmounts: Bool
    private var clicks: [EngineClick?]
    private var isMet = false
    private(set) var finding: EngineDifference

    init(_ checkout: UInt32, _ found: borrowing DifferenceFinder, _ book: OutcomeBook) {
        self.checkout = checkout
        candidates = found.candidates(of: checkout)
        hasOtherAmounts = found.hasOtherAmounts(checkout)
        clicks = [EngineClick?](repeating: nil, count: candidates.count)
        finding = EngineDifference(
            checkout: book.checkouts.text(checkout), user: "",
            time: EventTime(milliseconds: 0), amount: book.amount(of: checkout), clicks: [],
            verdicts: [])
    }

    /// What an engine said of it.
    mutating func add(_ finder: ReasonFinder, _ outcomes: RunOutcomes) {
        let book = finder.book
        if !isMet, let visit = finder.firstVisit(of: checkout) {
            isMet = true
            finding.user = visit.user
            finding.time = visit.time
        }
        for (place, number) in candidates.enumerated() where clicks[place] == nil {
            guard let time = finder.trace.firstTime(ofClick: number) else { continue }
            clicks[place] = EngineClick(
                id: book.clicks.text(number), source: book.source(of: number), time: time)
        }
        let outcome = outcomes[checkout]
        var verdict = EngineVerdict(
            engine: finder.variant.name, outcome: .init(outcome), reasons: [])
        if case .attributed(let click) = outcome {
            verdict.click = book.clicks.text(click)
            verdict.source = book.source(of: click, for: checkout, in: outcomes)
        }
        if hasOtherAmounts { verdict.amount = book.amount(of: checkout, in: outcomes) }
        finding.amount = finding.amount ?? verdict.amount
        verdict.reasons = finder.reasons(
            for: checkout, outcome, row: outcomes.rowRecords[checkout], candidates: candidates)
        if hasOtherAmounts {
            // Which records are counted is what the amounts differ by.
            let ofRecords = verdict.reasons.filter {
                $0.names(SharedRule.recordKept) || $0.names(SharedRule.recordsCounted)
            }
            verdict.reasons = ofRecords + verdict.reasons.filter { !ofRecords.contains($0) }
        }
        if outcome == .setAside { verdict.outcome = .init(withoutRow: verdict.reasons) }
        finding.verdicts.append(verdict)
    }

    /// All that the engines said.
    var difference: EngineDifference {
        var all = finding
        all.clicks = clicks.compactMap { $0 }.sorted { a, b in
            a.time != b.time
                ? a.time < b.time : a.id.utf8.lexicographicallyPrecedes(b.id.utf8)
        }
        return all
    }
}

/// What a comparison has to tell beside its rows.
public struct ComparisonReport: Sendable {
    /// By engine: what its run has to tell.
    public var runs: [RunReport] = []
    /// By engine: how many checkouts came out without a click and then with one, whether the first
    /// row stands or was taken back, and whether or not the engines disagree on them.
    public var paddedThenPaired: [Int] = []
    /// How many different checkout ids there were.
    public var checkouts = 0
    /// The checkouts on which engines disagree, in the order in which their ids first came out.
    public var differences: [EngineDifference] = []

    /// Nothing to tell yet.
    init() {}
}

extension EngineVerdict.Outcome {
    /// Of a checkout that came out of the join and has no row of the table.
    fileprivate init(withoutRow reasons: [EngineReason]) {
        guard let rule = reasons.first?.rule, let table = TableRule(rawValue: rule) else {
            self = .lost
            return
        }
        self = table.isWaiting ? .waiting : table.isOfOthers ? .setAside : .lost
    }

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
