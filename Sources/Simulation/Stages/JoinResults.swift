import Attribution
import EventLogs
import Streaming

/// What stands behind every join: each rule of what becomes of a checkout, once.
///
/// Two stages feed it. ``ReferenceStage`` and ``EngineStage`` know where records lie and which click a
/// checkout's row has; what a row is worth, who is told of it and what is counted is said here. Two
/// things stay apart:
///
/// - *Where records lie.* The reference's join holds them itself, in order, and finds the first or the
///   last click of a checkout when it is asked: no pair is ever listed. An engine knows handles alone
///   and lists pairs, so its stage stores the records and counts who mentions them. That costs: a run
///   of a big log takes 1.65 s with the reference, 2.55 s with flink-sql.
/// - *What a row of the table is.* The reference has a row a record, final when nothing can correct it.
///   A real engine's table has a row an id, and whose it is its ranking says, often at the end only.
struct JoinResults: ~Copyable {
    let configuration: RunConfiguration
    let rules: CheckoutRules
    /// Whether the attributed table and the changelogs are stored; totals always are.
    let storesRows: Bool
    let writesChangelog: Bool
    /// Whether a model may see other clicks of a checkout than all that match.
    let choosesTouches: Bool
    /// Whether a path renames its touches.
    let renamesTouches: Bool
    /// Whether a conversion uses touches up.
    let cutsAtConversions: Bool
    /// The dashboard, if the scenario asks for it.
    let metrics: WindowMetrics?
    /// In a stream run: what the truth will be compared with.
    let outcomes: StreamOutcomes?
    /// In a truth run: compares with the stream run.
    let comparison: TruthComparison?
    let watch: RunWatch
    let refunds: RefundOutlook
    /// The run's accounts of checkouts.
    var counts: RunCounts
    var rows: ResultRows
    var credits: ModelCredits
    var previous: PreviousCheckouts

    /// `missesNull`: whether a NULL user or product is in no table, as SQL has it; `choosesTouches`:
    /// whether the rules of a run may choose among a checkout's clicks.
    init(
        _ configuration: RunConfiguration, _ output: StageOutput, _ rows: consuming ResultRows,
        missesNull: Bool, choosesTouches: Bool
    ) {
        // Locals first, then every property once: an optimised build has released properties that
        // were not yet there.
        let storesRows = output.storesRows
        let writesChangelog =
            configuration.output.changelog && (storesRows || rows.tally != nil)
        let credits = ModelCredits(
            configuration, rows.profiles, storesRows: storesRows,
            keepsOrders: output.refunds.keepsOrders)
        let metrics = configuration.metrics.map { WindowMetrics($0) }

        self.configuration = configuration
        rules = CheckoutRules(configuration, missesNull: missesNull)
        self.storesRows = storesRows
        self.writesChangelog = writesChangelog
        self.choosesTouches = choosesTouches
        renamesTouches = configuration.attribution.path.contains(.frequency)
        cutsAtConversions = configuration.attribution.cutsAtConversions
        self.metrics = metrics
        outcomes = output.outcomes
        comparison = output.comparison
        watch = output.watch
        refunds = output.refunds
        counts = RunCounts()
        self.rows = rows
        self.credits = credits
        previous = PreviousCheckouts(configuration.join.key)
    }

    // MARK: A checkout

    // In line: a checkout as an argument is a copy of it.

    /// What to keep of an accepted checkout whose texts are `text` alone.
    @inline(__always)
    mutating func held(_ arrival: Arrival, _ text: UnsafeBufferPointer<UInt8>) -> HeldCheckout {
        let checkout = rules.held(arrival, text: text, user: arrival.user, rows.dimensions)
        if let probe = rows.probe, probe.isWatched(arrival.seq) {
            probe.keep(rules.probed(checkout, rows.dimensions), seq: arrival.seq)
        }
        return checkout
    }

    /// What a checkout is worth.
    @inline(__always)
    func amounts(of checkout: HeldCheckout) -> Money.Amounts {
        rules.amounts(of: checkout, rows.dimensions)
    }

    /// A checkout comes out: what its user's checkout before it used up does not count.
    func cut(_ checkout: inout HeldCheckout, seq: Int64) {
        guard checkout.record.hasUser, checkout.isConversion,
            let earliest = previous.earliestTouch(
                for: checkout.record.eventTime, of: checkout.userNumber)
        else { return }
        checkout.touchesFrom = max(checkout.touchesFrom, earliest)
        rows.probe?.keepCut(checkoutSeq: seq, from: checkout.touchesFrom)
    }

    /// The join is done with a checkout that it has put out, or that an inner join does not show.
    ///
    /// `slot`: where the join keeps it, for who measures; `isShown`: whether it comes out at all.
    ///
    /// - Returns: whether the attributed table may have its row.
    @inline(__always)
    mutating func close(
        _ checkout: HeldCheckout, in text: UnsafeBufferPointer<UInt8>, slot: Int32, hasClick: Bool,
        isShown: Bool
    ) -> Bool {
        if hasClick { counts.attributed += 1 } else { counts.unattributed += 1 }
        // The join comes first: what it does not show no table ever sees.
        guard isShown else {
            note(checkout, in: text, .unattributed)
            return false
        }
        watch.meter?.close(slot, arrival: checkout.record.arrivalTime)
        rules.count(checkout, in: &counts, rows.dimensions)
        guard rules.hasRow(checkout) else {
            note(checkout, in: text, .noRow)
            return false
        }
        return true
    }

    /// The run stopped before the join put a checkout out.
    mutating func leavePending(
        _ checkout: HeldCheckout, in text: UnsafeBufferPointer<UInt8>, seq: Int64
    ) throws(SinkError) {
        counts.pending += 1
        note(checkout, in: text, .pending)
        if storesRows { try rows.write(checkout.record, in: text, seq: seq, to: .pendingRecord) }
    }

    /// A checkout came out, and which row the table keeps is not yet known.
    @inline(__always)
    mutating func setAside(_ checkout: HeldCheckout, in text: UnsafeBufferPointer<UInt8>) {
        counts.rankedAway += 1
        note(checkout, in: text, .setAside)
    }

    /// Tells who compares runs what became of a checkout.
    @inline(__always)
    func note(
        _ checkout: HeldCheckout, in text: UnsafeBufferPointer<UInt8>, _ outcome: CheckoutOutcome
    ) {
        guard let recorder = watch.recorder else { return }
        recorder.note(checkout.record.id(in: text), record: checkout.record.index, outcome)
    }

    /// A checkout came out without a click, and now comes out with one.
    func notePadThenPair(_ checkout: HeldCheckout, in text: UnsafeBufferPointer<UInt8>) {
        guard let recorder = watch.recorder else { return }
        recorder.notePadThenPair(checkout.record.id(in: text), record: checkout.record.index)
    }

    // MARK: A row of the attributed table

    /// Writes the final row of a checkout, whose credit has been given.
    ///
    /// `repeated`: its step, where other records have its id.
    @inline(__always)
    mutating func writeRow(
        _ checkout: HeldCheckout, in text: UnsafeBufferPointer<UInt8>, seq: Int64,
        _ amounts: Money.Amounts, click: ResultRows.Click?, repeated: Int64? = nil
    ) throws(SinkError) {
        rules.count(amounts, in: &counts)
        credits.count(amounts)
        noteCredit(checkout, in: text, amounts)
        watch.recorder?.attribute(
            checkout.record.id(in: text), record: checkout.record.index, to: click,
            source: { rows.sourceBytes(ofTouch: $0) }, amount: amounts.total, row: repeated)
        if storesRows { try rows.write(checkout, in: text, seq: seq, amounts, click: click) }
    }

    /// What was given since the last call was given of this checkout.
    @inline(__always)
    mutating func noteCredit(
        _ checkout: HeldCheckout, in text: UnsafeBufferPointer<UInt8>, _ amounts: Money.Amounts
    ) {
        guard credits.takesNotes else { return }
        credits.noteOrder(checkout, in: text, amounts, rows.dimensions)
    }

    /// Gives all of a checkout to one click, `nil` for none, by one model.
    mutating func addCredit(
        _ amounts: Money.Amounts, checkoutSeq: Int64, to click: ResultRows.Click?, by model: Int
    ) {
        credits.add(amounts, to: click?.touch, by: model)
        rows.probe?.keepCredit(
            credits.models[model].displayName, checkoutSeq: checkoutSeq, clickSeq: click?.seq)
    }

    /// Gives a checkout's credit by every model, each share as a row if they are asked for; `path`:
    /// all clicks that match, in order.
    mutating func addCredits(
        _ conversion: ModelCredits.Conversion, _ path: [ResultRows.Click], from earliest: EventTime
    ) throws(SinkError) {
        credits.load(path, of: conversion.time, from: earliest, &rows)
        for model in credits.models.indices {
            if credits.needsPath(model) {
                try credits.addLoaded(conversion, path: path, by: model, &rows)
            } else {
                let isLast = credits.models[model] == .lastClick
                credits.add(
                    conversion.amounts, to: (isLast ? path.last : path.first)?.touch, by: model)
            }
        }
    }

    // MARK: The dashboard

    /// What a row adds to the dashboard, if there is one. `touch`: its click's.
    func entry(
        of checkout: HeldCheckout, in text: UnsafeBufferPointer<UInt8>, touch: UInt32?
    ) -> MetricEntry? {
        metrics?.entry(
            of: checkout, in: text, amounts(of: checkout),
            source: touch.map { rows.source(ofTouch: $0) }, rows.dimensions, rows.sources)
    }

    /// A row comes into the attributed table, or leaves it.
    func measure(_ kind: RowKind, _ entry: MetricEntry?) {
        guard let entry else { return }
        if kind.isRetraction { metrics?.retract(entry) } else { metrics?.add(entry) }
    }

    // MARK: The end

    /// The run is over: writes the refunds, the last of the dashboard, and all totals.
    mutating func writeTotals() throws(SinkError) {
        try settleRefunds()
        try metrics?.finishAll(&rows)
        try writeDifferences()
        if rows.probe == nil { try credits.writeTotals(configuration, &rows) }
    }
}

/// A stage that feeds ``JoinResults``.
protocol FeedingStage: JoinStage, ~Copyable {
    /// What becomes of what comes out of the join.
    var results: JoinResults { get set }
}

extension FeedingStage where Self: ~Copyable {
    var counts: RunCounts { results.counts }
    var creditImbalance: String? {
        results.rows.probe == nil ? results.credits.imbalance : nil
    }

    mutating func withRows<E: Error>(_ body: (inout ResultRows) throws(E) -> Void) throws(E) {
        try body(&results.rows)
    }

    mutating func showMetrics(
        before time: ProcessingTime
    ) throws(SinkError) -> ProcessingTime? {
        try results.metrics?.show(before: time, &results.rows)
    }

    mutating func addRefund(_ arrival: Arrival) throws(SinkError) {
        try results.addRefund(arrival)
    }

    func setAside(_ arrival: Arrival, first: UInt32) { results.setAside(arrival, first: first) }
}
