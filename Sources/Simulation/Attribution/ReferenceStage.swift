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
    private let writesChangelog: Bool
    var held: [HeldCheckout]
    var credits: ModelCredits
    /// Keeps one row a user instead of one a checkout, if the scenario asks for it.
    var ranking: UserRankings?
    /// Keeps one row an id of a checkout, if the scenario asks for it.
    let upsert: UpsertTable?
    /// The dashboard, if the scenario asks for it.
    let metrics: WindowMetrics?
    /// In a stream run: what the truth will be compared with.
    private let outcomes: StreamOutcomes?
    /// In a truth run: compares with the stream run.
    private let comparison: TruthComparison?
    /// Collects the journeys, if the scenario asks for them.
    private let journeys: JourneyExtraction?
    private let watch: RunWatch
    /// What the join goes by, for who watches.
    private var moment = EngineMoment(time: .unset)

    init(_ configuration: RunConfiguration, _ output: StageOutput) {
        // Locals first, then every property once: an optimised build has released properties that
        // were not yet there.
        let storesRows = output.storesRows
        let isByUser = configuration.attribution.partitionBy == .user
        rows = output.rows()
        credits = ModelCredits(configuration, storesRows: storesRows)
        self.storesRows = storesRows
        self.configuration = configuration
        counts = RunCounts()
        held = []
        outcomes = output.outcomes
        comparison = output.comparison
        watch = output.watch
        journeys = output.journeys
        join = ReferenceJoin(
            bounds: configuration.join.bounds, keepsExpired: output.journeys != nil,
            keepsWindows: configuration.attribution.models.contains { !$0.isAtAnEnd })
        writesChangelog = configuration.output.changelog && storesRows
        rules = CheckoutRules(configuration)
        upsert = configuration.output.upsert && !isByUser ? UpsertTable() : nil
        metrics = configuration.metrics.map { WindowMetrics($0) }
        if isByUser {
            ranking = UserRankings(configuration.attribution)
        } else {
            ranking = nil
        }
    }

    var heldMax: (clicks: Int, checkouts: Int) {
        (join.clicks.countMax, join.checkouts.countMax)
    }

    mutating func withRows<E: Error>(_ body: (inout ResultRows) throws(E) -> Void) throws(E) {
        try body(&rows)
    }

    func prepare(for key: UInt32) { join.prepare(for: key) }

    func user(_ id: UnsafeBufferPointer<UInt8>) -> Dimensions.Match { rows.dimensions.user(id) }

    mutating func moveClock(to time: ProcessingTime) {}

    mutating func endBatch(after seq: Int64) {}

    mutating func addClick(_ arrival: Arrival) throws(SinkError) -> Watermark? {
        let record = arrival.record
        watch.trace?.meet(record, in: arrival.text, seq: arrival.seq, moment)
        let source = record.source(in: arrival.text) ?? UnsafeBufferPointer(start: nil, count: 0)
        join.addClick(
            time: record.eventTime, seq: arrival.seq, key: arrival.key,
            id: record.id(in: arrival.text), source: rows.number(ofSource: source),
            index: record.index)
        try settle(after: arrival.seq)
        return nil
    }

    mutating func addCheckout(
        _ arrival: Arrival, user: Dimensions.Match
    ) throws(SinkError) -> Watermark? {
        let record = arrival.record
        watch.trace?.meet(record, in: arrival.text, seq: arrival.seq, moment)
        let text = record.allTexts(in: arrival.text)
        let slot = join.addCheckout(
            time: record.eventTime, seq: arrival.seq, key: arrival.key, text: text,
            idLength: record.idLength)
        while held.count <= Int(slot) { held.append(HeldCheckout()) }
        held[Int(slot)] = rules.held(arrival, text: text, user: user, rows.dimensions)
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
        for slot in join.checkouts.open() { try close(slot) }
        for slot in join.checkouts.waiting() {
            counts.pending += 1
            watch.recorder?.note(join.checkouts.id(slot), .pending)
            let record = held[Int(slot)].record
            outcomes?.leavePending(record.index)
            if storesRows {
                try rows.write(
                    record, in: join.checkouts.text(slot), seq: join.checkouts[slot].seq,
                    to: .pendingRecord)
            }
        }
        // Where an input only stops, what is held is undecided; the truth always ends.
        if let journeys, configuration.endOfInput == .flush || comparison != nil {
            join.clicks.forEachHeld { journeys.retire($1, slot: $0) }
        }
        journeys?.finish()
    }

    mutating func writeTotals(of counts: RunCounts) throws(SinkError) {
        var counts = counts
        try writeRankedRows(&counts)
        try writeUpsertedRows(&counts)
        try metrics?.finishAll(&rows)
        for totals in credits.totals { try rows.write(totals) }
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
        for expired in join.clicks.expired { journeys.retire(expired.click, slot: expired.slot) }
        join.forgetExpired()
    }

    /// Takes in what the join's last step brought about.
    private mutating func handle(_ seq: Int64) throws(SinkError) {
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
        let click = credits.chosenClick(of: slot, by: 0, &join)
        held[Int(slot)].attributed = click
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
        let old = held[Int(slot)].attributed
        let new = credits.chosenClick(of: slot, by: 0, &join)
        held[Int(slot)].attributed = new
        watch.trace?.note(
            checkout: join.checkouts[slot].seq, click: join.clicks[click].seq, after: seq, moment)
        let replacesPad = old == ClickBuffer.none && isResult(old)
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
            if replacesPad { try retract(slot, seq) }
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
        settle(checkout)
        addJourney(slot, checkout)
        if isResult(checkout.attributed) {
            watch.meter?.close(slot, arrival: checkout.record.arrivalTime)
            rules.count(checkout, in: &counts, rows.dimensions)
        }
        guard rules.hasRow(checkout) else {
            watch.recorder?.note(join.checkouts.id(slot), .noRow)
            return
        }

        let text = join.checkouts.text(slot)
        let amounts = rules.amounts(of: checkout, rows.dimensions)
        try compare(slot, checkout, amounts)
        guard isResult(checkout.attributed) else {
            watch.recorder?.note(join.checkouts.id(slot), .unattributed)
            return
        }
        if ranking != nil {
            watch.recorder?.note(join.checkouts.id(slot), .setAside)
            counts.rankedAway += 1
            if !hasClick { ranking?.closeUnmatched(checkoutSeq: join.checkouts[slot].seq) }
            return
        }
        if upsert != nil { return store(slot) }
        rules.count(amounts, in: &counts)
        try addCredits(slot, amounts)
        watch.recorder?.attribute(
            join.checkouts.id(slot), to: click(checkout.attributed),
            source: { rows.sources.bytes($0) }, amount: amounts.total)
        if storesRows {
            try rows.write(
                checkout, in: text, seq: join.checkouts[slot].seq, amounts,
                click: click(checkout.attributed))
        }
    }

    /// Gives the checkout's credit by every model.
    private mutating func addCredits(
        _ slot: Int32, _ amounts: Money.Amounts
    ) throws(SinkError) {
        var path: [ResultRows.Click]?
        if let probe = rows.probe {
            // Whoever looks on asks for no totals.
            if probe.wantsCredits(of: join.checkouts[slot].seq) { show(probe, slot) }
            return
        }
        var isLoaded = false
        for model in credits.models.indices {
            if credits.needsPath(model), !credits.storesCredits {
                if !isLoaded { credits.load(slot, &join) }
                isLoaded = true
                credits.addLoaded(amounts, by: model)
            } else if credits.needsPath(model) {
                let all = path ?? self.path(of: slot)
                path = all
                let conversion = ModelCredits.Conversion(
                    id: join.checkouts.id(slot), time: join.checkouts[slot].time, amounts: amounts)
                try credits.add(conversion, path: all, by: model, &rows)
            } else {
                let click = credits.chosenClick(of: slot, by: model, &join)
                let source = click == ClickBuffer.none ? nil : join.clicks[click].source
                credits.add(amounts, to: source, by: model)
            }
        }
    }

    /// Takes a checkout's clicks out of the journeys that lead nowhere, and counts its path if it
    /// has a row.
    private mutating func addJourney(_ slot: Int32, _ checkout: HeldCheckout) {
        guard let journeys else { return }
        journeys.begin()
        var match = join.firstMatch(slot)
        while match != ClickBuffer.none {
            journeys.match(source: join.clicks[match].source, slot: match)
            match = join.nextMatch(slot, after: match)
        }
        if rules.hasRow(checkout) {
            journeys.convert(for: rules.amounts(of: checkout, rows.dimensions).total)
        }
    }

    /// Shows a probe what each model gives to the clicks of a checkout.
    private mutating func show(_ probe: RunProbe, _ slot: Int32) {
        let checkout = join.checkouts[slot]
        let all = path(of: slot)
        for model in credits.models.indices {
            credits.show(
                probe, checkoutSeq: checkout.seq, checkout.time, path: all, by: model)
        }
    }

    /// Tells who watches of a checkout that comes out, with all its clicks.
    private func tell(_ trace: JoinTrace, _ slot: Int32, _ seq: Int64) {
        let checkout = join.checkouts[slot].seq
        var match = join.firstMatch(slot)
        if match == ClickBuffer.none, isResult(match) {
            trace.note(checkout: checkout, click: nil, after: seq, moment)
        }
        while match != ClickBuffer.none {
            trace.note(checkout: checkout, click: join.clicks[match].seq, after: seq, moment)
            match = join.nextMatch(slot, after: match)
        }
    }

    /// All clicks that match a checkout, in order.
    func path(of slot: Int32) -> [ResultRows.Click] {
        var path: [ResultRows.Click] = []
        var match = join.firstMatch(slot)
        while match != ClickBuffer.none {
            path.append(ResultRows.Click(join.clicks, match))
            match = join.nextMatch(slot, after: match)
        }
        return path
    }

    /// Whether a checkout with this click, or none, comes out of the join at all.
    func isResult(_ click: Int32) -> Bool {
        click != ClickBuffer.none || configuration.join.kind == .left
    }

    // MARK: Changelogs

    /// Whether the changes of a checkout are written: whoever looks on wants those of a few.
    private func writesChanges(of slot: Int32) -> Bool {
        guard writesChangelog, let probe = rows.probe else { return writesChangelog }
        return probe.wantsChanges(of: join.checkouts[slot].seq)
    }

    private mutating func writePairs(
        _ slot: Int32, _ seq: Int64
    ) throws(SinkError) {
        var match = join.firstMatch(slot)
        if match == ClickBuffer.none, isResult(match) {
            try rows.writeJoin(change("+I", slot, match, seq))
        }
        while match != ClickBuffer.none {
            try rows.writeJoin(change("+I", slot, match, seq))
            match = join.nextMatch(slot, after: match)
        }
    }

    /// A row of the attributed table's changelog, if the checkout has a row in the table.
    private mutating func writeChange(
        _ op: StaticString, _ slot: Int32, _ click: Int32,
        _ seq: Int64
    ) throws(SinkError) {
        guard rules.hasRow(held[Int(slot)]) else { return }
        try rows.writeAttribution(change(op, slot, click, seq))
    }

    private func change(
        _ op: StaticString, _ slot: Int32, _ click: Int32,
        _ seq: Int64
    ) -> ResultRows.Change {
        ResultRows.Change(
            op: op, checkoutSeq: join.checkouts[slot].seq, checkoutID: join.checkouts.id(slot),
            click: self.click(click), after: seq)
    }

    func click(_ slot: Int32) -> ResultRows.Click? {
        if slot == ClickBuffer.none { return nil }
        return ResultRows.Click(join.clicks, slot)
    }

    // MARK: One row a user

    /// Offers a checkout's pair, or its row without a click, to the rankings by user.
    private mutating func rank(
        _ slot: Int32, _ seq: Int64
    ) throws(SinkError) {
        let checkout = held[Int(slot)]
        guard rules.hasRow(checkout), isResult(checkout.attributed) else { return }
        let text = join.checkouts.text(slot)
        let row = RankedRow(
            checkoutSeq: join.checkouts[slot].seq, checkout: checkout, text: Array(text))
        var clicks: [RankedClick?] = []
        for model in credits.models.indices {
            let chosen = click(credits.chosenClick(of: slot, by: model, &join))
            clicks.append(chosen.map(RankedClick.init))
        }
        let change = ranking?.offer(row, user: checkout.record.user(in: text), clicks: clicks)
        try write(change ?? nil, seq)
    }

    /// A correction gave a checkout its first click: it leaves the row without one.
    private mutating func retract(
        _ slot: Int32, _ seq: Int64
    ) throws(SinkError) {
        let change = ranking?.retractUnmatched(checkoutSeq: join.checkouts[slot].seq) ?? nil
        try write(change, seq)
    }

    private mutating func write(_ change: UserRanking.Change?, _ seq: Int64) throws(SinkError) {
        guard let change else { return }
        measure(change)
        guard writesChangelog else { return }
        let isUpdate = change.old != nil && change.new != nil
        if let old = change.old { try write(isUpdate ? "-U" : "-D", old, seq) }
        if let new = change.new { try write(isUpdate ? "+U" : "+I", new, seq) }
    }

    private mutating func write(
        _ op: StaticString, _ row: RankedRow, _ seq: Int64
    ) throws(SinkError) {
        try row.withBytes { (text, click) throws(SinkError) in
            try rows.writeAttribution(
                ResultRows.Change(
                    op: op, checkoutSeq: row.checkoutSeq,
                    checkoutID: row.checkout.record.id(in: text),
                    click: click, after: seq))
        }
    }

    private mutating func writeRankedRows(_ counts: inout RunCounts) throws(SinkError) {
        guard let models = ranking?.modelCount else { return }
        for place in 0..<models {
            for row in ranking?.rows(of: place) ?? [] {
                try row.withBytes { (text, click) throws(SinkError) in
                    let amounts = rules.amounts(of: row.checkout, rows.dimensions)
                    credits.add(amounts, to: click?.source, by: place)
                    rows.probe?.keepCredit(
                        credits.models[place].displayName, checkoutSeq: row.checkoutSeq,
                        clickSeq: click?.seq)
                    guard place == 0 else { return }
                    counts.rankedAway -= 1
                    rules.count(amounts, in: &counts)
                    watch.recorder?.attribute(
                        row.checkout.record.id(in: text), to: click,
                        source: { rows.sources.bytes($0) }, amount: amounts.total)
                    if storesRows {
                        try rows.write(
                            row.checkout, in: text, seq: row.checkoutSeq, amounts, click: click)
                    }
                }
            }
        }
    }

    // MARK: Stream and truth

    /// In a stream run: leaves word for the comparison with the truth.
    private func settle(_ checkout: HeldCheckout) {
        guard let outcomes else { return }
        let slot = checkout.attributed
        guard slot != ClickBuffer.none else {
            outcomes.settle(checkout: checkout.record.index, click: nil)
            return
        }
        let click = join.clicks[slot]
        outcomes.settle(checkout: checkout.record.index, click: click.index)
        if checkout.record.isShifted || outcomes.isShifted(click: click.index) {
            outcomes.keepText(
                ofClick: click.index, id: join.clicks.id(slot),
                source: rows.sources.bytes(click.source))
        }
    }

    /// In a truth run: holds the checkout against the stream run's.
    private mutating func compare(
        _ slot: Int32, _ checkout: HeldCheckout, _ amounts: Money.Amounts
    ) throws(SinkError) {
        guard let comparison else { return }
        let click = checkout.attributed
        comparison.needs?.settle(
            checkout: checkout.record.index, at: checkout.record.eventTime,
            key: join.checkouts[slot].key,
            click: click == ClickBuffer.none ? nil : join.clicks[click].index,
            revenue: amounts.total)
        var held: [(index: UInt32, slot: Int32)] = []
        let differences = comparison.differences(
            of: checkout.record.index,
            click: click == ClickBuffer.none ? nil : join.clicks[click].index,
            isResult: configuration.join.kind == .left
        ) { index in
            if held.isEmpty { held = join.clicks.indices(of: join.checkouts[slot].key) }
            return held.first { $0.index == index }.map { found in
                TruthComparison.ClickName(
                    id: Array(join.clicks.id(found.slot)),
                    source: Array(rows.sources.bytes(join.clicks[found.slot].source)))
            }
        }
        for difference in differences {
            try rows.write(difference, checkoutID: join.checkouts.id(slot), amounts)
        }
    }
}

extension ResultRows.Click {
    /// A click that the join holds.
    init(_ clicks: borrowing ClickBuffer, _ slot: Int32) {
        let click = clicks[slot]
        self.init(seq: click.seq, time: click.time, id: clicks.id(slot), source: click.source)
    }
}
