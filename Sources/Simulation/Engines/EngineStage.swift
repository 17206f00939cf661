import Attribution
import EventLogs
import Streaming

/// A real engine's stage: drives its join, and makes tables of the rows that it puts out.
///
/// Records are kept here, known to the engine by handles, until neither the engine nor a row of
/// the attributed table mentions them.
struct EngineStage<Engine: IntervalJoinEngine & ~Copyable>: JoinStage, ~Copyable {
    static var judgesLateness: Bool { true }
    static var hasEndOfInput: Bool { Engine.hasEndOfInput }

    /// The run's accounts of checkouts.
    private(set) var counts = RunCounts()

    private let configuration: RunConfiguration
    private let rules: CheckoutRules
    private let writesChangelog: Bool
    private var rows: ResultRows
    private var engine: Engine
    private var checkouts = CheckoutStore()
    private var clicks = ClickStore()
    private var pairs = PairLists()
    private var keys = KeyTexts()
    private let keepsPairs: Bool
    private var credits: ModelCredits
    /// The attributed table of the primary model, and of those others that choose one click.
    private var table: EngineTables
    private let outcomes: StreamOutcomes?
    private let meter: RunMeter?

    init(_ engine: consuming Engine, _ configuration: RunConfiguration, _ output: StageOutput) {
        self.engine = engine
        self.configuration = configuration
        rows = output.rows()
        outcomes = output.outcomes
        meter = output.meter
        rules = CheckoutRules(configuration)
        writesChangelog = configuration.output.changelog
        credits = ModelCredits(configuration, storesRows: true)
        table = EngineTables(configuration)
        keepsPairs =
            configuration.attribution.models.contains { !$0.isAtAnEnd }
            || configuration.output.credits
    }

    var heldMax: (clicks: Int, checkouts: Int) {
        (engine.clicksHeld.max, engine.checkoutsHeld.max)
    }

    mutating func withRows<E: Error>(_ body: (inout ResultRows) throws(E) -> Void) throws(E) {
        try body(&rows)
    }

    func prepare(for key: UInt32) {}

    func user(_ id: UnsafeBufferPointer<UInt8>) -> Dimensions.Match { rows.dimensions.user(id) }

    mutating func moveClock(to time: ProcessingTime) { engine.moveClock(to: time) }

    mutating func addClick(_ arrival: Arrival) throws(SinkError) -> Watermark? {
        let record = arrival.record
        let source = record.source(in: arrival.text) ?? UnsafeBufferPointer(start: nil, count: 0)
        let handle = clicks.insert(
            time: record.eventTime, seq: arrival.seq, id: record.id(in: arrival.text),
            source: rows.number(ofSource: source), index: record.index,
            user: table.number(ofUser: record.user(in: arrival.text)))
        engine.addClick(handle, time: record.eventTime, key: arrival.key)
        return try settle(after: arrival.seq)
    }

    mutating func addCheckout(
        _ arrival: Arrival, user: Dimensions.Match
    ) throws(SinkError) -> Watermark? {
        let record = arrival.record
        let text = record.allTexts(in: arrival.text)
        let handle = checkouts.insert(
            rules.held(record, text: text, user: user, rows.dimensions), text: text,
            seq: arrival.seq)
        if Engine.ordersTies {
            keys.note(
                arrival.key, user: record.user(in: arrival.text),
                product: configuration.join.key == .userAndProduct
                    ? record.product(in: arrival.text) : nil)
        }
        engine.addCheckout(handle, time: record.eventTime, key: arrival.key)
        return try settle(after: arrival.seq)
    }

    mutating func advance(to watermarks: JoinHorizons, after seq: Int64) throws(SinkError) {
        engine.advance(to: Engine.watermarkRule.apply(to: watermarks.join))
        _ = try settle(after: seq)
    }

    mutating func endBatch(after seq: Int64) throws(SinkError) {
        engine.endBatch()
        _ = try settle(after: seq)
    }

    mutating func stop() throws(SinkError) {
        for handle in checkouts.held() { try finish(handle, isRunOver: true) }
    }

    mutating func writeTotals(of counts: RunCounts) throws(SinkError) {
        var counts = counts
        try table.forEachRow(ids: checkouts.idCount) { (model, row) throws(SinkError) in
            let stored = checkouts[row.checkout]
            let amounts = rules.amounts(of: stored.checkout, rows.dimensions)
            let click = clicks.row(row.click)
            if !credits.needsPath(model) { credits.add(amounts, to: click?.source, by: model) }
            guard model == 0 else { return }
            counts.rankedAway -= 1
            if amounts.hasOverflowed { counts.amountsOverflowed += 1 }
            try rows.write(
                stored.checkout, in: checkouts.text(row.checkout), seq: stored.seq, amounts,
                click: click)
        }
        for totals in credits.totals { try rows.write(totals) }
        try rows.write(counts)
    }

    // MARK: What the engine puts out

    /// Takes in what the last call brought about.
    ///
    /// - Returns: what the record at hand was held against, if it was dropped as late.
    private mutating func settle(after seq: Int64) throws(SinkError) -> Watermark? {
        if engine.output.isEmpty { return nil }
        if engine.output.rows.count > 1 {
            engine.orderTies { first, second in keys.precedes(first, second) }
        }
        var limit: Watermark?
        for dropped in engine.output.dropped {
            if dropped.isExcluded {
                limit = dropped.limit
                if dropped.side == .checkout { checkouts[dropped.handle].isExcluded = true }
            } else if dropped.rule == .forgotten, dropped.side == .checkout {
                checkouts[dropped.handle].isForgotten = true
            }
        }
        for row in engine.output.rows { try take(row, seq) }
        for handle in engine.output.releasedCheckouts { try finish(handle) }
        for handle in engine.output.releasedClicks { clicks.release(handle) }
        engine.clear()
        return limit
    }

    /// A row of the join: it may change the attributed table.
    private mutating func take(_ row: JoinRow, _ seq: Int64) throws(SinkError) {
        if writesChangelog { try rows.writeJoin(change("+I", row, seq)) }
        if row.isPad {
            checkouts[row.checkout].isPadded = true
            meter?.putOut(row.checkout)
        } else {
            let isFirstRow =
                checkouts[row.checkout].checkout.attributed == ClickBuffer.none
                && !checkouts[row.checkout].isPadded
            let changes = keepPair(row)
            if changes || !configuration.attribution.model.isSingleTouch {
                if isFirstRow { meter?.putOut(row.checkout) } else { meter?.correct(row.checkout) }
            }
        }
        let stored = checkouts[row.checkout]
        guard rules.hasRow(stored.checkout) else { return }
        table.add(row, checkoutID: stored.id, &checkouts, &clicks)
        if writesChangelog {
            for place in table.changes.indices { try write(table.changes[place], seq) }
        }
        table.settleChanges(&checkouts, &clicks)
    }

    /// Notes the pair's click: the best one, and all of them where a model needs them.
    ///
    /// - Returns: whether it is the best one.
    private mutating func keepPair(_ row: JoinRow) -> Bool {
        let best = checkouts[row.checkout].checkout.attributed
        let isLast = configuration.attribution.model == .lastClick
        let isBest =
            best == ClickBuffer.none
            || (isLast ? clicks.precedes(best, row.click) : clicks.precedes(row.click, best))
        if isBest {
            clicks.retain(row.click)
            clicks.release(best)
            checkouts[row.checkout].checkout.attributed = row.click
        }
        if keepsPairs {
            clicks.retain(row.click)
            checkouts[row.checkout].lastPair = pairs.append(
                row.click, after: checkouts[row.checkout].lastPair)
        }
        return isBest
    }

    /// The engine is done with a checkout, or the run is over: what has come of it counts.
    private mutating func finish(
        _ handle: Int32, isRunOver: Bool = false
    ) throws(SinkError) {
        let stored = checkouts[handle]
        checkouts[handle].isHeld = false
        if !stored.isExcluded { try account(for: stored, handle, isRunOver: isRunOver) }
        clicks.release(stored.checkout.attributed)
        checkouts.release(handle)
    }

    private mutating func account(
        for stored: CheckoutStore.Stored, _ handle: Int32, isRunOver: Bool
    ) throws(SinkError) {
        let click = stored.checkout.attributed
        let isLeft = configuration.join.kind == .left
        if click != ClickBuffer.none {
            counts.attributed += 1
        } else if stored.isPadded || !(isLeft || isRunOver || stored.isForgotten) {
            // An inner join does not show what had no match.
            counts.unattributed += 1
        } else {
            counts.pending += 1
            outcomes?.leavePending(stored.checkout.record.index)
            try rows.write(
                stored.checkout.record, in: checkouts.text(handle), seq: stored.seq,
                to: .pendingRecord)
            return
        }
        if click != ClickBuffer.none || isLeft {
            meter?.close(handle, arrival: stored.checkout.record.arrivalTime)
        }
        outcomes?.settle(
            checkout: stored.checkout.record.index,
            click: click == ClickBuffer.none ? nil : clicks[click].index)
        guard click != ClickBuffer.none || isLeft else { return }
        rules.count(stored.checkout, in: &counts)
        guard rules.hasRow(stored.checkout) else { return }
        counts.rankedAway += 1
        if keepsPairs { try addCredits(stored, handle) }
    }

    /// Gives the credit of the models that need all clicks.
    private mutating func addCredits(
        _ stored: CheckoutStore.Stored, _ handle: Int32
    ) throws(SinkError) {
        let all = pairs.remove(stored.lastPair).sorted { clicks.precedes($0, $1) }
        let path = all.compactMap { clicks.row($0) }
        let conversion = ModelCredits.Conversion(
            id: checkouts.id(handle), time: stored.checkout.record.eventTime,
            amounts: rules.amounts(of: stored.checkout, rows.dimensions))
        for model in credits.models.indices where credits.needsPath(model) {
            try credits.add(conversion, path: path, by: model, &rows)
        }
        for click in all { clicks.release(click) }
    }

    // MARK: Rows

    private mutating func write(_ change: RankedChange, _ seq: Int64) throws(SinkError) {
        let op: StaticString =
            switch change.operation {
            case .insert: "+I"
            case .updateBefore: "-U"
            case .updateAfter: "+U"
            }
        try rows.writeAttribution(self.change(op, change.row, seq))
    }

    private func change(_ op: StaticString, _ row: JoinRow, _ seq: Int64) -> ResultRows.Change {
        ResultRows.Change(
            op: op, checkoutSeq: checkouts[row.checkout].seq,
            checkoutID: checkouts.id(row.checkout), click: clicks.row(row.click), after: seq)
    }
}
