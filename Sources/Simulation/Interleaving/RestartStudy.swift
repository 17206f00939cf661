public import EventLogs
import Streaming

/// Finds the results that depend on when the job is stopped and started again.
///
/// The log is read once, disorder included, and runs as it is; then again and again, each time with
/// one restart more, after another record. A checkout that does not come out as in the first run
/// hangs on the restart. Moments are drawn without repeats; where there are no more of them than are
/// asked for, all are tried.
///
/// Memory: the whole log, as for interleavings.
public struct RestartStudy: Sendable {
    /// What is read.
    public var input: LogInput
    /// What decides the outcome otherwise.
    public var configuration: RunConfiguration
    /// What to do with lines that are no records.
    public var onBadRecord: BadRecordPolicy
    /// How many moments to try.
    public var restarts: Int
    /// The seed of the moments.
    public var seed: UInt64
    /// How many runs are made at a time.
    public var jobs = 1

    /// A study that has not begun.
    public init(
        input: LogInput, configuration: RunConfiguration, onBadRecord: BadRecordPolicy = .fail,
        restarts: Int, seed: UInt64
    ) {
        self.input = input
        self.configuration = configuration
        self.onBadRecord = onBadRecord
        self.restarts = restarts
        self.seed = seed
    }

    /// Runs without a restart more, and then with each.
    ///
    /// - Parameter progress: called after each run with how many are done.
    /// - Returns: what the study has found.
    /// - Throws: the first error of a log, and an imbalance of the accounts.
    public func run(
        progress: (Int) -> Void = { _ in }
    ) throws(SimulationError) -> InterleavingReport {
        let plain = Simulator(
            input: input, configuration: configuration, truth: .none, onBadRecord: onBadRecord)
        let dimensions = try plain.asLogError { () throws(LogError) in
            try DimensionLoading.load(configuration.dimensions, input: input)
        }
        let recording = try Recording.make(plain, dimensions)
        let book = OutcomeBook()
        var tally = InterleavingTally(book)
        var first = RunOutcomes()
        var points: [InterleavingReport.Restart] = []
        let all: [Int64?] = [nil] + moments(recording.tape.recordCount)
        try recording.run(all, jobs, book) { (seq, recorder) throws(SimulationError) in
            var simulator = plain
            if let seq {
                simulator.configuration.engine = configuration.engine.restarting(after: seq)
            }
            try recording.run(TapedSource(recording.tape), simulator, dimensions, recorder)
        } take: { seq, own in
            tally.add(own)
            progress(tally.runs)
            guard let seq else {
                first = own
                return
            }
            var effect = CheckoutEffect()
            for checkout in 0..<UInt32(book.checkouts.count)
            where own.differs(from: first, at: checkout) {
                effect.add(
                    amount: book.amount(of: checkout, in: first)
                        ?? book.amount(of: checkout, in: own))
            }
            points.append(InterleavingReport.Restart(afterSeq: seq, effect: effect))
        }
        return InterleavingReport(tally, nil, book, recording.tape, restarts: points)
    }

    /// The seqs after which the job starts again, ascending: not after the last, where nothing is to
    /// come.
    private func moments(_ records: Int) -> [Int64] {
        let last = Int64(records) - 1
        if last <= 0 { return [] }
        if Int64(restarts) >= last { return Array(1...last) }
        var random = RandomSequence(RandomStream(seed: seed, purpose: "restarts"), 0)
        var seqs: Set<Int64> = []
        while seqs.count < restarts { seqs.insert(1 + Int64(random.below(UInt64(last)))) }
        return seqs.sorted()
    }
}
