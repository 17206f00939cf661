import EventLogs

/// The truth of a stream run: the same records, as read, in the order of their event times, through
/// the reference engine with perfect watermarks.
///
/// As a rule it runs beside the stream, a few thousand records behind it: then nothing of a log has
/// to be kept but a window. Where the log is too far out of order for that, or somebody looks on who
/// has to know the stream run first, the records are sorted, and the truth begins when the stream
/// run has ended. Rows are the same.
final class TruthRun {
    /// How the records of a log come into the order of their event times.
    enum Ordering: Sendable {
        /// While the stream runs; so many bytes of records are held back for it.
        case beside(window: Int)
        /// When the stream run has ended.
        case sorted
    }

    private let records: any RecordCollector
    let comparison: TruthComparison
    private let isBeside: Bool
    private var pipeline: Pipeline<ReferenceStage>
    private let batch = RecordBatch()
    private var recordCount: Int64 = 0
    /// What went wrong where only errors of logs can be thrown.
    private var failure: SimulationError?

    init(
        _ ordering: Ordering, _ comparison: TruthComparison, _ configuration: RunConfiguration,
        _ output: StageOutput
    ) {
        self.comparison = comparison
        switch ordering {
        case .beside(let window): (isBeside, records) = (true, EventTimeWindow(memoryLimit: window))
        case .sorted: (isBeside, records) = (false, RecordSorter(by: .eventTime))
        }
        pipeline = Pipeline(
            ReferenceStage(configuration, output), mode: .truth, configuration: configuration,
            comparison: comparison, watch: output.watch)
    }

    /// Whether the log has turned out to be too far out of order to run beside the stream.
    var needsSorting: Bool { (records as? EventTimeWindow)?.needsSorting ?? false }

    /// Takes the records of a batch as read, in exchange for others, and processes those that are
    /// ready.
    ///
    /// - Throws: an error with ``needsSorting`` set, and failures of the system. What else goes
    ///   wrong ``check()`` throws.
    func take(contentsOf batch: RecordBatch) throws(LogError) {
        if failure != nil { return }
        try records.take(contentsOf: batch)
        do { try advance { _ in } } catch { failure = error }
    }

    /// Throws what went wrong while records were taken.
    func check() throws(SimulationError) {
        if let failure { throw failure }
    }

    /// Processes the records that are ready.
    private func advance(_ progress: (RunProgress) -> Void) throws(SimulationError) {
        while try ready() {
            do { try pipeline.process(batch) } catch { throw .sink(error) }
            if isBeside { continue }
            recordCount += Int64(batch.records.count)
            progress(
                RunProgress(
                    records: recordCount, bytes: 0, watermark: pipeline.watermark, isTruth: true))
        }
    }

    /// The stream run is over: processes the rest and writes differences, totals and accounts.
    ///
    /// `read`: how many clicks and checkouts were read.
    func finish(
        read: (clicks: Int64, checkouts: Int64), _ progress: (RunProgress) -> Void
    ) throws(SimulationError) -> RunCounts {
        try check()
        do { try records.finish() } catch { throw .log(error) }
        try advance(progress)
        do { try pipeline.finish() } catch { throw .sink(error) }
        var counts = pipeline.counts
        (counts.clicks.read, counts.checkouts.read) = read
        if let imbalance = counts.imbalance() { throw .imbalance(imbalance) }
        do { try pipeline.writeTotals(counts) } catch { throw .sink(error) }
        if let imbalance = pipeline.creditImbalance { throw .imbalance(imbalance) }
        return counts
    }

    private func ready() throws(SimulationError) -> Bool {
        do { return try records.read(into: batch) } catch { throw .log(error) }
    }
}
