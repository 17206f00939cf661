public import EventLogs
import Streaming

/// Runs a configuration on an input: the stream run, then the truth.
///
/// read → put in order → disorder → pipeline → rows; then the same records in the order of their
/// event times through the same pipeline, and the difference.
public struct Simulator: Sendable {
    /// What is read.
    public var input: LogInput
    /// What decides the outcome.
    public var configuration: RunConfiguration
    /// What the truth leaves in the result.
    public var truth: TruthDetail
    /// What to do with lines that are no records.
    public var onBadRecord: BadRecordPolicy

    /// The number of the stream run in a result.
    public static let streamRunID: Int64 = 1
    /// The number of its truth.
    public static let truthRunID: Int64 = 2

    /// A run that has not begun.
    public init(
        input: LogInput, configuration: RunConfiguration, truth: TruthDetail = .totals,
        onBadRecord: BadRecordPolicy = .fail
    ) {
        self.input = input
        self.configuration = configuration
        self.truth = truth
        self.onBadRecord = onBadRecord
    }

    /// Runs, and gives all rows to `sink`.
    ///
    /// A log that turns out to be far out of order is read again from its start, sorted: the rows
    /// so far are discarded then.
    ///
    /// - Parameter progress: called every few thousand records.
    /// - Throws: the first error of a log or of the sink, and an imbalance of the accounts.
    public func run(
        into sink: any RowSink, progress: (RunProgress) -> Void = { _ in }
    ) throws(SimulationError) -> RunReport {
        let dimensions = try asLogError { () throws(LogError) in
            try DimensionLoading.load(configuration.dimensions, input: input)
        }
        let sink = WriteBehind(sink)
        var modes: [String: ArrivalMode] = [:]
        while true {
            let sources = InputSources(
                input, configuration: configuration, onBadRecord: onBadRecord, modes: modes)
            do throws(SimulationError) {
                let report = try run(sources, dimensions, into: sink, progress)
                try asSinkError { () throws(SinkError) in try sink.finish() }
                return report
            } catch {
                guard let retry = sources.sortingModes() else { throw error }
                modes.merge(retry) { _, new in new }
                try asSinkError { () throws(SinkError) in try sink.discardAll() }
            }
        }
    }

    private func run(
        _ sources: InputSources, _ dimensions: Dimensions, into sink: any RowSink,
        _ progress: (RunProgress) -> Void
    ) throws(SimulationError) -> RunReport {
        var report = RunReport()
        let sorter = truth == .none ? nil : RecordSorter(by: .eventTime)
        let outcomes = truth == .none ? nil : StreamOutcomes()
        let counting = try asLogError { () throws(LogError) in
            CountingSource(try sources.open(), truth: sorter)
        }
        let disorder =
            configuration.disorder.isEmpty
            ? nil
            : DisorderSource(
                counting, disturbances: configuration.disorder, seed: configuration.seed)
        var pipeline = Pipeline(
            mode: .stream, configuration: configuration, dimensions: dimensions,
            runID: Self.streamRunID, sink: sink, storesRows: true, outcomes: outcomes)
        try drain(disorder ?? counting, through: &pipeline, isTruth: false, progress)
        try asSinkError { () throws(SinkError) in try pipeline.finish() }
        report.stream = pipeline.counts
        report.stream.clicks.read = counting.clicks
        report.stream.checkouts.read = counting.checkouts
        if let injected = disorder?.injected {
            report.stream.clicks.copied = Int64(injected.clicks.copied)
            report.stream.checkouts.copied = Int64(injected.checkouts.copied)
            report.injected = zip(configuration.disorder, injected.hits).map {
                ($0.description, Int64($1))
            }
        }
        report.clicksHeldMax = pipeline.heldMax.clicks
        report.checkoutsHeldMax = pipeline.heldMax.checkouts
        try check(report.stream)
        try asSinkError { () throws(SinkError) in try pipeline.writeTotals(report.stream) }

        if let sorter, let outcomes {
            try runTruth(sorter, outcomes, dimensions, into: sink, &report, progress)
        }
        return report
    }

    private func runTruth(
        _ sorter: RecordSorter, _ outcomes: StreamOutcomes, _ dimensions: Dimensions,
        into sink: any RowSink, _ report: inout RunReport, _ progress: (RunProgress) -> Void
    ) throws(SimulationError) {
        try asLogError { () throws(LogError) in try sorter.finish() }
        let comparison = TruthComparison(outcomes)
        var pipeline = Pipeline(
            mode: .truth, configuration: configuration, dimensions: dimensions,
            runID: Self.truthRunID, sink: sink, storesRows: truth == .full,
            comparison: comparison)
        try drain(sorter, through: &pipeline, isTruth: true, progress)
        try asSinkError { () throws(SinkError) in try pipeline.finish() }
        var counts = pipeline.counts
        counts.clicks.read = report.stream.clicks.read
        counts.checkouts.read = report.stream.checkouts.read
        try check(counts)
        try asSinkError { () throws(SinkError) in try pipeline.writeTotals(counts) }
        report.truth = counts
        report.differences = DifferenceCause.allCases.compactMap { cause in
            comparison.counts[cause].map { (cause, $0) }
        }
    }

    private func drain(
        _ source: any RecordSource, through pipeline: inout Pipeline, isTruth: Bool,
        _ progress: (RunProgress) -> Void
    ) throws(SimulationError) {
        let batch = RecordBatch()
        var records: Int64 = 0
        var bytes: Int64 = 0
        while try asLogError({ () throws(LogError) in try source.read(into: batch) }) {
            records += Int64(batch.records.count)
            bytes += Int64(batch.bytesRead)
            do { try pipeline.process(batch) } catch { throw .sink(error) }
            progress(
                RunProgress(
                    records: records, bytes: bytes, watermark: pipeline.watermark,
                    isTruth: isTruth))
        }
    }

    private func check(_ counts: RunCounts) throws(SimulationError) {
        if let imbalance = counts.imbalance() { throw .imbalance(imbalance) }
    }

    private func asLogError<T: ~Copyable>(
        _ body: () throws(LogError) -> T
    ) throws(SimulationError) -> T {
        do { return try body() } catch { throw .log(error) }
    }

    private func asSinkError(_ body: () throws(SinkError) -> Void) throws(SimulationError) {
        do { try body() } catch { throw .sink(error) }
    }
}
