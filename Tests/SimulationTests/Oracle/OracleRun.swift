/// The reference engine of section 4, written down as it is told: nothing is ever forgotten, each
/// question is answered by looking at everything that came before.
struct OracleRun {
    struct Taken {
        var seq: Int
        var record: OracleLog.Record
        var arrival: Int
        /// Whether an accepted checkout has been emitted.
        var isEmitted = false
        /// The attributed click as the table shows it; nil is a pad.
        var shown: Int?
        var isShown = false
        /// How many matching clicks the join has put out with the checkout.
        var matches = 0
    }

    let settings: OracleSettings
    /// Batch mode: no watermark before the end, so that nothing is late.
    let isBatch: Bool
    let dimensions: OracleDimensions?

    private(set) var rows = OracleRows()
    private var clicks: [Taken] = []
    private var checkouts: [Taken] = []
    private var clickWatermark: OracleStreamWatermark
    private var checkoutWatermark: OracleStreamWatermark
    private var joinWatermark: Int?
    private var clock: Int?
    private var firstArrival: Int?
    private var seq = 0
    /// By stream and id: event time of the first record while it is remembered.
    private var remembered: [OracleLog.Stream: [[UInt8]: Int]] = [.clicks: [:], .checkouts: [:]]

    init(settings: OracleSettings, isBatch: Bool = false, dimensions: OracleDimensions? = nil) {
        self.settings = settings
        self.isBatch = isBatch
        self.dimensions = dimensions
        var batch = OracleSettings.Watermark()
        batch.strategy = .none
        clickWatermark = OracleStreamWatermark(isBatch ? batch : settings.clicks)
        checkoutWatermark = OracleStreamWatermark(isBatch ? batch : settings.checkouts)
    }

    /// Run 1.
    static func stream(
        _ log: OracleLog, _ settings: OracleSettings, _ dimensions: OracleDimensions? = nil
    ) -> OracleRows {
        var run = OracleRun(settings: settings, dimensions: dimensions)
        for arrival in OracleArrivals.inOrder(log) {
            run.step(arrival.line, arrival: arrival.time)
        }
        if !settings.stopsAtEnd {
            run.endOfInput()
        }
        run.finish()
        return run.rows
    }

    /// Run 2: the records alone, by (event time with all its digits; clicks before checkouts; partition;
    /// position).
    static func truth(
        _ log: OracleLog, _ settings: OracleSettings, _ dimensions: OracleDimensions? = nil
    ) -> OracleRows {
        var run = OracleRun(settings: settings, isBatch: true, dimensions: dimensions)
        let records = log.records.enumerated().sorted { a, b in
            if a.element.eventTime != b.element.eventTime {
                return a.element.eventTime < b.element.eventTime
            }
            if a.element.nanoseconds != b.element.nanoseconds {
                return a.element.nanoseconds < b.element.nanoseconds
            }
            if a.element.stream != b.element.stream { return a.element.stream == .clicks }
            if a.element.partition != b.element.partition {
                return a.element.partition < b.element.partition
            }
            return a.offset < b.offset
        }
        for (_, record) in records {
            run.step(.record(record), arrival: record.eventTime)
        }
        run.endOfInput()
        run.finish()
        return run.rows
    }

    // MARK: Steps

    private mutating func step(_ line: OracleLog.Line, arrival: Int?) {
        if let arrival {
            advanceClock(to: arrival)
        }
        seq += 1
        switch line {
        case .record(let record):
            let now = clock ?? record.eventTime
            firstArrival = firstArrival ?? now
            take(record, arrival: arrival ?? record.eventTime)
            move(record.stream) {
                $0.take(eventTime: record.eventTime, partition: record.partition, at: now)
            }
            advance(record.stream)
        case .control(.watermark(let stream, let time)):
            move(stream) { $0.set(to: time) }
        case .control(.processingTime(let time)):
            advanceClock(to: time)
        case .control(.endOfStream(let stream)):
            move(stream) { $0.end() }
        case .control(.batch):
            break
        }
        advanceJoin()
    }

    private mutating func endOfInput() {
        for stream in [OracleLog.Stream.clicks, .checkouts] {
            seq += 1
            move(stream) { $0.end() }
            advanceJoin()
        }
    }

    private mutating func move(
        _ stream: OracleLog.Stream, _ change: (inout OracleStreamWatermark) -> Void
    ) {
        switch stream {
        case .clicks: change(&clickWatermark)
        case .checkouts: change(&checkoutWatermark)
        }
    }

    private func watermark(of stream: OracleLog.Stream) -> OracleStreamWatermark {
        stream == .clicks ? clickWatermark : checkoutWatermark
    }

    private mutating func advance(_ stream: OracleLog.Stream) {
        let (now, first) = (clock, firstArrival)
        move(stream) { $0.advance(at: now, firstArrival: first) }
    }

    // MARK: Time

    /// Runs the timers that are due at or before `time`, one instant after the other.
    private mutating func advanceClock(to time: Int) {
        guard let start = clock else {
            clock = time
            return
        }
        while let clock, let due = nextTimer(after: clock, upTo: time) {
            runTimers(at: due)
        }
        clock = max(start, time)
    }

    private func nextTimer(after now: Int, upTo time: Int) -> Int? {
        guard !isBatch else { return nil }
        var times: [Int] = []
        for stream in OracleLog.Stream.allCases {
            times += watermark(of: stream).deadlines(firstArrival: firstArrival)
            if let every = settings.watermark(of: stream).every, let first = firstArrival {
                // One interval apart from the first arrival of all.
                times.append(first + ((now - first) / every + 1) * every)
            }
        }
        return times.filter { now < $0 && $0 <= time }.min()
    }

    private mutating func runTimers(at time: Int) {
        clock = time
        // Idle timeouts, all of one instant at once; then ticks.
        for stream in OracleLog.Stream.allCases {
            advance(stream)
        }
        advanceJoin()
        for stream in OracleLog.Stream.allCases {
            if let every = settings.watermark(of: stream).every, let first = firstArrival,
                (time - first).isMultiple(of: every)
            {
                move(stream) { $0.tick() }
            }
        }
        advanceJoin()
    }

    // MARK: Fates

    private mutating func take(_ record: OracleLog.Record, arrival: Int) {
        let stream = record.stream
        let watermark = watermark(of: stream)
        rows.count("\(stream)_read")
        let isDuplicateOf = remembered[stream]?[Array(record.id.utf8)]
        if let limit = watermark.limit, let value = watermark.value, record.eventTime < limit {
            rows.count("\(stream)_late")
            rows.late(record, seq: seq, arrival: arrival, watermark: value)
            return
        }
        if settings.deduplicate {
            // The truth belongs to the log: it forgets nothing.
            let limit = isBatch ? nil : watermark.limit
            if let first = isDuplicateOf, !(limit.map { $0 > first } ?? false) {
                rows.count("\(stream)_duplicate")
                rows.duplicate(record, seq: seq, arrival: arrival)
                return
            }
            remembered[stream]?[Array(record.id.utf8)] = record.eventTime
        }
        if let value = watermark.value, record.eventTime < value {
            rows.count("\(stream)_within_allowed_lateness")
        } else {
            rows.count("\(stream)_on_time")
        }
        let taken = Taken(seq: seq, record: record, arrival: arrival)
        switch stream {
        case .clicks:
            clicks.append(taken)
            correct(with: taken)
        case .checkouts:
            checkouts.append(taken)
            // With the join's W already past it: at its own seq.
            emitFinalCheckouts()
        }
    }

    // MARK: The join

    private mutating func advanceJoin() {
        let (now, first) = (clock, firstArrival)
        var values: [Int?] = []
        for watermark in [clickWatermark, checkoutWatermark]
        where watermark.isEnded || !watermark.isIdle(at: now, firstArrival: first) {
            values.append(watermark.value)
        }
        let known = values.compactMap { $0 }
        if known.count == values.count, let minimum = known.min() {
            joinWatermark = max(joinWatermark ?? minimum, minimum)
        }
        emitFinalCheckouts()
    }

    private mutating func emitFinalCheckouts() {
        guard let joinWatermark else { return }
        let due = checkouts.indices.filter {
            !checkouts[$0].isEmitted
                && joinWatermark > checkouts[$0].record.eventTime + settings.lookahead
        }
        for index in due.sorted(by: { Self.isBefore(checkouts[$0], checkouts[$1]) }) {
            emit(index)
        }
    }

    private mutating func emit(_ index: Int) {
        checkouts[index].isEmitted = true
        let matching = matchingClicks(checkouts[index].record)
        checkouts[index].matches = matching.count
        for click in matching {
            rows.join(seq, "+I", checkouts[index], click)
        }
        if matching.isEmpty && !settings.inner {
            rows.join(seq, "+I", checkouts[index], nil)
        }
        showInTable(index)
    }

    /// An accepted click that matches a checkout already emitted.
    private mutating func correct(with click: Taken) {
        let matched = checkouts.indices.filter {
            checkouts[$0].isEmitted && matches(click.record, checkouts[$0].record)
        }
        for index in matched.sorted(by: { Self.isBefore(checkouts[$0], checkouts[$1]) }) {
            if checkouts[index].matches == 0 && !settings.inner {
                rows.join(seq, "-U", checkouts[index], nil)
                rows.join(seq, "+U", checkouts[index], click)
            } else {
                rows.join(seq, "+I", checkouts[index], click)
            }
            checkouts[index].matches += 1
            showInTable(index)
        }
    }

    private func matchingClicks(_ checkout: OracleLog.Record) -> [Taken] {
        clicks.filter { matches($0.record, checkout) }.sorted {
            Self.isBefore($0, $1, byArrival: settings.tiesByArrival)
        }
    }

    private func matches(_ click: OracleLog.Record, _ checkout: OracleLog.Record) -> Bool {
        guard click.user != OracleLog.Record.nobody,
            click.user.utf8.elementsEqual(checkout.user.utf8)
        else { return false }
        if settings.keyWithProduct {
            guard let a = click.product, let b = checkout.product, a.utf8.elementsEqual(b.utf8)
            else { return false }
        }
        let (earliest, latest) = (
            checkout.eventTime - settings.lookback, checkout.eventTime + settings.lookahead
        )
        return settings.exclusive
            ? earliest < click.eventTime && click.eventTime < latest
            : earliest <= click.eventTime && click.eventTime <= latest
    }

    /// (event time with all its digits, id, seq), ids as UTF-8 bytes; `byArrival`: without the id.
    private static func isBefore(_ a: Taken, _ b: Taken, byArrival: Bool = false) -> Bool {
        if a.record.eventTime != b.record.eventTime {
            return a.record.eventTime < b.record.eventTime
        }
        if a.record.nanoseconds != b.record.nanoseconds {
            return a.record.nanoseconds < b.record.nanoseconds
        }
        if !byArrival, !a.record.id.utf8.elementsEqual(b.record.id.utf8) {
            return a.record.id.utf8.lexicographicallyPrecedes(b.record.id.utf8)
        }
        return a.seq < b.seq
    }

    // MARK: The attributed table

    private mutating func showInTable(_ index: Int) {
        let checkout = checkouts[index]
        guard isWanted(checkout.record), !isMissed(checkout.record) else { return }
        let matching = matchingClicks(checkout.record)
        guard !(matching.isEmpty && settings.inner) else { return }
        let chosen = settings.model == .first ? matching.first : matching.last
        let old = clicks.first { $0.seq == checkout.shown }
        if !checkout.isShown {
            rows.table(seq, "+I", checkout, chosen)
        } else if checkout.shown != chosen?.seq {
            rows.table(seq, "-U", checkout, old)
            rows.table(seq, "+U", checkout, chosen)
        }
        checkouts[index].isShown = true
        checkouts[index].shown = chosen?.seq
    }

    /// Whether the payment status leaves the checkout in.
    private func isWanted(_ checkout: OracleLog.Record) -> Bool {
        guard let statuses = settings.paymentStatuses else { return true }
        return checkout.paymentStatus.map(statuses.contains) ?? false
    }

    /// Whether the inner lookup of user and product leaves the checkout out.
    private func isMissed(_ checkout: OracleLog.Record) -> Bool {
        guard let dimensions, !dimensions.keepsUnknown else { return false }
        return !dimensions.isInTables(checkout)
    }

    private mutating func finish() {
        for checkout in checkouts {
            if !checkout.isEmitted {
                rows.count("checkouts_pending")
                rows.pending(checkout.record, seq: checkout.seq, arrival: checkout.arrival)
                continue
            }
            rows.count(checkout.matches > 0 ? "checkouts_attributed" : "checkouts_unattributed")
            let isResult = checkout.matches > 0 || !settings.inner
            let isKnown = dimensions?.isInTables(checkout.record) ?? true
            if isResult && isWanted(checkout.record) && !isKnown {
                rows.count("lookup_missed")
            }
            if checkout.isShown {
                let click = clicks.first { $0.seq == checkout.shown }
                rows.attribution(checkout, click, amounts: dimensions?.amounts(of: checkout.record))
            }
        }
    }
}
