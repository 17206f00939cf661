import Attribution
import EventLogs
import Streaming

/// The reference engine's stage: drives its join, and gives ``JoinResults`` what comes out of it.
///
/// The primary model's click of a checkout is chosen when the join emits it and kept up to date by
/// corrections; the row is written when nothing can change it any more.
struct ReferenceStage: FeedingStage, ~Copyable {
    static var judgesLateness: Bool { false }
    static var hasEndOfInput: Bool { true }

    var results: JoinResults
    var join: ReferenceJoin
    /// By slot of the join: what it does not keep itself.
    var held: [HeldCheckout]
    /// Keeps one row a user instead of one a checkout, if the scenario asks for it.
    var ranking: UserRankings?
    /// Keeps one row an id of a checkout, if the scenario asks for it.
    let upsert: UpsertTable?
    /// Collects the journeys, if the scenario asks for them.
    let journeys: JourneyExtraction?
    /// What the join goes by, for who watches.
    private var moment = EngineMoment(time: .unset)

    init(_ configuration: RunConfiguration, _ output: StageOutput) {
        // Locals first, see ``JoinResults``.
        let isByUser = configuration.attribution.partitionBy == .user
        let rows = output.rows()
        let profiles = rows.profiles
        let journeys = output.journeys
        if let profiles { journeys?.choose(by: configuration.attribution.touchRules, profiles) }
        let results = JoinResults(
            configuration, output, rows, missesNull: false, choosesTouches: profiles != nil)
        // The truth counts what the log holds, whatever the sink does.
        let isUpserted = configuration.output.upsert && !isByUser && output.comparison == nil

        held = []
        self.journeys = journeys
        join = ReferenceJoin(
            bounds: configuration.join.bounds, ties: configuration.attribution.ties,
            keepsExpired: journeys != nil)
        upsert = isUpserted ? UpsertTable() : nil
        if isByUser {
            ranking = UserRankings(configuration.attribution)
        } else {
            ranking = nil
        }
        self.results = results
    }

    var heldMax: (clicks: Int, checkouts: Int) {
        (join.clicks.countMax, join.checkouts.countMax)
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
        results.watch.trace?.meet(record, in: arrival.text, seq: arrival.seq, moment)
        // Without a user it matches nothing, and is part of nobody's path.
        guard record.hasUser else {
            try settle(after: arrival.seq)
            return nil
        }
        join.addClick(
            time: record.eventTime, nanoseconds: record.eventNanoseconds, seq: arrival.seq,
            key: arrival.key, id: record.id(in: arrival.text),
            source: results.rows.number(ofTouch: record, in: arrival.text),
            index: record.index)
        try settle(after: arrival.seq)
        return nil
    }

    mutating func addCheckout(_ arrival: Arrival) throws(SinkError) -> Watermark? {
        let record = arrival.record
        results.watch.trace?.meet(record, in: arrival.text, seq: arrival.seq, moment)
        let text = record.allTexts(in: arrival.text)
        let slot = join.addCheckout(
            time: record.eventTime, nanoseconds: record.eventNanoseconds, seq: arrival.seq,
            key: arrival.key, text: text, idLength: record.idLength)
        while held.count <= Int(slot) { held.append(HeldCheckout()) }
        held[Int(slot)] = results.held(arrival, text)
        results.rows.dimensions.prefetch(held[Int(slot)].user)
        if results.cutsAtConversions, record.hasUser, held[Int(slot)].isConversion {
            let user = results.previous.user(of: arrival)
            held[Int(slot)].userNumber = user
            results.previous.insert(record.eventTime, of: user, horizon: join.horizon)
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
        results.watch.trace?.finish(moment)
        results.credits.forgetLoaded()
        for slot in join.checkouts.open() { try close(slot) }
        for slot in join.checkouts.waiting() {
            let (checkout, text) = (held[Int(slot)], join.checkouts.text(slot))
            results.outcomes?.settle(checkout.record.index, .pending) {
                CountedAgain(checkoutID: [], revenue: nil)
            }
            try results.leavePending(checkout, in: text, seq: join.checkouts[slot].seq)
        }
        guard let journeys else { return }
        // Where an input only stops, what is held is undecided; the truth always ends.
        if results.configuration.endOfInput == .flush || results.comparison != nil {
            join.clicks.forEachHeld { journeys.retire($1, &results.rows) }
        }
        journeys.finish(&results.rows)
    }

    mutating func writeTotals(of counts: RunCounts) throws(SinkError) {
        results.counts = counts
        settleUpserted()
        try writeRankedRows()
        try writeUpsertedRows()
        try results.writeTotals()
        if let journeys { try results.rows.write(journeys.paths) }
        try results.rows.write(results.counts)
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
            journeys.retire(expired.click, &results.rows)
        }
        join.forgetExpired()
    }

    /// Takes in what the join's last step brought about.
    private mutating func handle(_ seq: Int64) throws(SinkError) {
        results.credits.forgetLoaded()
        for outcome in join.outcomes {
            switch outcome.stage {
            case .emitted: try emit(outcome.checkout, seq)
            case .corrected: try correct(outcome.checkout, with: outcome.click, seq)
            case .closed: try close(outcome.checkout)
            }
        }
    }

    private mutating func emit(_ slot: Int32, _ seq: Int64) throws(SinkError) {
        if results.cutsAtConversions {
            results.cut(&held[Int(slot)], seq: join.checkouts[slot].seq)
        }
        let click = choose(slot)
        // Nobody has looked at it since it arrived.
        if results.storesRows { join.clicks.prefetchID(click) }
        if isResult(click) { results.watch.meter?.putOut(slot) }
        if let trace = results.watch.trace { tell(trace, slot, seq) }
        let writesChangelog = writesChanges(of: slot)
        if writesChangelog { try writePairs(slot, seq) }
        put(slot, from: nil, to: click)
        if ranking != nil {
            try rank(slot, seq)
        } else if writesChangelog {
            try writeChanges(slot, from: nil, to: click, seq)
        }
    }

    private mutating func correct(
        _ slot: Int32, with click: Int32, _ seq: Int64
    ) throws(SinkError) {
        if join.clicks[click].time < held[Int(slot)].matchesFrom { return }
        let old = held[Int(slot)].attributed
        let new = choose(slot)
        results.watch.trace?.note(
            checkout: join.checkouts[slot].seq, click: join.clicks[click].seq, after: seq, moment)
        let isFirstPair =
            old == ClickBuffer.none && firstPair(of: slot) == click
            && join.nextMatch(slot, after: click) == ClickBuffer.none
        let replacesPad = isFirstPair && isResult(old)
        if replacesPad {
            results.notePadThenPair(held[Int(slot)], in: join.checkouts.text(slot))
        }
        if let meter = results.watch.meter, isResult(new),
            new != old || !results.credits.models[0].isSingleTouch
        {
            if isResult(old) { meter.correct(slot) } else { meter.putOut(slot) }
        }
        let writesChangelog = writesChanges(of: slot)
        if new != old { put(slot, from: old, to: new) }
        if writesChangelog { try writePair(slot, click, replacesPad: replacesPad, seq) }
        if ranking != nil {
            if old == ClickBuffer.none, isResult(old), new != old { try retract(slot, seq) }
            try rank(slot, seq)
        } else if writesChangelog, new != old {
            try writeChanges(slot, from: old, to: new, seq)
        }
    }

    private mutating func close(_ slot: Int32) throws(SinkError) {
        let checkout = held[Int(slot)]
        let text = join.checkouts.text(slot)
        let hasClick = checkout.attributed != ClickBuffer.none
        settle(slot, checkout, text)
        addJourney(slot, checkout)
        results.compare(
            checkout, in: text, click: hasClick ? join.clicks[checkout.attributed].index : nil)
        guard
            results.close(
                checkout, in: text, slot: slot, hasClick: hasClick,
                isShown: isResult(checkout.attributed))
        else { return }
        if ranking != nil {
            results.setAside(checkout, in: text)
            if !hasClick { ranking?.closeUnmatched(checkoutSeq: join.checkouts[slot].seq) }
            return
        }
        if upsert != nil { return store(slot) }
        let amounts = results.amounts(of: checkout)
        try addCredits(slot, amounts)
        try results.writeRow(
            checkout, in: text, seq: join.checkouts[slot].seq, amounts, click: shownClick(checkout))
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
        guard results.choosesTouches else { return match }
        let earliest = held[Int(slot)].matchesFrom
        while match != ClickBuffer.none, join.clicks[match].time < earliest {
            match = join.nextMatch(slot, after: match)
        }
        return match
    }

    /// Whether a checkout with this click, or none, comes out of the join at all.
    func isResult(_ click: Int32) -> Bool {
        click != ClickBuffer.none || results.configuration.join.kind.showsUnattributed
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

    /// Lets the primary model choose the click of a checkout.
    private mutating func choose(_ slot: Int32) -> Int32 {
        let click = results.credits.chosenClick(
            of: slot, by: 0, from: held[Int(slot)].touchesFrom, &join, &results.rows)
        held[Int(slot)].attributed = click
        if results.renamesTouches { held[Int(slot)].touch = results.credits.shownTouch(by: 0) }
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
