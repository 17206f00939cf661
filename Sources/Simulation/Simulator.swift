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
    /// What is known of the order of the logs.
    var reading = ReadingPlan()
    /// What other runs on the same log have in common with this one.
    var shared: SharedReading?
    /// Who begins anew instead of the run itself.
    var restart: RestartRequest?

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
    /// A log that turns out to be far out of order is read again from its start, and sorted: the
    /// rows so far are discarded then.
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
            guard let shared else { return try loadDimensions() }
            return try shared.dimensions(loadDimensions)
        }
        let sink = WriteBehind(sink)
        var plan = reading
        // What cannot be read twice cannot turn out to be out of order, or to have ids that come again,
        // halfway.
        if !input.canBeReadTwice { (plan.truth, plan.keepsRows) = (.sorted, true) }
        while true {
            let sources = InputSources(
                input, configuration: configuration, onBadRecord: onBadRecord, modes: plan.logs)
            watch.meter?.start()
            watch.recorder?.start()
            let repeats = RepeatedIDs(keepsAll: plan.keepsRows)
            let refunds = RefundOutlook(
                keepsOrders: plan.keepsOrders || input.namesRefunds,
                canBeginAnew: input.canBeReadTwice)
            let truth = truthRun(
                configuration.settlesAtEnd ? .sorted : plan.truth, dimensions, sink, watch, refunds)
            do throws(SimulationError) {
                var report = try run(
                    sources, truth, dimensions, repeats, refunds, into: sink, watch, progress)
                report.reading = plan
                try asSinkError { () throws(SinkError) in try sink.finish() }
                return report
            } catch {
                guard plan.improve(sources, truth, repeats, refunds) else { throw error }
                shared?.beginAnew()
                if let restart {
                    restart.plan = plan
                    throw error
                }
                try asSinkError { () throws(SinkError) in try sink.discardAll() }
            }
        }
    }

    /// One attempt: the stream run, then what is left of the truth.
    func run(
        _ sources: InputSources, _ truth: Truth?, _ dimensions: Dimensions, _ repeats: RepeatedIDs,
        _ refunds: RefundOutlook, into sink: any RowSink, _ watch: RunWatch,
        _ progress: (RunProgress) -> Void
    ) throws(SimulationError) -> RunReport {
        var report = RunReport()
        let counting = try asLogError { () throws(LogError) in
            CountingSource(
                try open(sources, JoinKeys(configuration.join.key, dimensions)),
                truth: truth?.run, probe: watch.probe,
                census: ValueCensus(configuration))
        }
        let disorder =
            configuration.disorder.isEmpty
            ? nil
            : DisorderSource(
                counting, disturbances: configuration.disorder, seed: configuration.seed)
        let output = StageOutput(
            rows: { rows(of: runID, dimensions, sink, watch.probe) },
            // Who measures asks for totals alone, who traces not even for these.
            storesRows: watch.meter == nil && !watch.isForTrace,
            outcomes: truth?.outcomes, comparison: nil, repeats: repeats, refunds: refunds,
            watch: watch,
            journeys: newJourneys())
        var counts = RunCounts()
        try run(
            disorder ?? counting, beside: truth?.run, output, &report, progress
        ) { pipelineCounts in
            counts = pipelineCounts
            counts.clicks.read = counting.clicks
            counts.checkouts.read = counting.checkouts
            if !input.timeZones.isEmpty { counts.clockChanges = counting.clockChanges }
            counts.clicks.withoutUser = counting.withoutUser.clicks
            counts.checkouts.withoutUser = counting.withoutUser.checkouts
            counts.rowsSkippedNames = input.rowsSkippedNames
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
        if let truth {
            report.truth = try truth.run.finish(
                read: (counts.clicks.read, counts.checkouts.read), progress)
            report.differing = truth.run.comparison.differing
            report.undecided = truth.run.comparison.undecided
            report.byRules = truth.run.comparison.byRules
            report.differences = DifferenceCause.allCases.compactMap { cause in
                truth.run.comparison.counts[cause].map { (cause, $0) }
            }
        }
        if watch.keepsAccounts { warn(counts, counting.census, dimensions, in: &report) }
        try writeWorld(dimensions, into: sink)
        return report
    }

    /// Runs a source through the stage of the engine, and the truth beside it.
    ///
    /// `complete`: adds what the pipeline cannot know to its accounts.
    func run(
        _ source: any RecordSource, beside truth: TruthRun? = nil, _ output: StageOutput,
        _ report: inout RunReport, _ progress: (RunProgress) -> Void,
        complete: (RunCounts) -> RunCounts
    ) throws(SimulationError) {
        var failure: SimulationError?
        withoutActuallyEscaping(progress) { progress in
            withoutActuallyEscaping(complete) { complete in
                var host = EngineHost(
                    simulator: self, source: source, truth: truth, output: output,
                    progress: progress, complete: complete, report: report)
                do throws(SimulationError) {
                    try configuration.engine.own.run(in: &host)
                } catch {
                    failure = error
                }
                report = host.report
            }
        }
        if let failure { throw failure }
    }

    /// Runs a source through a stage of a type that is known.
    func run<Stage: JoinStage & ~Copyable>(
        _ stage: consuming Stage, _ source: any RecordSource, beside truth: TruthRun?,
        _ output: StageOutput, _ report: inout RunReport, _ progress: (RunProgress) -> Void,
        complete: (RunCounts) -> RunCounts
    ) throws(SimulationError) {
        var pipeline = Pipeline(
            stage, mode: .stream, configuration: configuration,
            outcomes: output.outcomes, watch: output.watch)
        try drain(source, through: &pipeline, beside: truth, progress)
        try asSinkError { () throws(SinkError) in try pipeline.finish() }
        let counts = complete(pipeline.counts)
        if output.watch.keepsAccounts, let imbalance = counts.imbalance() {
            throw .imbalance(imbalance)
        }
        try asSinkError { () throws(SinkError) in
            try pipeline.writeTotals(counts, RunManifest.lines(of: input))
        }
        if let imbalance = pipeline.creditImbalance { throw .imbalance(imbalance) }
        var sources = 0
        pipeline.stage.withRows { rows in sources = rows.sources.count }
        report.warnings += Self.sourcesWarning(sources)
        report.losses = pipeline.stage.losses
        report.restarts = pipeline.restartCount
        report.warnings += configuration.engine.restarts.warnings(ofRunUpTo: pipeline.seq)
        report.clicksHeldMax = pipeline.heldMax.clicks
        report.checkoutsHeldMax = pipeline.heldMax.checkouts
    }

    private func loadDimensions() throws(LogError) -> Dimensions {
        try DimensionLoading.load(configuration.dimensions, input: input)
    }

    /// The records in order, read from the logs or as an earlier run has left them.
    private func open(
        _ sources: InputSources, _ keys: JoinKeys
    ) throws(LogError) -> any RecordSource {
        guard let shared else { return try sources.open(keys) }
        return try shared.source { () throws(LogError) in try sources.open(keys) }
    }

    func rows(
        of runID: Int64, _ dimensions: Dimensions, _ sink: any RowSink, _ probe: RunProbe? = nil,
        tally: JoinRowTally? = nil
    ) -> ResultRows {
        ResultRows(
            dimensions: dimensions, namedSources: configuration.attribution.namedSources,
            writer: RowWriter(runID: runID, sink: sink),
            profiles: TouchProfiles(configuration), probe: probe, tally: tally)
    }

    private func drain<Stage: JoinStage & ~Copyable>(
        _ source: any RecordSource, through pipeline: inout Pipeline<Stage>,
        beside truth: TruthRun?, _ progress: (RunProgress) -> Void
    ) throws(SimulationError) {
        let batch = RecordBatch()
        var records: Int64 = 0
        var bytes: Int64 = 0
        while try asLogError({ () throws(LogError) in try source.read(into: batch) }) {
            records += Int64(batch.records.count)
            bytes += Int64(batch.bytesRead)
            do { try pipeline.process(batch) } catch { throw .sink(error) }
            try truth?.check()
            progress(
                RunProgress(
                    records: records, bytes: bytes, watermark: pipeline.watermark, isTruth: false))
        }
    }

    func asLogError<T: ~Copyable>(
        _ body: () throws(LogError) -> T
    ) throws(SimulationError) -> T {
        do { return try body() } catch { throw .log(error) }
    }

    func asSinkError(_ body: () throws(SinkError) -> Void) throws(SimulationError) {
        do { try body() } catch { throw .sink(error) }
    }
}
