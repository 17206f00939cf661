import Attribution
import EventLogs
import Streaming

/// A real engine's stage: drives its join, makes its table of the rows that come out, and gives
/// ``JoinResults`` what stands in it.
///
/// Records are kept here, known to the engine by handles, until neither the engine nor a row of
/// the attributed table mentions them.
struct EngineStage<Engine: IntervalJoinEngine & ~Copyable>: FeedingStage, ~Copyable {
    static var judgesLateness: Bool { true }
    static var hasEndOfInput: Bool { Engine.hasEndOfInput }
    static var finishesBatches: Bool { Engine.leavesNothingPending }

    var results: JoinResults
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
    /// The watermark that the join has seen last, where the table goes by it.
    var lastShown = Watermark.unset
    /// The attributed table of the primary model, and of those others that choose one click.
    var table: EngineTables
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
    /// The first id behind those whose rows stand and are about to be written.
    var firstOpen: UInt32 = 0
    /// Where rules choose: what the table shows, if somebody wants to know of its changes.
    var chosenRows: ChosenRows?
    /// What the ranking has dropped for good.
    var losses = EngineLosses()
    var lossesByUser = LossesByUser()

    init(_ engine: consuming Engine, _ configuration: RunConfiguration, _ output: StageOutput) {
        // Locals first, see ``JoinResults``.
        let rows = output.rows()
        let table = EngineTables(configuration)
        let isByUser = configuration.attribution.partitionBy == .user
        // A row by user credits its click, whatever the model; channels and kinds alone choose none.
        let choosesTouches = !isByUser && rows.profiles != nil
        let results = JoinResults(
            configuration, output, rows, missesNull: true, choosesTouches: choosesTouches)
        let creditsPaths =
            !isByUser
            && (choosesTouches || configuration.attribution.needsPaths
                || configuration.output.credits)
        let keepsPairs = creditsPaths || engine.takesPairsBack
        let showsChosen = choosesTouches && (results.writesChangelog || results.metrics != nil)
        let writesEarly = table.isSettledByEngine && !output.repeats.keepsAll && !showsChosen
        let listing: PairListing =
            results.writesChangelog || keepsPairs || output.watch.wantsEveryPair
            ? .all : table.pairsNeeded

        self.engine = engine
        self.isByUser = isByUser
        repeats = output.repeats
        chosenRows = showsChosen ? ChosenRows() : nil
        self.writesEarly = writesEarly
        self.creditsPaths = creditsPaths
        self.keepsPairs = keepsPairs
        choosesLast = configuration.attribution.model == .lastClick
        self.results = results
        self.table = table
        self.listing = listing
        self.engine.listing = listing
    }

    var batchWatermark: Watermark? { engine.batchWatermark }

    var heldMax: (clicks: Int, checkouts: Int) {
        (engine.clicksHeld.max, engine.checkoutsHeld.max)
    }

    func prepare(for record: EventRecord) {
        engine.prefetch(.keys, record.stream == .clicks ? .click : .checkout, key: record.key)
    }

    func prepare(
        for records: UnsafeBufferPointer<EventRecord>, in text: UnsafeBufferPointer<UInt8>
    ) {
        for record in records {
            if record.stream == .clicks {
                engine.prefetch(.records, .click, key: record.key)
            } else {
                engine.prefetch(.records, .checkout, key: record.key)
                checkouts.prefetch(id: record.id(in: text))
            }
        }
    }

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
            source: results.rows.number(ofTouch: record, in: arrival.text), index: record.index,
            user: table.number(ofUser: record.user(in: arrival.text)))
        noteKey(arrival)
        results.watch.trace?.meet(
            record, in: arrival.text, seq: arrival.seq, engine.moment(of: key(of: arrival)))
        engine.addClick(handle, time: record.eventTime, key: key(of: arrival))
        return try settle(after: arrival.seq)
    }

    mutating func addCheckout(_ arrival: Arrival) throws(SinkError) -> Watermark? {
        let record = arrival.record
        let text = record.allTexts(in: arrival.text)
        let checkout = results.held(arrival, text)
        let handle = checkouts.insert(checkout, text: text, seq: arrival.seq)
        if checkouts[handle].id < firstUnwritten { throw beginsAnew() }
        noteKey(arrival)
        results.watch.trace?.meet(
            record, in: arrival.text, seq: arrival.seq, engine.moment(of: key(of: arrival)))
        if case .firsts = listing { engine.listing = .firsts(from: table.earliestKept) }
        let cuts = results.cutsAtConversions && record.hasUser && checkout.isConversion
        let user = cuts ? results.previous.user(of: arrival) : 0
        checkouts[handle].checkout.userNumber = user
        if arrival.verdict == .taken {
            engine.addCheckout(handle, time: record.eventTime, key: key(of: arrival))
        } else {
            engine.addUnmatchable(handle, time: record.eventTime)
        }
        let limit = try settle(after: arrival.seq)
        if cuts, limit == nil {
            // An engine does not say which clicks it will never want again.
            results.previous.insert(
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
            product: results.configuration.join.key == .userAndProduct
                ? arrival.record.product(in: arrival.text) : nil)
    }

    mutating func advance(to watermarks: JoinHorizons, after seq: Int64) throws(SinkError) {
        let shown = engine.watermarkRule.apply(to: watermarks.join)
        engine.advance(to: shown)
        _ = try settle(after: seq)
        if table.goesByWatermark, shown > lastShown {
            lastShown = shown
            let behind = engine.outputWatermark(for: shown)
            results.watch.trace?.moveBehind(to: behind)
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
        results.watch.trace?.moveBehind(to: .unset)
        _ = try settle(after: seq)
    }

    var owesBatch: Bool { engine.owesBatch }

    mutating func endBatch(after seq: Int64) throws(SinkError) {
        engine.endBatch()
        results.watch.trace?.endBatch(after: seq)
        _ = try settle(after: seq)
        if table.goesByWatermark {
            let behind = engine.outputWatermark(for: .unset)
            results.watch.trace?.moveBehind(to: behind)
            table.advance(to: behind, &checkouts, &clicks)
            try settleTable(seq)
        }
    }

    mutating func stop() throws(SinkError) {
        results.watch.trace?.finish(engine.moment)
        for handle in checkouts.held() { try finish(handle, isRunOver: true) }
    }

    mutating func writeTotals(of counts: RunCounts) throws(SinkError) {
        results.counts = counts
        if isByUser {
            try writeRowsByUser()
        } else {
            for id in firstUnwritten..<UInt32(checkouts.idCount) {
                if let row = table.row(ofID: id) { try write(row) }
            }
        }
        settleShared()
        try results.writeTotals()
        try results.rows.write(results.counts)
    }

    /// Writes the rows by user; every model credits the checkouts that have one.
    private mutating func writeRowsByUser() throws(SinkError) {
        // Flink's ranking knows users alone: its table has what real Flink's has.
        for row in table.ranksUsersAlone ? table.rowsByUser : oneRowAnID(table.rowsByUser) {
            let stored = checkouts[row.checkout]
            let amounts = results.amounts(of: stored.checkout)
            for model in results.credits.models.indices { addCredit(row, stored, amounts, model) }
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
        let amounts = results.amounts(of: stored.checkout)
        for model in results.credits.models.indices where results.credits.isAtAnEnd(model) {
            addCredit(row, stored, amounts, model)
        }
        if results.credits.isAtAnEnd(0) {
            try write(row, stored, amounts, clicks.row(row.click))
        } else if stored.shown != ClickBuffer.none || showsUnattributed(stored) {
            try write(row, stored, amounts, clickShown(of: stored))
        } else {
            // It has no row, and yet a model beside the primary one may have given its credit.
            results.noteCredit(stored.checkout, in: checkouts.text(row.checkout), amounts)
        }
    }

    /// Gives a checkout's credit by a model that credits the first or the last of its clicks.
    private mutating func addCredit(
        _ row: JoinRow, _ stored: CheckoutStore.Stored, _ amounts: Money.Amounts, _ model: Int
    ) {
        let click = table.isAsPrimary(model) ? row.click : otherClick(of: stored)
        results.addCredit(
            amounts, checkoutSeq: stored.seq, to: clicks.row(click), by: model)
    }

    /// The click at the other end of a checkout's pairs than the one that its row shows.
    func otherClick(of stored: CheckoutStore.Stored) -> Int32 {
        table.row(ofRecord: stored.number)?.click ?? JoinRow.noClick
    }

    private mutating func write(
        _ row: JoinRow, _ stored: CheckoutStore.Stored, _ amounts: Money.Amounts,
        _ click: ResultRows.Click?
    ) throws(SinkError) {
        results.counts.rankedAway -= 1
        let isRepeated = results.watch.recorder != nil && checkouts.isRepeated(stored)
        try results.writeRow(
            stored.checkout, in: checkouts.text(row.checkout), seq: stored.seq, amounts,
            click: click, repeated: isRepeated ? stored.seq : nil)
    }
}
