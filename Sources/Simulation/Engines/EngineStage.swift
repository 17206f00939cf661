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
    /// Whether the primary model is the last click: asked for each pair, and to compare models is to
    /// copy them.
    private let choosesLast: Bool
    /// Whether a model, or the table of credits, needs all clicks of a checkout.
    private let creditsPaths: Bool
    private var credits: ModelCredits
    /// The watermark that the join has seen last, where the table goes by it.
    private var lastShown = Watermark.unset
    /// The attributed table of the primary model, and of those others that choose one click.
    private var table: EngineTables
    private let outcomes: StreamOutcomes?
    private let isByUser: Bool
    /// What is known of ids that come again.
    private let repeats: RepeatedIDs
    /// Checkouts whose ids have, or may have, other records: the engine is done with them, and whose
    /// the row is shows when the run is over.
    private var shared: [Int32] = []
    /// The dashboard, if the scenario asks for it.
    private let metrics: WindowMetrics?
    private let watch: RunWatch
    private let refunds: RefundOutlook
    /// Whether a model may see other clicks of a checkout than all of its pairs.
    private let choosesTouches: Bool
    private let renamesTouches: Bool
    private let cutsAtConversions: Bool
    private var previous: PreviousCheckouts
    /// Where rules choose: what the table shows, if somebody wants to know of its changes.
    private var chosenRows: ChosenRows?
    /// What the ranking has dropped for good.
    private(set) var losses = EngineLosses()

    init(_ engine: consuming Engine, _ configuration: RunConfiguration, _ output: StageOutput) {
        // Locals first, then every property once: a build has released properties that were not yet
        // there.
        let rows = output.rows()
        let table = EngineTables(configuration)
        let isByUser = configuration.attribution.partitionBy == .user
        let writesChangelog = configuration.output.changelog
        // A row by user credits its click, whatever the model.
        let choosesTouches = rows.profiles != nil
        let creditsPaths =
            !isByUser
            && (choosesTouches || configuration.attribution.needsPaths
                || configuration.output.credits)
        let keepsPairs = creditsPaths || Engine.takesRowsBack
        let showsChanges = writesChangelog || configuration.metrics != nil
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
        chosenRows = choosesTouches && showsChanges ? ChosenRows() : nil
        self.creditsPaths = creditsPaths
        self.keepsPairs = keepsPairs
        choosesLast = configuration.attribution.model == .lastClick
        self.metrics = metrics
        self.credits = credits
        self.rows = rows
        self.table = table
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
        watch.trace?.meet(record, in: arrival.text, seq: arrival.seq, engine.moment)
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
        noteKey(arrival)
        watch.trace?.meet(record, in: arrival.text, seq: arrival.seq, engine.moment)
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
    private func key(of arrival: Arrival) -> UInt32 {
        arrival.record.hasUser ? arrival.key : engine.nullKey
    }

    /// Tells the engine of a key without a user, and keeps a key's bytes for one that asks for them.
    private mutating func noteKey(_ arrival: Arrival) {
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
    private mutating func settleRefunds(_ counts: inout RunCounts) throws(SinkError) {
        let settled = credits.settleRefunds()
        metrics?.settle(settled)
        for refund in settled {
            if !refund.isMatched { counts.refundsUnmatched += 1 }
            try rows.write(refund)
        }
    }

    /// What was given since the last call was given of this checkout.
    private mutating func note(
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
            table.advance(to: engine.outputWatermark(for: shown), &checkouts, &clicks)
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
        _ = try settle(after: seq)
    }

    var owesBatch: Bool { engine.owesBatch }

    mutating func endBatch(after seq: Int64) throws(SinkError) {
        engine.endBatch()
        watch.trace?.endBatch(after: seq)
        _ = try settle(after: seq)
        if table.goesByWatermark {
            table.advance(to: engine.outputWatermark(for: .unset), &checkouts, &clicks)
            try settleTable(seq)
        }
    }

    mutating func stop() throws(SinkError) {
        watch.trace?.finish(engine.moment)
        for handle in checkouts.held() { try finish(handle, isRunOver: true) }
    }

    mutating func writeTotals(of counts: RunCounts) throws(SinkError) {
        var counts = counts
        if isByUser {
            try writeRowsByUser(&counts)
        } else {
            for id in 0..<UInt32(checkouts.idCount) {
                if let row = table.row(ofID: id) { try write(row, &counts) }
            }
        }
        settleShared()
        try settleRefunds(&counts)
        try metrics?.finishAll(&rows)
        if rows.probe == nil { try credits.writeTotals(configuration, &rows) }
        try rows.write(counts)
    }

    /// Writes the rows by user, and the totals of each model's own.
    private mutating func writeRowsByUser(_ counts: inout RunCounts) throws(SinkError) {
        for (model, row) in table.rowsByUser {
            let stored = checkouts[row.checkout]
            let amounts = rules.amounts(of: stored.checkout, rows.dimensions)
            addCredit(stored, amounts, clicks.row(row.click), model)
            note(row.checkout, stored, amounts)
            if model == 0 { try write(row, stored, amounts, clicks.row(row.click), &counts) }
        }
    }

    /// Writes the row of an id, and gives its credit by every model.
    private mutating func write(_ row: JoinRow, _ counts: inout RunCounts) throws(SinkError) {
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
            try write(row, stored, amounts, clicks.row(row.click), &counts)
        } else if stored.shown != ClickBuffer.none || showsUnattributed(stored) {
            try write(row, stored, amounts, clickShown(of: stored), &counts)
        }
    }

    /// The click at the other end of a checkout's pairs than the one that its row shows.
    private func otherClick(of stored: CheckoutStore.Stored) -> Int32 {
        table.row(ofRecord: stored.number)?.click ?? JoinRow.noClick
    }

    private mutating func addCredit(
        _ stored: CheckoutStore.Stored, _ amounts: Money.Amounts, _ click: ResultRows.Click?,
        _ model: Int
    ) {
        credits.add(amounts, to: click?.touch, by: model)
        rows.probe?.keepCredit(
            credits.models[model].displayName, checkoutSeq: stored.seq, clickSeq: click?.seq)
    }

    private mutating func write(
        _ row: JoinRow, _ stored: CheckoutStore.Stored, _ amounts: Money.Amounts,
        _ click: ResultRows.Click?, _ counts: inout RunCounts
    ) throws(SinkError) {
        counts.rankedAway -= 1
        rules.count(amounts, in: &counts)
        credits.count(amounts)
        try rows.write(
            stored.checkout, in: checkouts.text(row.checkout), seq: stored.seq, amounts,
            click: click)
        watch.recorder?.attribute(
            checkouts.id(row.checkout), to: click, source: { rows.sourceBytes(ofTouch: $0) },
            amount: amounts.total)
    }

    mutating func showMetrics(
        before time: ProcessingTime
    ) throws(SinkError) -> ProcessingTime? {
        try metrics?.show(before: time, &rows)
    }

    /// A row of the attributed table comes, changes or goes.
    private mutating func measure(_ change: RankedChange) {
        guard metrics != nil, change.isShown else { return }
        measure(change.row.checkout, change.row.click, isTakenAway: change.isTakenAway)
    }

    private mutating func measure(_ handle: Int32, _ click: Int32, isTakenAway: Bool) {
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

    // MARK: What the engine puts out

    /// Takes in what the last call brought about.
    ///
    /// - Returns: what the record at hand was held against, if it was dropped as late.
    private mutating func settle(after seq: Int64) throws(SinkError) -> Watermark? {
        rows.probe?.moveEngine(to: engine.eventTimeProgress)
        if engine.output.isEmpty { return nil }
        if engine.output.rows.count > 1 {
            engine.orderTies { first, second in keys.precedes(first, second) }
        }
        if let trace = watch.trace { tell(trace, seq) }
        var limit: Watermark?
        if let probe = rows.probe { show(probe, seq) }
        for dropped in engine.output.dropped {
            if dropped.isExcluded {
                limit = dropped.limit
                if dropped.side == .checkout { checkouts[dropped.handle].isExcluded = true }
            } else if dropped.rule == .forgotten, dropped.side == .checkout {
                checkouts[dropped.handle].isForgotten = true
            }
        }
        for row in engine.output.rows { try take(row, seq) }
        if Engine.takesRowsBack, !engine.output.rows.isEmpty {
            table.settleStep(&checkouts, &clicks)
            try settleTable(seq)
        }
        for handle in engine.output.releasedCheckouts { try finish(handle) }
        for handle in engine.output.releasedClicks { clicks.release(handle) }
        engine.clear()
        return limit
    }

    /// Tells who watches what the last call brought about.
    private func tell(_ trace: JoinTrace, _ seq: Int64) {
        let moment = engine.moment
        func seqOf(_ handle: Int32, _ side: JoinSide) -> Int64 {
            side == .click ? clicks[handle].seq : checkouts[handle].seq
        }
        for dropped in engine.output.dropped {
            trace.drop(seqOf(dropped.handle, dropped.side), dropped)
        }
        for row in engine.output.rows where !row.isUnmatchedClick {
            let checkout = checkouts[row.checkout].seq
            let click = row.click < 0 ? nil : clicks[row.click].seq
            if row.isRetraction {
                trace.takeBack(checkout: checkout, click: click, after: seq)
            } else {
                trace.note(checkout: checkout, click: click, after: seq, moment)
            }
        }
        for handle in engine.output.releasedCheckouts {
            trace.release(seqOf(handle, .checkout), after: seq, moment)
        }
        for handle in engine.output.releasedClicks {
            trace.release(seqOf(handle, .click), after: seq, moment)
        }
    }

    /// Tells whoever looks on what the engine leaves out and gives up.
    private func show(_ probe: RunProbe, _ seq: Int64) {
        for dropped in engine.output.dropped {
            let isClick = dropped.side == .click
            probe.keepDrop(
                seq: isClick ? clicks[dropped.handle].seq : checkouts[dropped.handle].seq,
                by: dropped.rule)
        }
        for handle in engine.output.releasedClicks {
            probe.keepRelease(seq: clicks[handle].seq, after: seq)
        }
        for handle in engine.output.releasedCheckouts {
            probe.keepRelease(seq: checkouts[handle].seq, after: seq)
        }
    }

    /// A row of the join: it may change the attributed table.
    private mutating func take(_ put: JoinRow, _ seq: Int64) throws(SinkError) {
        var row = put
        if writesChangelog {
            try rows.writeJoin(change(row.isRetraction ? "-D" : "+I", row, seq))
        }
        if row.isUnmatchedClick { return }
        if cutsAtConversions { cut(row.checkout) }
        let meter = watch.meter
        if Engine.takesRowsBack { prepare(for: row) }
        if row.isRetraction {
            takeBack(row)
        } else if row.hidesClick {
            checkouts[row.checkout].isMatched = true
            meter?.putOut(row.checkout)
            row = JoinRow(padded: row.checkout)
        } else if row.isPad {
            checkouts[row.checkout].isPadded = true
            meter?.putOut(row.checkout)
        } else {
            let isFirstRow =
                checkouts[row.checkout].checkout.attributed == ClickBuffer.none
                && !checkouts[row.checkout].isPadded
            let changes = keepPair(row)
            if meter != nil, changes || !configuration.attribution.model.isSingleTouch {
                if isFirstRow { meter?.putOut(row.checkout) } else { meter?.correct(row.checkout) }
            }
        }
        guard rules.hasRow(checkouts[row.checkout].checkout) else { return }
        table.add(row, &checkouts, &clicks)
        try settleTable(seq, of: checkouts[row.checkout].id)
    }

    /// A checkout comes out, or has before: what its user's checkout before it used up does not
    /// count.
    private mutating func cut(_ handle: Int32) {
        let stored = checkouts[handle]
        guard !stored.isCut, stored.checkout.record.hasUser, stored.checkout.isConversion else {
            return
        }
        checkouts[handle].isCut = true
        let earliest = previous.earliestTouch(
            for: stored.checkout.record.eventTime, of: stored.checkout.userNumber)
        guard let earliest else { return }
        let from = max(stored.checkout.touchesFrom, earliest)
        checkouts[handle].checkout.touchesFrom = from
        rows.probe?.keepCut(checkoutSeq: stored.seq, from: from)
    }

    /// Whether a checkout without a click has a row.
    private func showsUnattributed(_ stored: CheckoutStore.Stored) -> Bool {
        stored.isMatched || configuration.join.kind.showsUnattributed
    }

    /// Tells of the changes of the attributed table.
    ///
    /// `id`: one whose row may have another click now, where rules choose.
    private mutating func settleTable(_ seq: Int64, of id: UInt32? = nil) throws(SinkError) {
        if choosesTouches {
            try settleChosen(seq, of: id)
            return table.settleChanges(&checkouts, &clicks)
        }
        if writesChangelog {
            for place in table.changes.indices { try write(table.changes[place], seq) }
        }
        for place in table.changes.indices { measure(table.changes[place]) }
        table.settleChanges(&checkouts, &clicks)
    }

    /// Tells of the changes of a table whose clicks are chosen.
    private mutating func settleChosen(_ seq: Int64, of id: UInt32?) throws(SinkError) {
        guard chosenRows != nil else { return }
        var ids = table.changes.map { checkouts[$0.row.checkout].id }
        if let id, !ids.contains(id) { ids.append(id) }
        for id in ids {
            let row = rowChosen(of: id)
            guard let change = chosenRows?.show(row, of: id) else { continue }
            let isUpdate = change.old != nil && change.new != nil
            if let old = change.old {
                try show(old, isUpdate ? "-U" : "-D", isTakenAway: true, seq)
            }
            if let new = change.new {
                try show(new, isUpdate ? "+U" : "+I", isTakenAway: false, seq)
            }
        }
    }

    private mutating func show(
        _ shown: ChosenRows.Shown, _ op: StaticString, isTakenAway: Bool, _ seq: Int64
    ) throws(SinkError) {
        if writesChangelog {
            let row =
                shown.click == ClickBuffer.none
                ? JoinRow(padded: shown.checkout)
                : JoinRow(checkout: shown.checkout, click: shown.click)
            try rows.writeAttribution(change(op, row, seq))
        }
        measure(shown.checkout, shown.click, isTakenAway: isTakenAway)
        if isTakenAway {
            checkouts.release(shown.checkout)
            clicks.release(shown.click)
        } else {
            checkouts.retain(shown.checkout)
            clicks.retain(shown.click)
        }
    }

    /// The row that an id has now, with the click that is chosen of its pairs so far.
    private mutating func rowChosen(of id: UInt32) -> ChosenRows.Shown? {
        guard let row = table.row(ofID: id) else { return nil }
        let stored = checkouts[row.checkout]
        var click = stored.shown
        if stored.lastPair != CheckoutStore.noPair {
            let all = pairs.clicks(stored.lastPair).sorted { clicks.precedes($0, $1) }
            click = chosenPlace(in: all, of: stored).map { all[$0] } ?? ClickBuffer.none
        }
        if click == ClickBuffer.none, !showsUnattributed(stored) { return nil }
        return ChosenRows.Shown(checkout: row.checkout, click: click)
    }

    /// The place, among a checkout's clicks in their order, of the one that the rules and the primary
    /// model choose.
    private mutating func chosenPlace(
        in all: [Int32], of stored: CheckoutStore.Stored
    ) -> Int? {
        credits.load(
            all.compactMap { clicks.row($0) }, of: stored.checkout.record.eventTime,
            from: stored.checkout.touchesFrom, &rows)
        return credits.chosenPlace(by: 0)
    }

    /// A checkout whose rows were all taken back has one again: what it had last is forgotten.
    private mutating func prepare(for row: JoinRow) {
        guard !row.isRetraction, checkouts[row.checkout].isGone else { return }
        checkouts[row.checkout].isGone = false
        clicks.release(checkouts[row.checkout].checkout.attributed)
        checkouts[row.checkout].checkout.attributed = ClickBuffer.none
    }

    /// A row does not stand any more. Where it was the last, what the checkout had stays known.
    private mutating func takeBack(_ row: JoinRow) {
        if row.isPad {
            checkouts[row.checkout].isPadded = false
        } else {
            checkouts[row.checkout].lastPair = pairs.remove(
                row.click, from: checkouts[row.checkout].lastPair)
            clicks.release(row.click)
        }
        let stored = checkouts[row.checkout]
        let left = pairs.clicks(stored.lastPair)
        if left.isEmpty {
            checkouts[row.checkout].isGone = !stored.isPadded
        } else if row.click == stored.checkout.attributed {
            let isLast = choosesLast
            let best = left.min {
                isLast ? clicks.precedes($1, $0) : clicks.precedes($0, $1)
            }
            if let best {
                clicks.retain(best)
                clicks.release(row.click)
                checkouts[row.checkout].checkout.attributed = best
            }
        }
    }

    /// Notes the pair's click: the best one, and all of them where a model needs them.
    ///
    /// - Returns: whether it is the best one.
    private mutating func keepPair(_ row: JoinRow) -> Bool {
        let best = checkouts[row.checkout].checkout.attributed
        let isBest =
            best == ClickBuffer.none
            || (choosesLast
                ? clicks.precedes(best, row.click) : clicks.precedes(row.click, best))
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
        let hasPair = stored.checkout.attributed != ClickBuffer.none
        let hasClick = hasPair && (!choosesTouches || choosesClick(of: stored))
        let isLeft = configuration.join.kind.showsUnattributed
        if hasClick || stored.isMatched {
            counts.attributed += 1
            if stored.isPadded { watch.recorder?.notePadThenPair() }
        } else if stored.isPadded || hasPair || Engine.leavesNothingPending
            || !(isLeft || isRunOver || stored.isForgotten)
        {
            // An inner join does not show what had no match.
            counts.unattributed += 1
        } else {
            counts.pending += 1
            checkouts[handle].isPending = true
            watch.recorder?.note(checkouts.id(handle), .pending)
            try conclude(handle)
            try rows.write(
                stored.checkout.record, in: checkouts.text(handle), seq: stored.seq,
                to: .pendingRecord)
            return
        }
        let isShown = hasClick || stored.isMatched || isLeft
        if isShown {
            watch.meter?.close(handle, arrival: stored.checkout.record.arrivalTime)
        }
        try conclude(handle)
        guard isShown else {
            watch.recorder?.note(checkouts.id(handle), .unattributed)
            return
        }
        rules.count(stored.checkout, in: &counts, rows.dimensions)
        guard rules.hasRow(stored.checkout) else {
            watch.recorder?.note(checkouts.id(handle), .noRow)
            return
        }
        watch.recorder?.note(checkouts.id(handle), .setAside)
        counts.rankedAway += 1
    }

    /// Whether the rules leave a checkout one of its pairs' clicks.
    private mutating func choosesClick(of stored: CheckoutStore.Stored) -> Bool {
        let all = pairs.clicks(stored.lastPair).sorted { clicks.precedes($0, $1) }
        return chosenPlace(in: all, of: stored) != nil
    }

    // MARK: What is final

    /// Whether other records, or a watermark to come, may decide what becomes of a checkout.
    private func isShared(_ stored: CheckoutStore.Stored) -> Bool {
        !isByUser
            && (repeats.keepsAll || table.goesByWatermark || checkouts.isRepeated(stored))
    }

    /// The engine is done with a checkout: gives its credit and leaves word of it, now or, where
    /// another record may have the row of its id, at the end.
    private mutating func conclude(_ handle: Int32) throws(SinkError) {
        let stored = checkouts[handle]
        guard isShared(stored) else {
            let isAgain = isByUser && checkouts.wasConcluded(stored)
            checkouts.conclude(stored)
            if keepsPairs { try addCredits(handle) }
            return settle(handle, isAgain && !checkouts[handle].isPending ? .replaced : nil)
        }
        if !repeats.keepsAll, !table.goesByWatermark, checkouts.wasConcluded(stored),
            creditsPaths || outcomes != nil
        {
            repeats.turnedUp = true
            throw SinkError("an id has come again: its first record has to be kept")
        }
        checkouts.retain(handle)
        clicks.retain(stored.checkout.attributed)
        shared.append(handle)
    }

    /// The run is over: leaves word of the checkouts that other records could have decided about.
    private mutating func settleShared() {
        if table.dropsPads { countLosses() }
        // Of copies of one record, which are settled together, the one that has the row goes first.
        for handle in shared where hasRow(handle) { settle(handle, nil) }
        for handle in shared where !hasRow(handle) {
            let isReplaced = table.row(ofID: checkouts[handle].id) != nil
            // A ranking that goes by a watermark has dropped its rows.
            let isDropped = table.goesByWatermark && !checkouts[handle].isPending
            settle(handle, isReplaced ? .replaced : isDropped ? .gone : nil)
        }
    }

    /// Counts the ids that came out of the join and have no row.
    private mutating func countLosses() {
        var seen: Set<UInt32> = []
        for handle in shared {
            let stored = checkouts[handle]
            let isMatched = stored.checkout.attributed != ClickBuffer.none
            guard rules.hasRow(stored.checkout), !stored.isPending,
                table.row(ofID: stored.id) == nil,
                isMatched || configuration.join.kind.showsUnattributed,
                seen.insert(stored.id).inserted
            else { continue }
            let amount = rules.amounts(of: stored.checkout, rows.dimensions).total
            if isMatched {
                losses.withClick.add(amount: amount)
            } else {
                losses.withoutClick.add(amount: amount)
            }
        }
    }

    /// Whether the row of its id is the checkout's own.
    private func hasRow(_ handle: Int32) -> Bool {
        table.row(ofID: checkouts[handle].id)?.checkout == handle
    }

    /// Leaves word for the comparison with the truth; `known`: of what, if it is known.
    private func settle(_ handle: Int32, _ known: Settlement?) {
        guard let outcomes else { return }
        let stored = checkouts[handle]
        let settlement: Settlement
        if !rules.hasRow(stored.checkout) {
            settlement = .noRow
        } else if let known {
            settlement = known
        } else if stored.isGone {
            settlement = .gone
        } else if stored.isPending {
            settlement = .pending
        } else {
            let click = clickShown(stored, handle)
            settlement = Settlement(click == ClickBuffer.none ? nil : clicks[click].index)
        }
        outcomes.settle(stored.checkout.record.index, settlement) {
            CountedAgain(
                checkoutID: Array(checkouts.id(handle)),
                revenue: rules.amounts(of: stored.checkout, rows.dimensions).total)
        }
    }

    /// The click that a checkout's row shows.
    private func clickShown(_ stored: CheckoutStore.Stored, _ handle: Int32) -> Int32 {
        if isByUser { return stored.checkout.attributed }
        if !credits.isAtAnEnd(0) { return stored.shown }
        let row = table.row(ofID: stored.id)
        return row?.checkout == handle ? row?.click ?? ClickBuffer.none : stored.checkout.attributed
    }

    /// The click that a checkout's row shows where a model chose it of all its pairs, under the name
    /// that models know it by.
    private func clickShown(of stored: CheckoutStore.Stored) -> ResultRows.Click? {
        var click = clicks.row(stored.shown)
        if let touch = stored.checkout.touch { click?.touch = touch }
        return click
    }

    /// Gives the credit of the models that need all clicks, and the rows of all models' shares.
    private mutating func addCredits(_ handle: Int32) throws(SinkError) {
        let stored = checkouts[handle]
        let all = pairs.remove(stored.lastPair).sorted { clicks.precedes($0, $1) }
        checkouts[handle].lastPair = CheckoutStore.noPair
        defer { for click in all { clicks.release(click) } }
        guard creditsPaths, rules.hasRow(stored.checkout), !stored.isPending, !stored.isGone,
            !all.isEmpty || stored.isMatched || configuration.join.kind.showsUnattributed
        else { return }
        let path = all.compactMap { clicks.row($0) }
        let time = stored.checkout.record.eventTime
        let conversion = ModelCredits.Conversion(
            id: checkouts.id(handle), time: time,
            amounts: rules.amounts(of: stored.checkout, rows.dimensions))
        credits.load(path, of: time, from: stored.checkout.touchesFrom, &rows)
        let chosen = credits.chosenPlace(by: 0)
        // An inner join does not show what the rules leave without a click.
        if choosesTouches, chosen == nil, !showsUnattributed(stored) { return }
        for model in credits.models.indices {
            if credits.isAtAnEnd(model) {
                try writeCredit(conversion.id, all, path, stored, model)
            } else if let probe = rows.probe {
                if probe.wantsCredits(of: stored.seq) {
                    credits.showLoaded(probe, checkoutSeq: stored.seq, path: path, by: model)
                }
            } else {
                try credits.addLoaded(conversion, path: path, by: model, &rows)
            }
        }
        note(handle, stored, conversion.amounts)
        if !credits.isAtAnEnd(0), let chosen {
            checkouts[handle].shown = all[chosen]
            if renamesTouches { checkouts[handle].checkout.touch = credits.shownTouch(by: 0) }
            clicks.retain(all[chosen])
        }
    }

    /// The row of `attribution_credit` of a model that goes by the table; its totals are added with
    /// the table's rows.
    private mutating func writeCredit(
        _ id: UnsafeBufferPointer<UInt8>, _ all: [Int32], _ path: [ResultRows.Click],
        _ stored: CheckoutStore.Stored, _ model: Int
    ) throws(SinkError) {
        guard credits.storesCredits else { return }
        let click =
            table.isAsPrimary(model)
            ? table.row(ofID: stored.id)?.click ?? JoinRow.noClick : otherClick(of: stored)
        guard let place = all.firstIndex(of: click) else { return }
        try rows.writeCredit(
            Credit.whole, model: credits.models[model].displayName, checkoutID: id, path[place],
            position: place + 1, of: path.count)
    }

    // MARK: Rows

    private mutating func write(_ change: RankedChange, _ seq: Int64) throws(SinkError) {
        if !change.isShown { return }
        let op: StaticString =
            switch change.operation {
            case .insert: "+I"
            case .updateBefore: "-U"
            case .updateAfter: "+U"
            case .delete: "-D"
            case .hold, .letGo: ""
            }
        try rows.writeAttribution(self.change(op, change.row, seq))
    }

    private func change(_ op: StaticString, _ row: JoinRow, _ seq: Int64) -> ResultRows.Change {
        if row.isUnmatchedClick {
            return ResultRows.Change(
                op: op, checkoutSeq: nil, checkoutID: UnsafeBufferPointer(start: nil, count: 0),
                click: clicks.row(row.click), after: seq)
        }
        return ResultRows.Change(
            op: op, checkoutSeq: checkouts[row.checkout].seq,
            checkoutID: checkouts.id(row.checkout), click: clicks.row(row.click), after: seq)
    }
}
