import EventLogs
import Streaming

/// One run in virtual time: records in the order of their arrival go in, rows come out.
///
/// For each record: timers that are due, then the clock, then the record with the watermark from
/// before it, then its own effect on the watermark. The truth run is the same with perfect
/// watermarks: records come in the order of their event times, and nothing is late.
struct Pipeline<Stage: JoinStage & ~Copyable>: ~Copyable {
    let mode: RunMode
    let configuration: RunConfiguration
    /// What has to be known of the engine.
    private let engine: EngineTraits
    var clock = VirtualClock()
    var clicks: StreamProgress
    var checkouts: StreamProgress
    var joinProgress = JoinProgress()
    /// After which steps the job starts again.
    var restarts = RestartPlan()
    /// How many times it has.
    private(set) var restartCount = 0
    /// When a checkpoint is taken that a table may wait for.
    var checkpoints: PeriodicTimer?
    private var clickAdmission: Admission
    private var checkoutAdmission: Admission
    /// The engine's own conditions, in front of everything else.
    private let clickFilter: RecordFilter?
    private let checkoutFilter: RecordFilter?
    var stage: Stage
    /// When a micro-batch is cut that goes by the clock.
    var trigger: PeriodicTimer?
    var trace = WatermarkTrace()
    /// How late records were, and how far each partition had come.
    private var shape = ArrivalShape()
    var seq: Int64 = 0
    /// When the dashboard is shown next; `nil` without metrics.
    private var nextSlide: ProcessingTime?
    private var hasStarted = false
    /// Whether the join hears of the watermark after a block of records instead of after each: where
    /// records come in order and nobody sees the steps, the pairs and their order are the same.
    private let settlesInBlocks: Bool
    private let outcomes: StreamOutcomes?
    private let comparison: TruthComparison?
    let watch: RunWatch
    /// The watermarks that the trace knows: clicks, checkouts, join.
    var traced: [Watermark] = [.unset, .unset, .unset]

    /// The accounts so far; complete after ``finish()``.
    private(set) var counts = RunCounts()

    init(
        _ stage: consuming Stage, mode: RunMode, configuration: RunConfiguration,
        outcomes: StreamOutcomes? = nil, comparison: TruthComparison? = nil,
        watch: RunWatch = RunWatch()
    ) {
        self.watch = watch
        self.stage = stage
        self.mode = mode
        self.configuration = configuration
        self.outcomes = outcomes
        self.comparison = comparison
        let settings = (configuration.clicksWatermark, configuration.checkoutsWatermark)
        let choice = configuration.engine
        let traits = choice.traits
        engine = traits
        clicks = StreamProgress(choice.settings(mode.settings(settings.0), mode))
        checkouts = StreamProgress(choice.settings(mode.settings(settings.1), mode))
        if mode == .stream {
            joinProgress = JoinProgress(
                jumpsWhenIdle: traits.jumpsWhenIdle, interval: traits.watermarkInterval)
            restarts = configuration.ignoresRestarts ? RestartPlan() : choice.restarts
            checkpoints = traits.checkpointInterval.map { PeriodicTimer($0) }
        }
        func admission(_ settings: WatermarkSettings) -> Admission {
            Admission(
                mode == .stream ? configuration.deduplication : .off, settings,
                judgesLateness: !Stage.judgesLateness)
        }
        let filters = mode == .stream ? traits.filters : StreamFilters()
        clickFilter = RecordFilter(filters.clicks, .clicks)
        checkoutFilter = RecordFilter(filters.checkouts, .checkouts)
        clickAdmission = admission(settings.0)
        checkoutAdmission = admission(settings.1)
        settlesInBlocks =
            mode == .truth && watch.isEmpty && configuration.hidesSteps
        if mode == .stream {
            trigger = traits.batchInterval.map { PeriodicTimer($0) }
        }
    }

    /// The most clicks, and checkouts, that the join held at once.
    var heldMax: (clicks: Int, checkouts: Int) { stage.heldMax }

    /// The event time that all results are final for, for a progress display.
    var watermark: Watermark { joinProgress.watermark }

    /// Where the totals of a model are not the sum over the rows, in words.
    var creditImbalance: String? { stage.creditImbalance }

    /// Takes the next records.
    mutating func process(_ batch: RecordBatch) throws(SinkError) {
        for dropped in batch.dropped {
            counts[dropped.stream].add(.dropped)
            outcomes?.judge(dropped.stream, index: dropped.index, .dropped)
            watch.probe?.drop(dropped)
        }
        try reject(batch.rejected)
        counts.rowsSkipped += batch.rowsSkipped
        counts.rows.add(batch.counts)
        try batch.text.withUnsafeBufferPointer { (text) throws(SinkError) in
            try batch.records.withUnsafeBufferPointer { (records) throws(SinkError) in
                for start in stride(from: 0, to: records.count, by: Self.blockSize) {
                    let end = min(start + Self.blockSize, records.count)
                    try process(UnsafeBufferPointer(rebasing: records[start..<end]), text)
                }
            }
        }
    }

    /// What records will touch is fetched so many records ahead.
    private static var blockSize: Int { 256 }

    private mutating func process(
        _ records: UnsafeBufferPointer<EventRecord>, _ text: UnsafeBufferPointer<UInt8>
    ) throws(SinkError) {
        for record in records {
            record.prefetchTexts(in: text)
            stage.prepare(for: record)
        }
        stage.prepare(for: records, in: text)
        comparison?.prepare(for: records, in: text)
        for record in records where mode == .stream || record.kind == .event {
            try step(record, text)
        }
        if settlesInBlocks { try settleWatermarks(.clicks, nil) }
    }

    /// The input is over: ends the streams or stops.
    mutating func finish() throws(SinkError) {
        watch.meter?.endInput()
        watch.probe?.end(at: moment, partitions)
        if mode == .truth || configuration.endOfInput == .flush || Stage.finishesBatches {
            if Stage.hasEndOfInput {
                seq += 1
                clicks.end()
                try settleWatermarks(.clicks, nil)
                seq += 1
                checkouts.end()
                try settleWatermarks(.checkouts, nil)
            } else {
                // The batch under way is finished; there is no end that would let more come out.
                watch.probe?.move(to: moment)
                try stage.endBatch(after: seq)
                if stage.owesBatch { try stage.endBatch(after: seq) }
            }
        }
        try stage.stop()
        // What came out at the end is on the dashboard at the slide after it.
        if let slide = nextSlide {
            _ = try stage.showMetrics(before: slide + Milliseconds(1))
        }
        counts.takeCheckouts(of: stage.counts)
    }

    /// Writes totals and accounts, the last rows of the run; `inputLines` go to the manifest.
    mutating func writeTotals(
        _ counts: RunCounts, _ inputLines: [RunManifest.Line] = []
    ) throws(SinkError) {
        if mode == .stream {
            let (advances, shape) = (trace.advances, shape.found)
            let (stalls, lags) = (trace.stalls(until: clock.now), trace.lags)
            try stage.withRows { (rows) throws(SinkError) in
                try rows.write(shape)
                try rows.write(stalls)
                try rows.write(lags)
                for advance in advances { try rows.write(advance) }
            }
        }
        try stage.writeTotals(of: counts)
        let manifest = RunManifest.lines(configuration, mode: mode) + inputLines
        try stage.withRows { (rows) throws(SinkError) in
            try rows.write(manifest)
            try rows.flushAll()
        }
    }

    // MARK: A record

    private mutating func step(
        _ record: EventRecord, _ text: UnsafeBufferPointer<UInt8>
    ) throws(SinkError) {
        if mode == .stream {
            try runTimers(through: record.arrivalTime)
            try moveClock(to: record.arrivalTime)
        }
        seq += 1
        switch record.kind {
        case .event:
            if !hasStarted { try start() }
            stage.moveClock(to: clock.now)
            trigger?.note(at: clock.now)
            checkpoints?.note(at: clock.now)
            if mode == .stream {
                if record.stream == .clicks {
                    shape.meet(record, clicks.watermark, wait: clicks.wait, clock: clock.now)
                } else {
                    shape.meet(
                        record, checkouts.watermark, wait: checkouts.wait, clock: clock.now)
                }
            }
            let verdict = verdict(on: record, text)
            try take(record, text, verdict)
            if verdict == .leftOut { stage.skip() } else { observe(record) }
            if !settlesInBlocks { try settleWatermarks(record.stream, record.partition) }
            if engine.checkpointsEveryRecord, mode == .stream {
                try stage.checkpoint(after: seq)
            }
        case .watermark, .endOfStream, .idle: try obey(record)
        case .processingTime:
            let time = ProcessingTime(milliseconds: record.eventTime.milliseconds)
            try runTimers(through: time)
            try moveClock(to: time)
        case .batch:
            watch.probe?.move(to: moment)
            if engine.cutsAtControls {
                try stage.endBatch(after: seq)
                if restarts.isAfterEveryBatch { try restart() }
            }
        case .active: break
        case .restart:
            if engine.canRestart, !configuration.ignoresRestarts { try restart() }
        }
        if restarts.isDue(seq) { try restart() }
    }

    /// The job stops and starts again from what it saved.
    mutating func restart() throws(SinkError) {
        restartCount += 1
        try stage.restart(after: seq)
        if engine.losesWatermarksAtRestart {
            clicks.restart()
            checkouts.restart()
            joinProgress.restart()
            traced = [.unset, .unset, .unset]
        }
        watch.probe?.move(to: moment)
    }

    mutating func moveClock(to time: ProcessingTime) throws(SinkError) {
        if let slide = nextSlide, time > slide {
            nextSlide = try stage.showMetrics(before: time)
        }
        clock.advance(to: time)
        watch.meter?.now = clock.now
    }

    private mutating func start() throws(SinkError) {
        hasStarted = true
        if mode == .stream { nextSlide = try stage.showMetrics(before: clock.now) }
        clicks.start(at: clock.now)
        checkouts.start(at: clock.now)
        trigger?.start(at: clock.now)
        checkpoints?.start(at: clock.now)
    }

    /// Decides the record's fate, and hands it to the join if it is accepted.
    private mutating func take(
        _ record: EventRecord, _ text: UnsafeBufferPointer<UInt8>, _ verdict: FilterVerdict
    ) throws(SinkError) {
        watch.probe?.arrive(record, text, at: moment) { partitions }
        let id = record.id(in: text)
        comparison?.needs?.read(record, in: text, key: record.key)
        watch.meter?.meet(record)
        if let needs = watch.meter?.needs { tell(needs, record) }
        if record.isShifted { outcomes?.meetShifted(record) }
        var limit =
            record.stream == .clicks ? clicks.watermark : checkouts.watermark
        // What a condition leaves out below the watermark is neither late nor a duplicate.
        var (fate, first) =
            verdict == .leftOut ? (.onTime, record.index) : judge(record, id, text)
        var isFiltered = false
        switch fate {
        case .late:
            try writeLate(record, text, behind: limit)
        case .duplicate:
            if mode == .truth {
                stage.setAside(arrival(record, text), first: first)
            } else {
                let seq = seq
                stage.observe(record)
                try stage.withRows { (rows) throws(SinkError) in
                    try rows.write(record, in: text, seq: seq, to: .duplicateRecord)
                }
            }
        case .onTime, .withinAllowedLateness:
            isFiltered =
                isTooOld(record) || (verdict == .leftOut && record.stream == .clicks)
            if !isFiltered, let engineLimit = try accept(record, text, verdict) {
                fate = .late
                limit = engineLimit
                try writeLate(record, text, behind: limit)
            }
        case .unseen, .dropped, .filtered:
            break
        }
        let outcome = isFiltered ? .filtered : fate
        watch.probe?.judge(seq: seq, outcome, limit: limit, first: first)
        counts[record.stream].add(fate)
        if watch.trace != nil || watch.recorder != nil { tell(record, id, outcome, text) }
        if isFiltered { counts.clicksFiltered += 1 }
        outcomes?.judge(record.stream, index: record.index, outcome)
    }

    /// Whether the filter in front of the join keeps a click out.
    func isTooOld(_ record: EventRecord) -> Bool {
        guard mode == .stream, record.stream == .clicks, let ageMax = configuration.join.clickAgeMax
        else { return false }
        return record.eventTime.milliseconds < clock.now.milliseconds - ageMax.count
    }

    /// Whether the record takes part, and which record it repeats if not.
    private mutating func judge(
        _ record: EventRecord, _ id: UnsafeBufferPointer<UInt8>,
        _ text: UnsafeBufferPointer<UInt8>
    ) -> (fate: RecordFate, first: UInt32) {
        if let comparison {
            // Nothing is late in the truth.
            return comparison.meet(record, in: text).map { (.duplicate, $0) }
                ?? (.onTime, record.index)
        }
        return record.stream == .clicks
            ? clickAdmission.judge(
                record, id: id, progress: clicks, batchWatermark: stage.batchWatermark)
            : checkoutAdmission.judge(
                record, id: id, progress: checkouts, batchWatermark: stage.batchWatermark)
    }

    /// What the engine's own conditions make of a record.
    private func verdict(
        on record: EventRecord, _ text: UnsafeBufferPointer<UInt8>
    ) -> FilterVerdict {
        if record.stream == .clicks {
            guard let clickFilter, !clickFilter.takes(record, in: text) else { return .taken }
            return .leftOut
        }
        guard let checkoutFilter, !record.isRefund, !checkoutFilter.takes(record, in: text)
        else { return .taken }
        return configuration.join.kind.showsUnattributed ? .keptFromMatching : .leftOut
    }

    private func arrival(
        _ record: EventRecord, _ text: UnsafeBufferPointer<UInt8>,
        _ verdict: FilterVerdict = .taken
    ) -> Arrival {
        Arrival(
            record: record, text: text, seq: seq,
            clock: mode == .stream ? clock.now : .beforeAll, verdict: verdict)
    }

    private mutating func accept(
        _ record: EventRecord, _ text: UnsafeBufferPointer<UInt8>, _ verdict: FilterVerdict
    ) throws(SinkError) -> Watermark? {
        let arrival = arrival(record, text, verdict)
        if record.stream == .clicks { return try stage.addClick(arrival) }
        guard record.isRefund else { return try stage.addCheckout(arrival) }
        try stage.addRefund(arrival)
        return nil
    }

    private mutating func writeLate(
        _ record: EventRecord, _ text: UnsafeBufferPointer<UInt8>, behind watermark: Watermark
    ) throws(SinkError) {
        let seq = seq
        try stage.withRows { (rows) throws(SinkError) in
            try rows.write(record, in: text, seq: seq, to: .lateRecord, watermark: watermark)
        }
    }

    // MARK: Rows of the run itself

    private mutating func reject(_ lines: [RejectedLine]) throws(SinkError) {
        if lines.isEmpty { return }
        counts.rejectedLines += Int64(lines.count)
        try stage.withRows { (rows) throws(SinkError) in
            for line in lines { try rows.write(line) }
        }
    }
}
