public import EventLogs
public import Streaming

/// Finds the results that depend on how the streams, and their partitions, happen to interleave.
///
/// The log is read once, disorder included; then the same records run again and again, each time
/// merged in another way that keeps every partition's own order (see `InterleavedSource`). A
/// checkout whose result is not the same in all of them hangs on luck.
public struct InterleavingStudy: Sendable {
    /// What is read.
    public var input: LogInput
    /// What decides the outcome otherwise.
    public var configuration: RunConfiguration
    /// What to do with lines that are no records.
    public var onBadRecord: BadRecordPolicy
    /// How many merges to try.
    public var runs: Int
    /// The seed of the merges.
    public var seed: UInt64
    /// How far one partition may run ahead of another, `nil` for any.
    public var window: Milliseconds?

    /// Whether the rows of the join are compared as well; `nil`: on logs of at most
    /// ``rowsRecordsMax`` records, since a row is counted for each pair of each run.
    public var comparesRows: Bool?

    /// How many runs are made at a time, where rows are not compared.
    public var jobs = 1

    /// The longest log whose join rows are compared unasked.
    public static let rowsRecordsMax = 200_000
    /// Of so many checkouts whose rows change the rows are told, the most valuable first.
    private static let rowsShownMax = 1_000

    /// A study that has not begun.
    public init(
        input: LogInput, configuration: RunConfiguration, onBadRecord: BadRecordPolicy = .fail,
        runs: Int, seed: UInt64, window: Milliseconds? = nil, comparesRows: Bool? = nil
    ) {
        self.input = input
        self.configuration = configuration
        self.onBadRecord = onBadRecord
        self.runs = runs
        self.seed = seed
        self.window = window
        self.comparesRows = comparesRows
    }

    /// Runs all merges.
    ///
    /// - Parameter progress: called after each run with how many are done.
    /// - Returns: what the study has found.
    /// - Throws: the first error of a log, and an imbalance of the accounts.
    public func run(
        progress: (Int) -> Void = { _ in }
    ) throws(SimulationError) -> InterleavingReport {
        var simulator = Simulator(
            input: input, configuration: configuration, truth: .none, onBadRecord: onBadRecord)
        let dimensions = try simulator.asLogError { () throws(LogError) in
            try DimensionLoading.load(configuration.dimensions, input: input)
        }
        let recording = try Recording.make(simulator, dimensions)
        let book = OutcomeBook()
        let records = recording.tape.lanes.reduce(0) { $0 + $1.records }
        let rows =
            comparesRows ?? (records <= Self.rowsRecordsMax) ? JoinRowTally(book) : nil
        simulator.configuration.output.changelog = rows != nil
        let merges = Merges(
            simulator: simulator, dimensions: dimensions, recording: recording, study: self)
        var tally = InterleavingTally(book)
        if let rows {
            for number in 0..<runs {
                let recorder = OutcomeRecorder(book)
                try merges.run(number, recorder, rows)
                tally.add(recorder.finish())
                progress(number + 1)
            }
            rows.ask(for: tally.mostValuable(of: rows.changing, atMost: Self.rowsShownMax))
            // The same merges once more, for the rows of those checkouts.
            if !rows.variants.isEmpty {
                for number in 0..<runs { try merges.run(number, nil, rows) }
            }
        } else {
            try recording.run(Array(0..<runs), jobs, book, merges.run) { number, outcomes in
                tally.add(outcomes)
                progress(number + 1)
            }
        }
        return InterleavingReport(tally, rows, book, recording.tape)
    }
}

/// Runs the merges of a study.
private struct Merges: Sendable {
    var simulator: Simulator
    var dimensions: Dimensions
    var recording: Recording
    var study: InterleavingStudy

    /// One run, and what it makes of each checkout.
    @Sendable
    func run(_ number: Int, _ recorder: OutcomeRecorder) throws(SimulationError) {
        try run(number, recorder, nil)
    }

    /// One run; whoever is given hears of its outcomes, and of the join's rows.
    func run(
        _ number: Int, _ recorder: OutcomeRecorder?, _ rows: JoinRowTally?
    ) throws(SimulationError) {
        let source = InterleavedSource(
            recording.tape, seed: study.seed, number: UInt64(number), window: study.window)
        rows?.start()
        let output = StageOutput(
            rows: {
                simulator.rows(
                    of: Simulator.streamRunID, dimensions, DiscardingSink(), tally: rows)
            },
            storesRows: false, outcomes: nil, comparison: nil, refunds: recording.refunds,
            watch: RunWatch(recorder: recorder))
        var report = RunReport()
        try simulator.run(source, output, &report, { _ in }) { recording.completing($0) }
        rows?.end()
    }
}

/// The log of a study in memory, and what the pipeline cannot know of it.
struct Recording: Sendable {
    var tape: RecordTape
    /// Whether some record gives the money of another back.
    let hasRefunds: Bool
    var read: (clicks: Int64, checkouts: Int64)
    var copied: (clicks: Int64, checkouts: Int64)

    private init(
        _ tape: RecordTape, read: (clicks: Int64, checkouts: Int64),
        copied: (clicks: Int64, checkouts: Int64) = (0, 0)
    ) {
        self.tape = tape
        self.read = read
        self.copied = copied
        var hasRefunds = false
        tape.forEachRecord { record, _ in hasRefunds = hasRefunds || record.isRefund }
        self.hasRefunds = hasRefunds
    }

    /// Reads the log; once more and sorted, if it is far out of order.
    static func make(
        _ simulator: Simulator, _ dimensions: Dimensions
    ) throws(SimulationError) -> Recording {
        var modes: [String: ArrivalMode] = [:]
        while true {
            let sources = InputSources(
                simulator.input, configuration: simulator.configuration,
                onBadRecord: simulator.onBadRecord, modes: modes)
            do throws(SimulationError) {
                return try simulator.asLogError { () throws(LogError) in
                    try read(sources, simulator.configuration, dimensions)
                }
            } catch {
                guard let retry = sources.sortingModes() else { throw error }
                modes.merge(retry) { _, new in new }
            }
        }
    }

    private static func read(
        _ sources: InputSources, _ configuration: RunConfiguration, _ dimensions: Dimensions
    ) throws(LogError) -> Recording {
        let keys = JoinKeys(configuration.join.key, dimensions)
        let counting = CountingSource(
            try sources.open(keys), truth: nil, census: ValueCensus(configuration))
        if configuration.disorder.isEmpty {
            let tape = try RecordTape(reading: counting)
            return Recording(tape, read: (counting.clicks, counting.checkouts))
        }
        let disorder = DisorderSource(
            counting, disturbances: configuration.disorder, seed: configuration.seed)
        let tape = try RecordTape(reading: disorder)
        return Recording(
            tape, read: (counting.clicks, counting.checkouts),
            copied: (
                Int64(disorder.injected.clicks.copied), Int64(disorder.injected.checkouts.copied)
            ))
    }

    /// Runs the records in the order of a source; the recorder hears of each checkout.
    func run(
        _ source: any RecordSource, _ simulator: Simulator, _ dimensions: Dimensions,
        _ recorder: OutcomeRecorder
    ) throws(SimulationError) {
        let output = StageOutput(
            rows: { simulator.rows(of: Simulator.streamRunID, dimensions, DiscardingSink()) },
            storesRows: false, outcomes: nil, comparison: nil, refunds: refunds,
            watch: RunWatch(recorder: recorder))
        var report = RunReport()
        try simulator.run(source, output, &report, { _ in }) { completing($0) }
    }

    /// Runs again and again, `jobs` runs at a time, and hands over what each makes of the checkouts, in
    /// the order of `inputs`.
    func run<Input: Sendable>(
        _ inputs: [Input], _ jobs: Int, _ book: OutcomeBook,
        _ body: @escaping @Sendable (Input, OutcomeRecorder) throws(SimulationError) -> Void,
        take: (Input, RunOutcomes) -> Void
    ) throws(SimulationError) {
        // Then no run adds a name, and several may look at them.
        book.fill(from: tape)
        for start in stride(from: 0, to: inputs.count, by: max(1, jobs)) {
            let some = Array(inputs[start..<min(start + max(1, jobs), inputs.count)])
            let runs = ParallelMap.run(some, threads: jobs) {
                input -> Result<OutcomeRecorder, SimulationError> in
                let recorder = OutcomeRecorder(book)
                do throws(SimulationError) {
                    try body(input, recorder)
                    return .success(recorder)
                } catch {
                    return .failure(error)
                }
            }
            for (input, run) in zip(some, runs) { take(input, try run.get().finish()) }
        }
    }

    /// A tape holds all records: where no refund is among them, orders need not be kept.
    var refunds: RefundOutlook { RefundOutlook(keepsOrders: hasRefunds, canBeginAnew: false) }

    func completing(_ counts: RunCounts) -> RunCounts {
        var counts = counts
        (counts.clicks.read, counts.checkouts.read) = read
        (counts.clicks.copied, counts.checkouts.copied) = copied
        return counts
    }
}
