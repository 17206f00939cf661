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
    static var finishesBatches: Bool { Engine.leavesNothingPending }

    /// The run's accounts of checkouts.
    var counts = RunCounts()

    let configuration: RunConfiguration
    let rules: CheckoutRules
    let writesChangelog: Bool
    var rows: ResultRows
    var engine: Engine
    var checkouts = CheckoutStore()
    var clicks = ClickStore()
    var pairs = PairLists()
    var keys = KeyTexts()
    let keepsPairs: Bool
    /// The pairs that the engine lists of a checkout.
    let listing: PairListing
    /// Whether the primary model is the last click: asked for each pair, and to compare models is to
    /// copy them.
    let choosesLast: Bool
    /// Whether a model, or the table of credits, needs all clicks of a checkout.
    let creditsPaths: Bool
    var credits: ModelCredits
    /// The watermark that the join has seen last, where the table goes by it.
    var lastShown = Watermark.unset
    /// The attributed table of the primary model, and of those others that choose one click.
    var table: EngineTables
    let outcomes: StreamOutcomes?
    let isByUser: Bool
    /// What is known of ids that come again.
    let repeats: RepeatedIDs
    /// Checkouts whose ids have, or may have, other records: the engine is done with them, and whose
    /// the row is shows when the run is over.
    var shared: [Int32] = []
    /// Whether a row is written as soon as it stands, and its checkout given up.
    let writesEarly: Bool
    /// The first id whose row is not written yet; rows are in the order of the ids.
    var firstUnwritten: UInt32 = 0
    /// The dashboard, if the scenario asks for it.
    let metrics: WindowMetrics?
    let watch: RunWatch
    let refunds: RefundOutlook
    /// Whether a model may see other clicks of a checkout than all of its pairs.
    let choosesTouches: Bool
    let renamesTouches: Bool
    let cutsAtConversions: Bool
    var previous: PreviousCheckouts
    /// Where rules choose: what the table shows, if somebody wants to know of its changes.
    var chosenRows: ChosenRows?
    /// What the ranking has dropped for good.
    var losses = EngineLosses()
    var lossesByUser = LossesByUser()

    init(_ engine: consuming Engine, _ configuration: RunConfiguration, _ output: StageOutput) {
        // Locals first, then every property once: a build has released properties that were not yet
        // there.
        let rows = output.rows()
        let table = EngineTables(configuration)
        let isByUser = configuration.attribution.partitionBy == .user
        let writesChangelog = configuration.output.changelog
        // A row by user credits its click, whatever the model; channels and kinds alone choose none.
        let choosesTouches = !isByUser && rows.profiles != nil
        let creditsPaths =
            !isByUser
            && (choosesTouches || configuration.attribution.needsPaths
                || configuration.output.credits)
        let keepsPairs = creditsPaths || engine.takesPairsBack
        let showsChosen =
            choosesTouches && (writesChangelog || configuration.metrics != nil)
        let writesEarly = table.isSettledByEngine && !output.repeats.keepsAll && !showsChosen
        let metrics = configuration.metrics.map { WindowMetrics($0) }
        let credits = ModelCredits(
            configuration, rows.profiles, storesRows: true,
            keepsOrders: output.refunds.keepsOrders)
        let listing: PairListing =
            writesChangelog || keepsPairs || output.watch.wantsEveryPair ? .all : table.pairsNeeded

        self.engine = engine
        self.configuration = configuration
        outcomes = output.outcomes
        watch = output.watch
        rules = CheckoutRules(configuration, missesNull: true)
        self.writesChangelog = writesChangelog
        refunds = output.refunds
        self.isByUser = isByUser
        repeats = output.repeats
        self.choosesTouches = choosesTouches
        renamesTouches = configuration.attribution.path.contains(.frequency)
        cutsAtConversions = configuration.attribution.cutsAtConversions
        previous = PreviousCheckouts(configuration.join.key)
        chosenRows = showsChosen ? ChosenRows() : nil
        self.writesEarly = writesEarly
        self.creditsPaths = creditsPaths
        self.keepsPairs = keepsPairs
        choosesLast = configuration.attribution.model == .lastClick
        self.metrics = metrics
        self.credits = credits
        self.rows = rows
        self.table = table
        self.listing = listing
        self.engine.listing = listing
    }

    var batchWatermark: Watermark? { engine.batchWatermark }

    var creditImbalance: String? { rows.probe == nil ? credits.imbalance : nil }

    var heldMax: (clicks: Int, checkouts: Int) {
        (engine.clicksHeld.max, engine.checkoutsHeld.max)
    }

    mutating func withRows<E: Error>(_ body: (inout ResultRows) throws(E) -> Void) throws(E) {
        try body(&rows)
    }

    func prepare(for record: EventRecord) {}

    mutating func moveClock(to time: ProcessingTime) {
        engine.moveClock(to: time)
        table.now = time
    }

    mutating func observe(_ record: EventRecord) {
        engine.observe(record.stream == .clicks ? .click : .checkout, time: record.eventTime)
    }

    mutating func skip() { engine.skip() }

    mutating func addClick(_ arrival: Arrival) throws(SinkError) -> Watermark? {
        let record = arrival.record
        let handle = clicks.insert(
            time: record.eventTime, seq: arrival.seq, id: record.id(in: arrival.text),
            source: rows.number(ofTouch: record, in: arrival.text), index: record.index,
            user: table.number(ofUser: record.user(in: arrival.text)))
        noteKey(arrival)
        watch.trace?.meet(
            record, in: arrival.text, seq: arrival.seq, engine.moment(of: key(of: arrival)))
        engine.addClick(handle, time: record.eventTime, key: key(of: arrival))
        return try settle(after: arrival.seq)
    }

    mutating func addCheckout(_ arrival: Arrival) throws(SinkError) -> Watermark? {
        let record = arrival.record
        let text = record.allTexts(in: arrival.text)
        let checkout = rules.held(arrival, text: text, user: arrival.user, rows.dimensions)
        if let probe = rows.probe, probe.isWatched(arrival.seq) {
            probe.keep(rules.probed(checkout, rows.dimensions), seq: arrival.seq)
        }
        let handle = checkouts.insert(checkout, text: text, seq: arrival.seq)
        if checkouts[handle].id < firstUnwritten { throw beginsAnew() }
        noteKey(arrival)
        watch.trace?.meet(
            record, in: arrival.text, seq: arrival.seq, engine.moment(of: key(of: arrival)))
        if case .firsts = listing { engine.listing = .firsts(from: table.earliestKept) }
        let cuts = cutsAtConversions && record.hasUser && checkout.isConversion
        let user = cuts ? previous.user(of: arrival) : 0
        checkouts[handle].checkout.userNumber = user
        if arrival.verdict == .taken {
            engine.addCheckout(handle, time: record.eventTime, key: key(of: arrival))
        } else {
            engine.addUnmatchable(handle, time: record.eventTime)
        }
        let limit = try settle(after: arrival.seq)
        if cuts, limit == nil {
            // An engine does not say which clicks it will never want again.
            previous.insert(
                record.eventTime, of: user, horizon: EventTime(milliseconds: .min))
        }
        return limit
    }

    /// The join key: an engine has one for all records without a user, of either stream.
    func key(of arrival: Arrival) -> UInt32 {
        arrival.record.hasUser ? arrival.key : engine.nullKey
    }

    /// Tells the engine of a key without a user, and keeps a key's bytes for one that asks for them.
    mutating func noteKey(_ arrival: Arrival) {
        if !arrival.record.hasUser, engine.nullKey == .max { engine.nullKey = arrival.key }
        guard engine.ordersTies else { return }
        keys.note(
            key(of: arrival), user: arrival.record.user(in: arrival.text),
            product: configuration.join.key == .userAndProduct
                ? arrival.record.product(in: arrival.text) : nil)
    }

    /// The engine's join never sees a refund; nothing of an order is forgotten as long as a row of its
    /// id may come, so only models that are done with a path before the end need to begin anew.
    mutating func addRefund(_ arrival: Arrival) throws(SinkError) {
        if !credits.ledger.wantsOrders {
            guard counts.attributed + counts.unattributed + counts.pending == 0 else {
                refunds.turnedUp = true
                throw refunds.refusal
            }
            credits.keepOrders()
        }
        counts.refunds += 1
        let refund = RefundLedger.Refund(arrival)
        credits.add(refund)
        metrics?.add(refund, credits.ledger.amounts(of: refund))
        outcomes?.settle(arrival.record.index, .noRow) {
            CountedAgain(checkoutID: [], revenue: nil)
        }
    }

    /// Takes the refunds' money back, and writes their rows.
    mutating func settleRefunds() throws(SinkError) {
        let settled = credits.settleRefunds()
        metrics?.settle(settled)
        for refund in settled {
            if !refund.isMatched { counts.refundsUnmatched += 1 }
            try rows.write(refund)
        }
    }

    /// What was given since the last call was given of this checkout.
    mutating func note(
        _ handle: Int32, _ stored: CheckoutStore.Stored, _ amounts: Money.Amounts
    ) {
        guard credits.takesNotes else { return }
        credits.noteOrder(stored.checkout, in: checkouts.text(handle), amounts, rows.dimensions)
    }

    mutating func advance(to watermarks: JoinHorizons, after seq: Int64) throws(SinkError) {
        let shown = engine.watermarkRule.apply(to: watermarks.join)
        engine.advance(to: shown)
        _ = try settle(after: seq)
        if table.goesByWatermark, shown > lastShown {
            lastShown = shown
            let behind = engine.outputWatermark(for: shown)
            watch.trace?.moveBehind(to: behind)
            table.advance(to: behind, &checkouts, &clicks)
            try settleTable(seq)
        }
    }

    mutating func checkpoint(after seq: Int64) throws(SinkError) {
        table.flush(&checkouts, &clicks)
        try settleTable(seq)
    }

    mutating func restart(after seq: Int64) throws(SinkError) {
        try checkpoint(after: seq)
        engine.restart()
        table.restart()
        lastShown = .unset
        watch.trace?.moveBehind(to: .unset)
        _ = try settle(after: seq)
    }

    var owesBatch: Bool { engine.owesBatch }

    mutating func endBatch(after seq: Int64) throws(SinkError) {
        engine.endBatch()
        watch.trace?.endBatch(after: seq)
        _ = try settle(after: seq)
        if table.goesByWatermark {
            let behind = engine.outputWatermark(for: .unset)
            watch.trace?.moveBehind(to: behind)
            table.advance(to: behind, &checkouts, &clicks)
            try settleTable(seq)
        }
    }

    mutating func stop() throws(SinkError) {
        watch.trace?.finish(engine.moment)
        for handle in checkouts.held() { try finish(handle, isRunOver: true) }
    }

    mutating func writeTotals(of counts: RunCounts) throws(SinkError) {
        self.counts = counts
        if isByUser {
            try writeRowsByUser()
        } else {
            for id in firstUnwritten..<UInt32(checkouts.idCount) {
                if let row = table.row(ofID: id) { try write(row) }
            }
        }
        settleShared()
        try settleRefunds()
        try metrics?.finishAll(&rows)
        if rows.probe == nil { try credits.writeTotals(configuration, &rows) }
        try rows.write(self.counts)
    }

    /// Writes the rows by user; every model credits the checkouts that have one.
    mutating func writeRowsByUser() throws(SinkError) {
        // Flink's ranking knows users alone: its table has what real Flink's has.
        for row in table.ranksUsersAlone ? table.rowsByUser : oneRowAnID(table.rowsByUser) {
            let stored = checkouts[row.checkout]
            let amounts = rules.amounts(of: stored.checkout, rows.dimensions)
            for model in credits.models.indices {
                let click = table.isAsPrimary(model) ? row.click : otherClick(of: stored)
                addCredit(stored, amounts, clicks.row(click), model)
            }
            note(row.checkout, stored, amounts)
            try write(row, stored, amounts, clicks.row(row.click))
        }
    }

    /// Of rows of one id, whose records two users share, the one with the click that the primary model
    /// prefers; any click before none.
    private func oneRowAnID(_ rows: [JoinRow]) -> [JoinRow] {
        var best: [UInt32: JoinRow] = [:]
        for row in rows where checkouts.isRepeated(checkouts[row.checkout]) {
            let id = checkouts[row.checkout].id
            guard let other = best[id] else {
                best[id] = row
                continue
            }
            if row.isPad { continue }
            let isBetter =
                other.isPad
                || (choosesLast
                    ? clicks.precedes(other.click, row.click)
                    : clicks.precedes(row.click, other.click))
            if isBetter { best[id] = row }
        }
        return rows.filter { row in best[checkouts[row.checkout].id].map { $0 == row } ?? true }
    }

    /// Writes the row of an id, and gives its credit by every model.
    mutating func write(_ row: JoinRow) throws(SinkError) {
        // One that was concluded alone has had its credit: what came later of its id was dropped.
        let own = checkouts[row.checkout]
        if keepsPairs, isShared(own), !checkouts.wasConcluded(own) { try addCredits(row.checkout) }
        let stored = checkouts[row.checkout]
        let amounts = rules.amounts(of: stored.checkout, rows.dimensions)
        for model in credits.models.indices where credits.isAtAnEnd(model) {
            let click = table.isAsPrimary(model) ? row.click : otherClick(of: stored)
            addCredit(stored, amounts, clicks.row(click), model)
        }
        note(row.checkout, stored, amounts)
        if credits.isAtAnEnd(0) {
            try write(row, stored, amounts, clicks.row(row.click))
        } else if stored.shown != ClickBuffer.none || showsUnattributed(stored) {
            try write(row, stored, amounts, clickShown(of: stored))
        }
    }

    /// The click at the other end of a checkout's pairs than the one that its row shows.
    func otherClick(of stored: CheckoutStore.Stored) -> Int32 {
        table.row(ofRecord: stored.number)?.click ?? JoinRow.noClick
    }

    mutating func addCredit(
        _ stored: CheckoutStore.Stored, _ amounts: Money.Amounts, _ click: ResultRows.Click?,
        _ model: Int
    ) {
        credits.add(amounts, to: click?.touch, by: model)
        rows.probe?.keepCredit(
            credits.models[model].displayName, checkoutSeq: stored.seq, clickSeq: click?.seq)
    }

    mutating func write(
        _ row: JoinRow, _ stored: CheckoutStore.Stored, _ amounts: Money.Amounts,
        _ click: ResultRows.Click?
    ) throws(SinkError) {
        counts.rankedAway -= 1
        rules.count(amounts, in: &counts)
        credits.count(amounts)
        try rows.write(
            stored.checkout, in: checkouts.text(row.checkout), seq: stored.seq, amounts,
            click: click)
        watch.recorder?.attribute(
            checkouts.id(row.checkout), record: stored.checkout.record.index, to: click,
            source: { rows.sourceBytes(ofTouch: $0) },
            amount: amounts.total, row: checkouts.isRepeated(stored) ? stored.seq : nil)
    }

    mutating func showMetrics(
        before time: ProcessingTime
    ) throws(SinkError) -> ProcessingTime? {
        try metrics?.show(before: time, &rows)
    }

    /// A row of the attributed table comes, changes or goes.
    mutating func measure(_ change: RankedChange) {
        guard metrics != nil, change.isShown else { return }
        measure(change.row.checkout, change.row.click, isTakenAway: change.isTakenAway)
    }

    mutating func measure(_ handle: Int32, _ click: Int32, isTakenAway: Bool) {
        guard metrics != nil else { return }
        let checkout = checkouts[handle].checkout
        let entry = metrics?.entry(
            of: checkout, in: checkouts.text(handle),
            rules.amounts(of: checkout, rows.dimensions),
            source: clicks.row(click).map { rows.source(ofTouch: $0.touch) },
            rows.dimensions, rows.sources)
        guard let entry else { return }
        if isTakenAway {
            metrics?.retract(entry)
        } else {
            metrics?.add(entry)
        }
    }
}
