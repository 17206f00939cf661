import EventLogs
import Streaming

/// A real engine's join alone, for somebody who wants to know what it did with some records: no
/// table, no rows, no accounts of checkouts.
///
/// The join is driven exactly as ``EngineStage`` drives it. A record is its step here: what it is
/// worth, and who it is, the trace knows of those that it watches.
struct TraceStage<Engine: IntervalJoinEngine & ~Copyable>: JoinStage, ~Copyable {
    static var judgesLateness: Bool { true }
    static var hasEndOfInput: Bool { Engine.hasEndOfInput }
    static var finishesBatches: Bool { Engine.leavesNothingPending }

    /// Nothing is counted.
    var counts: RunCounts { RunCounts() }

    private var engine: Engine
    private let trace: JoinTrace
    private var rows: ResultRows
    /// The pairs that the engine lists of a checkout that nobody watches.
    private let listing: PairListing
    /// The watermark that the join has seen last.
    private var lastShown = Watermark.unset
    private var clicks = StepSlots()
    private var checkouts = StepSlots()

    init(_ engine: consuming Engine, _ trace: JoinTrace, _ output: StageOutput) {
        let rows = output.rows()
        self.engine = engine
        self.trace = trace
        self.rows = rows
        listing = .ends(first: true, last: false)
    }

    var batchWatermark: Watermark? { engine.batchWatermark }
    var creditImbalance: String? { nil }
    var heldMax: (clicks: Int, checkouts: Int) {
        (engine.clicksHeld.max, engine.checkoutsHeld.max)
    }

    mutating func withRows<E: Error>(_ body: (inout ResultRows) throws(E) -> Void) throws(E) {
        try body(&rows)
    }

    func prepare(for record: EventRecord) {}
    mutating func moveClock(to time: ProcessingTime) { engine.moveClock(to: time) }
    mutating func observe(_ record: EventRecord) {
        engine.observe(record.stream == .clicks ? .click : .checkout, time: record.eventTime)
    }
    mutating func skip() { engine.skip() }

    mutating func addClick(_ arrival: Arrival) throws(SinkError) -> Watermark? {
        let record = arrival.record
        noteNobody(arrival)
        trace.meet(
            record, in: arrival.text, seq: arrival.seq, engine.moment(of: key(of: arrival)))
        engine.addClick(
            clicks.insert(arrival.seq, record.eventTime), time: record.eventTime,
            key: key(of: arrival))
        return settle(after: arrival.seq)
    }

    mutating func addCheckout(_ arrival: Arrival) throws(SinkError) -> Watermark? {
        let record = arrival.record
        noteNobody(arrival)
        trace.meet(
            record, in: arrival.text, seq: arrival.seq, engine.moment(of: key(of: arrival)))
        engine.listing = trace.isWatched(arrival.seq) ? .all : listing
        let handle = checkouts.insert(arrival.seq, record.eventTime)
        if arrival.verdict == .taken {
            engine.addCheckout(handle, time: record.eventTime, key: key(of: arrival))
        } else {
            engine.addUnmatchable(handle, time: record.eventTime)
        }
        return settle(after: arrival.seq)
    }

    func addRefund(_ arrival: Arrival) throws(SinkError) {}

    /// The join key: an engine has one for all records without a user, of either stream.
    private func key(of arrival: Arrival) -> UInt32 {
        arrival.record.hasUser ? arrival.key : engine.nullKey
    }

    private mutating func noteNobody(_ arrival: Arrival) {
        if !arrival.record.hasUser, engine.nullKey == .max { engine.nullKey = arrival.key }
    }

    mutating func advance(to watermarks: JoinHorizons, after seq: Int64) throws(SinkError) {
        let shown = engine.watermarkRule.apply(to: watermarks.join)
        engine.advance(to: shown)
        _ = settle(after: seq)
        if shown > lastShown {
            lastShown = shown
            trace.moveBehind(to: engine.outputWatermark(for: shown))
        }
    }

    mutating func showMetrics(
        before time: ProcessingTime
    ) throws(SinkError) -> ProcessingTime? { nil }

    mutating func restart(after seq: Int64) throws(SinkError) {
        engine.restart()
        lastShown = .unset
        trace.moveBehind(to: .unset)
        _ = settle(after: seq)
    }

    var owesBatch: Bool { engine.owesBatch }

    mutating func endBatch(after seq: Int64) throws(SinkError) {
        engine.endBatch()
        trace.endBatch(after: seq)
        _ = settle(after: seq)
        trace.moveBehind(to: engine.outputWatermark(for: .unset))
    }

    mutating func stop() throws(SinkError) { trace.finish(engine.moment) }

    mutating func writeTotals(of counts: RunCounts) throws(SinkError) {}

    /// Tells of what the last call brought about.
    ///
    /// - Returns: what the record at hand was held against, if it was dropped as late.
    private mutating func settle(after seq: Int64) -> Watermark? {
        if engine.output.isEmpty { return nil }
        let moment = engine.moment
        var limit: Watermark?
        for dropped in engine.output.dropped {
            if dropped.isExcluded { limit = dropped.limit }
            trace.drop(
                dropped.side == .click ? clicks[dropped.handle] : checkouts[dropped.handle],
                dropped)
        }
        for row in engine.output.rows where !row.isUnmatchedClick {
            let checkout = checkouts[row.checkout]
            guard trace.isWatched(checkout) else { continue }
            let click = row.isPad ? nil : (clicks[row.click], clicks.time(row.click))
            if row.isRetraction {
                trace.takeBack(checkout: checkout, click: click?.0, after: seq)
            } else {
                trace.note(
                    checkout: checkout, click: click, isHidden: row.hidesClick, after: seq, moment)
            }
        }
        for (place, handle) in engine.output.releasedCheckouts.enumerated() {
            if trace.isWatched(checkouts[handle]) {
                trace.release(
                    checkouts[handle], after: seq, engine.moment(ofReleased: .checkout, at: place))
            }
            checkouts.release(handle)
        }
        for (place, handle) in engine.output.releasedClicks.enumerated() {
            if trace.isWatched(clicks[handle]) {
                trace.release(
                    clicks[handle], after: seq, engine.moment(ofReleased: .click, at: place))
            }
            clicks.release(handle)
        }
        engine.clear()
        return limit
    }
}

/// The steps and event times of the records that an engine holds; its handles are slots.
private struct StepSlots {
    private var records: [(step: Int64, time: EventTime)] = []
    private var free: [Int32] = []

    subscript(handle: Int32) -> Int64 { records[Int(handle)].step }

    func time(_ handle: Int32) -> EventTime { records[Int(handle)].time }

    mutating func insert(_ seq: Int64, _ time: EventTime) -> Int32 {
        if let slot = free.popLast() {
            records[Int(slot)] = (seq, time)
            return slot
        }
        records.append((seq, time))
        return Int32(records.count - 1)
    }

    mutating func release(_ handle: Int32) { free.append(handle) }
}
