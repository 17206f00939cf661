import EventLogs
import Streaming

/// One run in virtual time: records in the order of their arrival go in, rows come out.
///
/// For each record: timers that are due, then the clock, then the record with the watermark from
/// before it, then its own effect on the watermark. The truth run is the same with perfect
/// watermarks: records come in the order of their event times, and nothing is late.
struct Pipeline: ~Copyable {
    /// Which of the two runs this is.
    enum Mode {
        case stream, truth
    }

    private let mode: Mode
    private let configuration: RunConfiguration
    private var clock = VirtualClock()
    private var clicks: StreamProgress
    private var checkouts: StreamProgress
    private var joinProgress = JoinProgress()
    private var clickAdmission: Admission
    private var checkoutAdmission: Admission
    private var keys = KeyTable()
    /// The keys of the block at hand.
    private var blockKeys: [UInt32] = []
    /// Where the users of the join keys are in the users' table, as far as looked up.
    private var users: [Dimensions.Match?] = []
    private var join: ReferenceJoin
    private var attribution: AttributionStage
    private var trace = WatermarkTrace()
    private var seq: Int64 = 0
    private var hasStarted = false
    private let outcomes: StreamOutcomes?
    private let comparison: TruthComparison?
    /// The watermarks that the trace knows: clicks, checkouts, join.
    private var traced: [Watermark] = [.unset, .unset, .unset]

    /// The accounts so far; complete after ``finish()``.
    private(set) var counts = RunCounts()

    init(
        mode: Mode, configuration: RunConfiguration, dimensions: Dimensions, runID: Int64,
        sink: any RowSink, storesRows: Bool, outcomes: StreamOutcomes? = nil,
        comparison: TruthComparison? = nil
    ) {
        self.mode = mode
        self.configuration = configuration
        self.outcomes = outcomes
        self.comparison = comparison
        clicks = StreamProgress(mode.settings(configuration.clicksWatermark))
        checkouts = StreamProgress(mode.settings(configuration.checkoutsWatermark))
        let deduplicates = configuration.deduplicate ?? true
        clickAdmission = Admission(
            deduplicates: deduplicates,
            forgets: mode == .stream || configuration.clicksWatermark.strategy == .bounded)
        checkoutAdmission = Admission(
            deduplicates: deduplicates,
            forgets: mode == .stream || configuration.checkoutsWatermark.strategy == .bounded)
        join = ReferenceJoin(bounds: configuration.join.bounds)
        attribution = AttributionStage(
            configuration: configuration,
            rows: ResultRows(
                dimensions: dimensions, writer: RowWriter(runID: runID, sink: sink)),
            storesRows: storesRows, outcomes: outcomes, comparison: comparison)
    }

    /// The most clicks, and checkouts, that the join held at once.
    var heldMax: (clicks: Int, checkouts: Int) {
        (join.clicks.countMax, join.checkouts.countMax)
    }

    /// The event time that all results are final for, for a progress display.
    var watermark: Watermark { joinProgress.watermark }

    /// Takes the next records.
    mutating func process(_ batch: RecordBatch) throws(SinkError) {
        for dropped in batch.dropped {
            counts[dropped.stream].add(.dropped)
            outcomes?.judge(dropped.stream, index: dropped.index, .dropped)
        }
        try reject(batch.rejected)
        try batch.text.withUnsafeBufferPointer { (text) throws(SinkError) in
            try batch.records.withUnsafeBufferPointer { (records) throws(SinkError) in
                for start in stride(from: 0, to: records.count, by: Self.blockSize) {
                    let end = min(start + Self.blockSize, records.count)
                    try process(UnsafeBufferPointer(rebasing: records[start..<end]), text)
                }
            }
        }
    }

    /// Records whose keys are looked up in one go: the processor then has many cache misses under
    /// way at a time instead of one, which was measured to save a fifth of the whole core.
    private static let blockSize = 256

    private mutating func process(
        _ records: UnsafeBufferPointer<EventRecord>, _ text: UnsafeBufferPointer<UInt8>
    ) throws(SinkError) {
        blockKeys.removeAll(keepingCapacity: true)
        for record in records {
            blockKeys.append(record.kind == .event ? key(of: record, text) : 0)
        }
        for key in blockKeys { join.prepare(for: key) }
        for (record, key) in zip(records, blockKeys)
        where mode == .stream || record.kind == .event {
            try step(record, key: key, text)
        }
    }

    /// The input is over: ends the streams or stops, and writes totals and accounts.
    mutating func finish() throws(SinkError) {
        if mode == .truth || configuration.endOfInput == .flush {
            seq += 1
            clicks.end()
            try settleWatermarks(.clicks, nil)
            seq += 1
            checkouts.end()
            try settleWatermarks(.checkouts, nil)
        } else {
            try attribution.stop(join)
        }
        counts.attributed = attribution.counts.attributed
        counts.unattributed = attribution.counts.unattributed
        counts.pending = attribution.counts.pending
        counts.lookupMissed = attribution.counts.lookupMissed
        counts.otherPaymentStatus = attribution.counts.otherPaymentStatus
        counts.amountsOverflowed = attribution.counts.amountsOverflowed
    }

    /// Writes totals and accounts, the last rows of the run.
    mutating func writeTotals(_ counts: RunCounts) throws(SinkError) {
        if mode == .stream { try writeTrace() }
        try attribution.writeTotals(of: counts)
        try attribution.rows.flushAll()
    }

    // MARK: A record

    private mutating func step(
        _ record: EventRecord, key: UInt32, _ text: UnsafeBufferPointer<UInt8>
    ) throws(SinkError) {
        if mode == .stream {
            try runTimers(through: record.arrivalTime)
            clock.advance(to: record.arrivalTime)
        }
        seq += 1
        switch record.kind {
        case .event:
            if !hasStarted { start() }
            try take(record, key: key, text)
            observe(record)
            try settleWatermarks(record.stream, record.partition)
        case .watermark:
            if record.stream == .clicks {
                clicks.script(record.eventTime)
            } else {
                checkouts.script(record.eventTime)
            }
            try settleWatermarks(record.stream, nil)
        case .processingTime:
            let time = ProcessingTime(milliseconds: record.eventTime.milliseconds)
            try runTimers(through: time)
            clock.advance(to: time)
        case .endOfStream:
            if record.stream == .clicks { clicks.end() } else { checkouts.end() }
            try settleWatermarks(record.stream, nil)
        case .batch:
            break
        }
    }

    private mutating func start() {
        hasStarted = true
        clicks.start(at: clock.now)
        checkouts.start(at: clock.now)
    }

    /// Decides the record's fate, and hands it to the join if it is accepted.
    private mutating func take(
        _ record: EventRecord, key: UInt32, _ text: UnsafeBufferPointer<UInt8>
    ) throws(SinkError) {
        let id = record.id(in: text)
        let (fate, first) =
            record.stream == .clicks
            ? clickAdmission.judge(record, id: id, progress: clicks)
            : checkoutAdmission.judge(record, id: id, progress: checkouts)
        counts[record.stream].add(fate)
        outcomes?.judge(record.stream, index: record.index, fate, isShifted: record.isShifted)
        switch fate {
        case .late:
            let watermark = record.stream == .clicks ? clicks.watermark : checkouts.watermark
            try attribution.rows.write(
                record, in: text, seq: seq, to: .lateRecord, watermark: watermark)
        case .duplicate:
            comparison?.setAside(record, first: first, in: text)
            if mode == .stream {
                try attribution.rows.write(record, in: text, seq: seq, to: .duplicateRecord)
            }
        case .onTime, .withinAllowedLateness:
            try accept(record, key: key, text, id)
        case .unseen, .dropped:
            break
        }
    }

    private mutating func accept(
        _ record: EventRecord, key: UInt32, _ text: UnsafeBufferPointer<UInt8>,
        _ id: UnsafeBufferPointer<UInt8>
    ) throws(SinkError) {
        if record.stream == .clicks {
            let source = record.source(in: text) ?? UnsafeBufferPointer(start: nil, count: 0)
            join.addClick(
                time: record.eventTime, seq: seq, key: key, id: id,
                source: attribution.rows.number(ofSource: source), index: record.index)
        } else {
            let kept = record.allTexts(in: text)
            let slot = join.addCheckout(
                time: record.eventTime, seq: seq, key: key, text: kept, idLength: record.idLength)
            attribution.hold(record, text: kept, user: user(of: record, text, key: key), in: slot)
        }
        if !join.outcomes.isEmpty {
            try attribution.handle(join, after: seq)
            join.expire()
        }
    }

    private mutating func key(
        of record: EventRecord, _ text: UnsafeBufferPointer<UInt8>
    ) -> UInt32 {
        let user = record.user(in: text)
        guard configuration.join.key == .userAndProduct else { return keys.intern(user) }
        // A checkout without a product matches no click: clicks always have one.
        guard let product = record.product(in: text) else { return keys.intern(user) }
        return keys.intern(user, product)
    }

    /// Where the record's user is in the users' table: looked up once a join key, whose number
    /// is at hand anyway.
    private mutating func user(
        of record: EventRecord, _ text: UnsafeBufferPointer<UInt8>, key: UInt32
    ) -> Dimensions.Match {
        let place = Int(key)
        while users.count <= place { users.append(nil) }
        if let known = users[place] { return known }
        let found = attribution.rows.dimensions.user(record.user(in: text))
        users[place] = found
        return found
    }

    // MARK: Watermarks and timers

    private mutating func observe(_ record: EventRecord) {
        if mode == .truth {
            // Perfect knowledge: both streams are known up to the record at hand.
            clicks.observe(
                partition: 0, time: record.eventTime, arrival: clock.now, clock: clock.now)
            checkouts.observe(
                partition: 0, time: record.eventTime, arrival: clock.now, clock: clock.now)
        } else if record.stream == .clicks {
            clicks.observe(
                partition: record.partition, time: record.eventTime, arrival: clock.now,
                clock: clock.now)
        } else {
            checkouts.observe(
                partition: record.partition, time: record.eventTime, arrival: clock.now,
                clock: clock.now)
        }
    }

    /// Lets the join act on the watermarks as they are now.
    private mutating func settleWatermarks(
        _ stream: EventStream, _ partition: Int32?
    ) throws(SinkError) {
        joinProgress.update(clicks: clicks, checkouts: checkouts)
        if mode == .stream {
            note(.clicks, clicks.watermark, stream == .clicks ? partition : nil)
            note(.checkouts, checkouts.watermark, stream == .checkouts ? partition : nil)
            note(.join, joinProgress.watermark, nil)
        }
        join.advance(
            to: JoinHorizons(
                clicks: clicks.horizon, checkouts: checkouts.horizon,
                join: joinProgress.watermark))
        if !join.outcomes.isEmpty { try attribution.handle(join, after: seq) }
        join.expire()
    }

    /// Runs idle timeouts, then ticks, in time order.
    private mutating func runTimers(through time: ProcessingTime) throws(SinkError) {
        while let (due, isIdleTimeout) = nextTimer(), due <= time {
            clock.advance(to: due)
            if isIdleTimeout {
                // Both streams at once: neither is idle before the other.
                clicks.fireIdleTimers(at: due)
                checkouts.fireIdleTimers(at: due)
                try settleWatermarks(.clicks, nil)
            } else {
                clicks.fireTick(at: due)
                checkouts.fireTick(at: due)
                try settleWatermarks(.clicks, nil)
            }
        }
    }

    private func nextTimer() -> (due: ProcessingTime, isIdleTimeout: Bool)? {
        let idle = earlier(clicks.nextIdleTimer, checkouts.nextIdleTimer)
        let tick = earlier(clicks.nextTickTimer, checkouts.nextTickTimer)
        switch (idle, tick) {
        case (nil, nil): return nil
        case (let idle?, let tick?): return idle <= tick ? (idle, true) : (tick, false)
        case (let idle?, nil): return (idle, true)
        case (nil, let tick?): return (tick, false)
        }
    }

    private func earlier(_ a: ProcessingTime?, _ b: ProcessingTime?) -> ProcessingTime? {
        guard let a, let b else { return a ?? b }
        return min(a, b)
    }

    // MARK: Rows of the run itself

    private mutating func note(
        _ series: WatermarkTrace.Series, _ watermark: Watermark, _ partition: Int32?
    ) {
        guard watermark != traced[series.rawValue] else { return }
        traced[series.rawValue] = watermark
        let latest = series == .clicks ? clicks.latestOfLastPartition : checkouts.latestOfLastPartition
        trace.add(
            WatermarkTrace.Advance(
                seq: seq, clock: clock.now, series: series, partition: partition,
                latest: partition == nil ? nil : latest, watermark: watermark))
    }

    private mutating func writeTrace() throws(SinkError) {
        for advance in trace.advances { try attribution.rows.write(advance) }
    }

    private mutating func reject(_ lines: [RejectedLine]) throws(SinkError) {
        for line in lines {
            counts.rejectedLines += 1
            try attribution.rows.write(line)
        }
    }
}

extension Pipeline.Mode {
    /// The watermark settings that apply: the truth knows of no partitions and no idleness, and
    /// follows event time itself where the stream run has no bounded watermark.
    func settings(_ settings: WatermarkSettings) -> WatermarkSettings {
        guard self == .truth else { return settings }
        var perfect = WatermarkSettings()
        perfect.delay = settings.strategy == .bounded ? settings.delay : .zero
        perfect.allowedLateness = settings.allowedLateness
        return perfect
    }
}
