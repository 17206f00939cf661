import Attribution
import EventLogs
import Streaming

/// The reference engine's stage: what its join puts out becomes the attributed table, the
/// changelogs and the totals.
///
/// The primary model's click of a checkout is chosen when the join emits it and kept up to date by
/// corrections; the row is written when nothing can change it any more.
struct ReferenceStage: JoinStage, ~Copyable {
    static var judgesLateness: Bool { false }
    static var hasEndOfInput: Bool { true }

    /// The run's accounts of checkouts.
    var counts: RunCounts

    var rows: ResultRows
    var join: ReferenceJoin
    let configuration: RunConfiguration
    let rules: CheckoutRules
    /// Whether the attributed table and the changelogs are stored; totals always are.
    let storesRows: Bool
    let writesChangelog: Bool
    var held: [HeldCheckout]
    var credits: ModelCredits
    /// Keeps one row a user instead of one a checkout, if the scenario asks for it.
    var ranking: UserRankings?
    /// Keeps one row an id of a checkout, if the scenario asks for it.
    let upsert: UpsertTable?
    /// The dashboard, if the scenario asks for it.
    let metrics: WindowMetrics?
    /// In a stream run: what the truth will be compared with.
    let outcomes: StreamOutcomes?
    /// In a truth run: compares with the stream run.
    let comparison: TruthComparison?
    /// Collects the journeys, if the scenario asks for them.
    let journeys: JourneyExtraction?
    let watch: RunWatch
    let refunds: RefundOutlook
    /// Whether a model may see other clicks of a checkout than all that match.
    let choosesTouches: Bool
    private let renamesTouches: Bool
    private let cutsAtConversions: Bool
    private var previous: PreviousCheckouts
    /// What the join goes by, for who watches.
    private var moment = EngineMoment(time: .unset)

    init(_ configuration: RunConfiguration, _ output: StageOutput) {
        // Locals first, then every property once: an optimised build has released properties that
        // were not yet there.
        let storesRows = output.storesRows
        let isByUser = configuration.attribution.partitionBy == .user
        let rows = output.rows()
        let profiles = rows.profiles
        let credits = ModelCredits(
            configuration, profiles, storesRows: storesRows,
            keepsOrders: output.refunds.keepsOrders)
        let writesChangelog =
            configuration.output.changelog && (storesRows || rows.tally != nil)
        // The truth counts what the log holds, whatever the sink does.
        let isUpserted = configuration.output.upsert && !isByUser && output.comparison == nil
        let journeys = output.journeys
        if let profiles { journeys?.choose(by: configuration.attribution.touchRules, profiles) }

        self.credits = credits
        refunds = output.refunds
        choosesTouches = profiles != nil
        renamesTouches = configuration.attribution.path.contains(.frequency)
        cutsAtConversions = configuration.attribution.cutsAtConversions
        previous = PreviousCheckouts(configuration.join.key)
        self.storesRows = storesRows
        self.configuration = configuration
        counts = RunCounts()
        held = []
        outcomes = output.outcomes
        comparison = output.comparison
        watch = output.watch
        self.journeys = journeys
        join = ReferenceJoin(
            bounds: configuration.join.bounds, ties: configuration.attribution.ties,
            keepsExpired: output.journeys != nil)
        self.writesChangelog = writesChangelog
        rules = CheckoutRules(configuration, missesNull: false)
        upsert = isUpserted ? UpsertTable() : nil
        metrics = configuration.metrics.map { WindowMetrics($0) }
        if isByUser {
            ranking = UserRankings(configuration.attribution)
        } else {
            ranking = nil
        }
        self.rows = rows
    }

    var creditImbalance: String? { rows.probe == nil ? credits.imbalance : nil }

    var heldMax: (clicks: Int, checkouts: Int) {
        (join.clicks.countMax, join.checkouts.countMax)
    }

    mutating func withRows<E: Error>(_ body: (inout ResultRows) throws(E) -> Void) throws(E) {
        try body(&rows)
    }

    func prepare(for record: EventRecord) {
        if record.stream == .clicks {
            join.prepareForClick(of: record.key)
        } else {
            join.prepareForCheckout(of: record.key)
        }
    }

    mutating func moveClock(to time: ProcessingTime) {}

    mutating func endBatch(after seq: Int64) {}

    mutating func addClick(_ arrival: Arrival) throws(SinkError) -> Watermark? {
        let record = arrival.record
        watch.trace?.meet(record, in: arrival.text, seq: arrival.seq, moment)
        // Without a user it matches nothing, and is part of nobody's path.
        guard record.hasUser else {
            try settle(after: arrival.seq)
            return nil
        }
        join.addClick(
            time: record.eventTime, nanoseconds: record.eventNanoseconds, seq: arrival.seq,
            key: arrival.key, id: record.id(in: arrival.text),
            source: rows.number(ofTouch: record, in: arrival.text),
            index: record.index)
        try settle(after: arrival.seq)
        return nil
    }

    mutating func addCheckout(_ arrival: Arrival) throws(SinkError) -> Watermark? {
        let record = arrival.record
        watch.trace?.meet(record, in: arrival.text, seq: arrival.seq, moment)
        let text = record.allTexts(in: arrival.text)
        let slot = join.addCheckout(
            time: record.eventTime, nanoseconds: record.eventNanoseconds, seq: arrival.seq,
            key: arrival.key, text: text, idLength: record.idLength)
        while held.count <= Int(slot) { held.append(HeldCheckout()) }
        held[Int(slot)] = rules.held(arrival, text: text, user: arrival.user, rows.dimensions)
        rows.dimensions.prefetch(held[Int(slot)].user)
        if cutsAtConversions, record.hasUser, held[Int(slot)].isConversion {
            held[Int(slot)].userNumber = previous.user(of: arrival)
            previous.insert(
                record.eventTime, of: held[Int(slot)].userNumber, horizon: join.horizon)
        }
        if let probe = rows.probe, probe.isWatched(arrival.seq) {
            probe.keep(rules.probed(held[Int(slot)], rows.dimensions), seq: arrival.seq)
        }
        try settle(after: arrival.seq)
        return nil
    }

    mutating func advance(to watermarks: JoinHorizons, after seq: Int64) throws(SinkError) {
        moment.time = watermarks.join
        join.advance(to: watermarks)
        if !join.outcomes.isEmpty { try handle(seq) }
        expire()
        try finishMetrics(watermarks)
    }

    mutating func stop() throws(SinkError) {
        watch.trace?.finish(moment)
        credits.forgetLoaded()
        for slot in join.checkouts.open() { try close(slot) }
        for slot in join.checkouts.waiting() {
            counts.pending += 1
            let record = held[Int(slot)].record
            watch.recorder?.note(join.checkouts.id(slot), record: record.index, .pending)
            outcomes?.settle(record.index, .pending) { CountedAgain(checkoutID: [], revenue: nil) }
            if storesRows {
                try rows.write(
                    record, in: join.checkouts.text(slot), seq: join.checkouts[slot].seq,
                    to: .pendingRecord)
            }
        }
        // Where an input only stops, what is held is undecided; the truth always ends.
        if let journeys, configuration.endOfInput == .flush || comparison != nil {
            join.clicks.forEachHeld { journeys.retire($1, &rows) }
        }
        journeys?.finish(&rows)
    }

    mutating func writeTotals(of counts: RunCounts) throws(SinkError) {
        var counts = counts
        settleUpserted()
        try writeRankedRows(&counts)
        try writeUpsertedRows(&counts)
        try settleRefunds(&counts)
        try metrics?.finishAll(&rows)
        try writeDifferences()
        if rows.probe == nil { try credits.writeTotals(configuration, &rows) }
        if let journeys { try rows.write(journeys.paths) }
        try rows.write(counts)
    }

    // MARK: The life of a checkout

    private mutating func settle(after seq: Int64) throws(SinkError) {
        if join.outcomes.isEmpty { return }
        try handle(seq)
        expire()
    }

    /// Gives up what nothing can match any more.
    private mutating func expire() {
        join.expire()
        guard let journeys else { return }
        for expired in join.clicks.expired {
            journeys.retire(expired.click, &rows)
        }
        join.forgetExpired()
    }

    /// Takes in what the join's last step brought about.
    private mutating func handle(_ seq: Int64) throws(SinkError) {
        credits.forgetLoaded()
        for outcome in join.outcomes {
            switch outcome.stage {
            case .emitted: try emit(outcome.checkout, seq)
            case .corrected: try correct(outcome.checkout, with: outcome.click, seq)
            case .closed: try close(outcome.checkout)
            }
        }
    }

    private mutating func emit(
        _ slot: Int32, _ seq: Int64
    ) throws(SinkError) {
        if cutsAtConversions { cut(slot) }
        let click = choose(slot)
        // Nobody has looked at it since it arrived.
        if storesRows { join.clicks.prefetchID(click) }
        if isResult(click) { watch.meter?.putOut(slot) }
        if let trace = watch.trace { tell(trace, slot, seq) }
        let writesChangelog = writesChanges(of: slot)
        if writesChangelog { try writePairs(slot, seq) }
        put(slot, from: nil, to: click)
        if ranking != nil {
            try rank(slot, seq)
        } else if writesChangelog, isResult(click) {
            try writeChange("+I", slot, click, seq)
        }
    }

    private mutating func correct(
        _ slot: Int32, with click: Int32, _ seq: Int64
    ) throws(SinkError) {
        if join.clicks[click].time < held[Int(slot)].matchesFrom { return }
        let old = held[Int(slot)].attributed
        let new = choose(slot)
        watch.trace?.note(
            checkout: join.checkouts[slot].seq, click: join.clicks[click].seq, after: seq, moment)
        let isFirstPair =
            old == ClickBuffer.none && firstPair(of: slot) == click
            && join.nextMatch(slot, after: click) == ClickBuffer.none
        let replacesPad = isFirstPair && isResult(old)
        if replacesPad {
            watch.recorder?.notePadThenPair(
                join.checkouts.id(slot), record: held[Int(slot)].record.index)
        }
        if let meter = watch.meter, isResult(new),
            new != old || !credits.models[0].isSingleTouch
        {
            if isResult(old) { meter.correct(slot) } else { meter.putOut(slot) }
        }
        let writesChangelog = writesChanges(of: slot)
        if new != old { put(slot, from: old, to: new) }
        if writesChangelog {
            if replacesPad {
                try rows.writeJoin(change("-U", slot, old, seq))
                try rows.writeJoin(change("+U", slot, click, seq))
            } else {
                try rows.writeJoin(change("+I", slot, click, seq))
            }
        }
        if ranking != nil {
            if old == ClickBuffer.none, isResult(old), new != old { try retract(slot, seq) }
            try rank(slot, seq)
        } else if writesChangelog, new != old {
            if isResult(old) {
                try writeChange("-U", slot, old, seq)
                try writeChange("+U", slot, new, seq)
            } else {
                try writeChange("+I", slot, new, seq)
            }
        }
    }

    private mutating func close(
        _ slot: Int32
    ) throws(SinkError) {
        let checkout = held[Int(slot)]
        let hasClick = checkout.attributed != ClickBuffer.none
        if hasClick { counts.attributed += 1 } else { counts.unattributed += 1 }
        settle(slot, checkout)
        addJourney(slot, checkout)
        if isResult(checkout.attributed) {
            watch.meter?.close(slot, arrival: checkout.record.arrivalTime)
            rules.count(checkout, in: &counts, rows.dimensions)
        }
        guard rules.hasRow(checkout) else {
            comparison?.skip(
                checkout.record.index, revenue: rules.amounts(of: checkout, rows.dimensions).total,
                id: join.checkouts.id(slot))
            watch.recorder?.note(
                join.checkouts.id(slot), record: checkout.record.index, .noRow)
            return
        }

        let text = join.checkouts.text(slot)
        let amounts = rules.amounts(of: checkout, rows.dimensions)
        compare(slot, checkout, amounts)
        guard isResult(checkout.attributed) else {
            watch.recorder?.note(
                join.checkouts.id(slot), record: checkout.record.index, .unattributed)
            return
        }
        if ranking != nil {
            watch.recorder?.note(
                join.checkouts.id(slot), record: checkout.record.index, .setAside)
            counts.rankedAway += 1
            if !hasClick { ranking?.closeUnmatched(checkoutSeq: join.checkouts[slot].seq) }
            return
        }
        if upsert != nil { return store(slot) }
        rules.count(amounts, in: &counts)
        credits.count(amounts)
        try addCredits(slot, amounts)
        if credits.takesNotes { credits.noteOrder(checkout, in: text, amounts, rows.dimensions) }
        watch.recorder?.attribute(
            join.checkouts.id(slot), record: checkout.record.index, to: shownClick(checkout),
            source: { rows.sourceBytes(ofTouch: $0) }, amount: amounts.total)
        if storesRows {
            try rows.write(
                checkout, in: text, seq: join.checkouts[slot].seq, amounts,
                click: shownClick(checkout))
        }
    }

    /// Tells who watches of a checkout that comes out, with all its clicks.
    private mutating func tell(_ trace: JoinTrace, _ slot: Int32, _ seq: Int64) {
        let checkout = join.checkouts[slot].seq
        guard trace.isWatched(checkout) else { return }
        var match = firstPair(of: slot)
        if match == ClickBuffer.none, isResult(match) {
            trace.note(checkout: checkout, click: nil, after: seq, moment)
        }
        while match != ClickBuffer.none {
            trace.note(checkout: checkout, click: join.clicks[match].seq, after: seq, moment)
            match = join.nextMatch(slot, after: match)
        }
    }

    /// The first click that a checkout is paired with, or ``ClickBuffer/none``: it matches, and lies
    /// within the lookback of the checkout's kind or of the calendar.
    mutating func firstPair(of slot: Int32) -> Int32 {
        var match = join.firstMatch(slot)
        guard choosesTouches else { return match }
        let earliest = held[Int(slot)].matchesFrom
        while match != ClickBuffer.none, join.clicks[match].time < earliest {
            match = join.nextMatch(slot, after: match)
        }
        return match
    }

    /// Whether a checkout with this click, or none, comes out of the join at all.
    func isResult(_ click: Int32) -> Bool {
        click != ClickBuffer.none || configuration.join.kind.showsUnattributed
    }

    func click(_ slot: Int32) -> ResultRows.Click? {
        if slot == ClickBuffer.none { return nil }
        return ResultRows.Click(join.clicks, slot)
    }

    /// The click of a checkout's row, under the name that models know it by.
    func shownClick(_ checkout: HeldCheckout) -> ResultRows.Click? {
        var click = click(checkout.attributed)
        if let touch = checkout.touch { click?.touch = touch }
        return click
    }

    /// A checkout comes out: what its user's checkout before it used up does not count.
    private mutating func cut(_ slot: Int32) {
        let checkout = held[Int(slot)]
        guard checkout.record.hasUser, checkout.isConversion else { return }
        let earliest = previous.earliestTouch(
            for: checkout.record.eventTime, of: checkout.userNumber)
        guard let earliest else { return }
        held[Int(slot)].touchesFrom = max(checkout.touchesFrom, earliest)
        rows.probe?.keepCut(
            checkoutSeq: join.checkouts[slot].seq, from: held[Int(slot)].touchesFrom)
    }

    /// Lets the primary model choose the click of a checkout.
    private mutating func choose(_ slot: Int32) -> Int32 {
        let click = credits.chosenClick(
            of: slot, by: 0, from: held[Int(slot)].touchesFrom, &join, &rows)
        held[Int(slot)].attributed = click
        if renamesTouches { held[Int(slot)].touch = credits.shownTouch(by: 0) }
        return click
    }
}

extension ResultRows.Click {
    /// A click that the join holds.
    init(_ clicks: borrowing ClickBuffer, _ slot: Int32) {
        let click = clicks[slot]
        self.init(
            seq: click.seq, time: click.time, nanoseconds: click.place.nanoseconds,
            id: clicks.id(slot), touch: click.source, record: click.index)
    }
}
