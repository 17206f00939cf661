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
    /// The number of the stream run in the result; the truth's is ``truthRunID``.
    var runID = Self.streamRunID
    /// Which logs are known to be far out of order.
    var arrivalModes: [String: ArrivalMode] = [:]

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
    /// `progress`: called every few thousand records.
    /// Throws the first error of a log or of the sink, and an imbalance of the accounts.
    public func run(
        into sink: any RowSink, progress: (RunProgress) -> Void = { _ in }
    ) throws(SimulationError) -> RunReport {
        try run(into: sink, watch: RunWatch(), progress: progress)
    }

    /// Runs while somebody watches the stream run.
    func run(
        into sink: any RowSink, watch: RunWatch, progress: (RunProgress) -> Void
    ) throws(SimulationError) -> RunReport {
        let dimensions = try asLogError { () throws(LogError) in
            try DimensionLoading.load(configuration.dimensions, input: input)
        }
        let sink = WriteBehind(sink)
        var modes = arrivalModes
        while true {
            let sources = InputSources(
                input, configuration: configuration, onBadRecord: onBadRecord, modes: modes)
            do throws(SimulationError) {
                watch.meter?.start()
                var report = try run(sources, dimensions, into: sink, watch, progress)
                report.arrivalModes = modes
                try asSinkError { () throws(SinkError) in try sink.finish() }
                return report
            } catch {
                guard let retry = sources.sortingModes() else { throw error }
                modes.merge(retry) { _, new in new }
                try asSinkError { () throws(SinkError) in try sink.discardAll() }
            }
        }
    }

    func run(
        _ sources: InputSources, _ dimensions: Dimensions, into sink: any RowSink,
        _ watch: RunWatch, _ progress: (RunProgress) -> Void
    ) throws(SimulationError) -> RunReport {
        var report = RunReport()
        let sorter = truth == .none ? nil : RecordSorter(by: .eventTime)
        let outcomes = truth == .none ? nil : StreamOutcomes()
        let counting = try asLogError { () throws(LogError) in
            CountingSource(try sources.open(), truth: sorter, probe: watch.probe)
        }
        let disorder =
            configuration.disorder.isEmpty
            ? nil
            : DisorderSource(
                counting, disturbances: configuration.disorder, seed: configuration.seed)
        let output = StageOutput(
            rows: { rows(of: runID, dimensions, sink, watch.probe) }, storesRows: true,
            outcomes: outcomes, comparison: nil, watch: watch, journeys: journeys)
        var counts = RunCounts()
        try run(
            disorder ?? counting, mode: .stream, output, &report, progress
        ) { pipelineCounts in
            counts = pipelineCounts
            counts.clicks.read = counting.clicks
            counts.checkouts.read = counting.checkouts
            if let injected = disorder?.injected {
                counts.clicks.copied = Int64(injected.clicks.copied)
                counts.checkouts.copied = Int64(injected.checkouts.copied)
            }
            return counts
        }
        report.stream = counts
        if let injected = disorder?.injected {
            report.injected = zip(configuration.disorder, injected.hits).map {
                ($0.description, Int64($1))
            }
        }
        if let sorter, let outcomes {
            let comparison = TruthComparison(
                outcomes, hasOwnRules: configuration.engine != .reference,
                needs: watch.meter?.needs)
            try runTruth(
                sorter, comparison, dimensions, into: sink, watch.truth, &report, progress)
        }
        if counts.otherPaymentStatus > 0,
            counts.otherPaymentStatus >= counts.attributed + counts.unattributed
        {
            report.warnings.append(
                "attribution.paymentStatus: no checkout has one of these statuses; all "
                    + "\(counts.otherPaymentStatus) are left out (upper and lower case differ)")
        }
        if configuration.output.paths, configuration.engine != .reference {
            report.warnings.append(
                "output.paths: \(configuration.engine.name) extracts no paths; conversion_path "
                    + "holds those of the truth alone")
        }
        if truth != .none, case .world(let world) = input {
            let truth = try asLogError { () throws(LogError) in try world.truth() }
            var rows = rows(of: runID, dimensions, sink)
            try asSinkError { () throws(SinkError) in
                try rows.write(RunManifest.lines(of: world.world))
                try rows.write(truth, of: world.world)
            }
        }
        return report
    }

    private func runTruth(
        _ sorter: RecordSorter, _ comparison: TruthComparison, _ dimensions: Dimensions,
        into sink: any RowSink, _ watch: RunWatch, _ report: inout RunReport,
        _ progress: (RunProgress) -> Void
    ) throws(SimulationError) {
        try asLogError { () throws(LogError) in try sorter.finish() }
        let output = StageOutput(
            rows: { rows(of: Self.truthRunID, dimensions, sink, watch.probe) },
            storesRows: truth == .full, outcomes: nil, comparison: comparison, watch: watch,
            journeys: journeys)
        let read = (report.stream.clicks.read, report.stream.checkouts.read)
        var counts = RunCounts()
        try run(sorter, mode: .truth, output, &report, progress) { pipelineCounts in
            counts = pipelineCounts
            (counts.clicks.read, counts.checkouts.read) = read
            return counts
        }
        report.truth = counts
        report.differences = DifferenceCause.allCases.compactMap { cause in
            comparison.counts[cause].map { (cause, $0) }
        }
    }

    /// What collects the journeys of a run, if paths are asked for.
    private var journeys: JourneyExtraction? {
        guard configuration.output.paths else { return nil }
        return JourneyExtraction(gapMax: configuration.join.bounds.lookback)
    }

    /// Runs a source through the stage of the engine; the truth is always the reference's.
    ///
    /// `complete`: adds what the pipeline cannot know to its accounts.
    func run(
        _ source: any RecordSource, mode: RunMode, _ output: StageOutput,
        _ report: inout RunReport, _ progress: (RunProgress) -> Void,
        complete: (RunCounts) -> RunCounts
    ) throws(SimulationError) {
        func run<Stage: JoinStage & ~Copyable>(
            _ stage: consuming Stage
        ) throws(SimulationError) {
            try self.run(
                stage, source, mode: mode, output, &report, progress, complete: complete)
        }
        func run<Engine: IntervalJoinEngine & ~Copyable>(
            engine: consuming Engine
        ) throws(SimulationError) {
            try run(EngineStage(engine, configuration, output))
        }
        switch mode == .truth ? .reference : configuration.engine {
        case .reference: try run(ReferenceStage(configuration, output))
        case .flinkSQL(let settings): try run(engine: FlinkSQLJoin(configuration, settings))
        case .flinkDataStream: try run(engine: FlinkDataStreamJoin(configuration))
        case .kafkaStreams(let settings): try run(engine: KafkaStreamsJoin(configuration, settings))
        case .spark(let settings): try run(engine: SparkJoin(configuration, settings))
        }
    }

    private func run<Stage: JoinStage & ~Copyable>(
        _ stage: consuming Stage, _ source: any RecordSource, mode: RunMode,
        _ output: StageOutput, _ report: inout RunReport, _ progress: (RunProgress) -> Void,
        complete: (RunCounts) -> RunCounts
    ) throws(SimulationError) {
        var pipeline = Pipeline(
            stage, mode: mode, configuration: configuration, outcomes: output.outcomes,
            comparison: output.comparison, watch: output.watch)
        try drain(source, through: &pipeline, isTruth: mode == .truth, progress)
        try asSinkError { () throws(SinkError) in try pipeline.finish() }
        let counts = complete(pipeline.counts)
        try check(counts)
        try asSinkError { () throws(SinkError) in try pipeline.writeTotals(counts) }
        if mode == .stream {
            report.clicksHeldMax = pipeline.heldMax.clicks
            report.checkoutsHeldMax = pipeline.heldMax.checkouts
        }
    }

    func rows(
        of runID: Int64, _ dimensions: Dimensions, _ sink: any RowSink, _ probe: RunProbe? = nil
    ) -> ResultRows {
        ResultRows(
            dimensions: dimensions, namedSources: configuration.attribution.namedSources,
            writer: RowWriter(runID: runID, sink: sink), probe: probe)
    }

    private func drain<Stage: JoinStage & ~Copyable>(
        _ source: any RecordSource, through pipeline: inout Pipeline<Stage>, isTruth: Bool,
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

    func asLogError<T: ~Copyable>(
        _ body: () throws(LogError) -> T
    ) throws(SimulationError) -> T {
        do { return try body() } catch { throw .log(error) }
    }

    private func asSinkError(_ body: () throws(SinkError) -> Void) throws(SimulationError) {
        do { try body() } catch { throw .sink(error) }
    }
}
