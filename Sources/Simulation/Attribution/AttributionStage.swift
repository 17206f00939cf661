import Attribution
import EventLogs
import Streaming

/// Turns what the reference join puts out into rows: the attributed table, the changelogs and the
/// totals.
///
/// The primary model's click of a checkout is chosen when the join emits it and kept up to date by
/// corrections; the row is written when nothing can change it any more.
struct AttributionStage: ~Copyable {
    /// The run's accounts of checkouts.
    private(set) var counts = RunCounts()
    /// Where all rows of the run go.
    var rows: ResultRows

    private let configuration: RunConfiguration
    private let rules: CheckoutRules
    /// Whether the attributed table and the changelogs are stored; totals always are.
    private let storesRows: Bool
    private let writesChangelog: Bool
    private var held: [HeldCheckout] = []
    private var credits: ModelCredits
    /// Keeps one row a user instead of one a checkout, if the scenario asks for it.
    private var ranking: UserRankings?
    /// In a stream run: what the truth will be compared with.
    private let outcomes: StreamOutcomes?
    /// In a truth run: compares with the stream run.
    private let comparison: TruthComparison?

    init(
        configuration: RunConfiguration, rows: consuming ResultRows, storesRows: Bool,
        outcomes: StreamOutcomes?, comparison: TruthComparison?
    ) {
        self.configuration = configuration
        self.rows = rows
        self.storesRows = storesRows
        self.outcomes = outcomes
        self.comparison = comparison
        writesChangelog = configuration.output.changelog && storesRows
        rules = CheckoutRules(configuration)
        credits = ModelCredits(configuration)
        if configuration.attribution.partitionBy == .user {
            ranking = UserRankings(configuration.attribution)
        }
    }

    /// Keeps what a row of an accepted checkout will need.
    ///
    /// - Parameter user: where its user is in the users' table.
    mutating func hold(
        _ record: EventRecord, text: UnsafeBufferPointer<UInt8>, user: Dimensions.Match,
        in slot: Int32
    ) {
        while held.count <= Int(slot) { held.append(HeldCheckout()) }
        held[Int(slot)] = rules.held(record, text: text, user: user, rows.dimensions)
    }

    /// Takes in what the join's last step brought about.
    mutating func handle(_ join: borrowing ReferenceJoin, after seq: Int64) throws(SinkError) {
        for outcome in join.outcomes {
            switch outcome.stage {
            case .emitted: try emit(outcome.checkout, join, seq)
            case .corrected: try correct(outcome.checkout, with: outcome.click, join, seq)
            case .closed: try close(outcome.checkout, join)
            }
        }
    }

    /// The run stopped: what was emitted stays as it is, what was not is pending.
    mutating func stop(_ join: borrowing ReferenceJoin) throws(SinkError) {
        for slot in join.checkouts.open() { try close(slot, join) }
        for slot in join.checkouts.waiting() {
            counts.pending += 1
            let record = held[Int(slot)].record
            outcomes?.leavePending(record.index)
            if storesRows {
                try rows.write(
                    record, in: join.checkouts.text(slot), seq: join.checkouts[slot].seq,
                    to: .pendingRecord)
            }
        }
    }

    /// Writes what is left once nothing more can happen: ranked rows, totals and accounts.
    mutating func writeTotals(of counts: RunCounts) throws(SinkError) {
        var counts = counts
        try writeRankedRows(&counts)
        for totals in credits.totals { try rows.write(totals) }
        try rows.write(counts)
    }

    // MARK: The life of a checkout

    private mutating func emit(
        _ slot: Int32, _ join: borrowing ReferenceJoin, _ seq: Int64
    ) throws(SinkError) {
        let click = credits.primaryClick(of: slot, join)
        held[Int(slot)].attributed = click
        if writesChangelog { try writePairs(slot, join, seq) }
        if ranking != nil {
            try rank(slot, join, seq)
        } else if writesChangelog, isResult(click) {
            try writeChange("+I", slot, click, join, seq)
        }
    }

    private mutating func correct(
        _ slot: Int32, with click: Int32, _ join: borrowing ReferenceJoin, _ seq: Int64
    ) throws(SinkError) {
        let old = held[Int(slot)].attributed
        let new = credits.primaryClick(of: slot, join)
        held[Int(slot)].attributed = new
        let replacesPad = old == ClickBuffer.none && isResult(old)
        if writesChangelog {
            if replacesPad {
                try rows.writeJoin(change("-U", slot, old, join, seq))
                try rows.writeJoin(change("+U", slot, click, join, seq))
            } else {
                try rows.writeJoin(change("+I", slot, click, join, seq))
            }
        }
        if ranking != nil {
            if replacesPad { try retract(slot, join, seq) }
            try rank(slot, join, seq)
        } else if writesChangelog, new != old {
            if isResult(old) {
                try writeChange("-U", slot, old, join, seq)
                try writeChange("+U", slot, new, join, seq)
            } else {
                try writeChange("+I", slot, new, join, seq)
            }
        }
    }

    private mutating func close(
        _ slot: Int32, _ join: borrowing ReferenceJoin
    ) throws(SinkError) {
        let checkout = held[Int(slot)]
        let hasClick = checkout.attributed != ClickBuffer.none
        if hasClick { counts.attributed += 1 } else { counts.unattributed += 1 }
        settle(checkout, join)
        if isResult(checkout.attributed) { rules.count(checkout, in: &counts) }
        guard rules.hasRow(checkout) else { return }

        let text = join.checkouts.text(slot)
        let amounts = rules.amounts(of: checkout, rows.dimensions)
        try compare(slot, checkout, amounts, join)
        guard isResult(checkout.attributed) else { return }
        if ranking != nil {
            if !hasClick { ranking?.closeUnmatched(checkoutSeq: join.checkouts[slot].seq) }
            return
        }
        if amounts.hasOverflowed { counts.amountsOverflowed += 1 }
        try credits.add(slot, amounts, join, storesRows ? configuration.output.credits : false, &rows)
        if storesRows {
            try rows.write(
                checkout, in: text, seq: join.checkouts[slot].seq, amounts,
                click: click(checkout.attributed, join))
        }
    }

    /// Whether a checkout with this click, or none, comes out of the join at all.
    private func isResult(_ click: Int32) -> Bool {
        click != ClickBuffer.none || configuration.join.kind == .left
    }

    // MARK: Changelogs

    private mutating func writePairs(
        _ slot: Int32, _ join: borrowing ReferenceJoin, _ seq: Int64
    ) throws(SinkError) {
        var match = join.firstMatch(slot)
        if match == ClickBuffer.none, isResult(match) {
            try rows.writeJoin(change("+I", slot, match, join, seq))
        }
        while match != ClickBuffer.none {
            try rows.writeJoin(change("+I", slot, match, join, seq))
            match = join.nextMatch(slot, after: match)
        }
    }

    /// A row of the attributed table's changelog, if the checkout has a row in the table.
    private mutating func writeChange(
        _ op: StaticString, _ slot: Int32, _ click: Int32, _ join: borrowing ReferenceJoin,
        _ seq: Int64
    ) throws(SinkError) {
        guard rules.hasRow(held[Int(slot)]) else { return }
        try rows.writeAttribution(change(op, slot, click, join, seq))
    }

    private func change(
        _ op: StaticString, _ slot: Int32, _ click: Int32, _ join: borrowing ReferenceJoin,
        _ seq: Int64
    ) -> ResultRows.Change {
        ResultRows.Change(
            op: op, checkoutSeq: join.checkouts[slot].seq, checkoutID: join.checkouts.id(slot),
            click: self.click(click, join), after: seq)
    }

    private func click(_ slot: Int32, _ join: borrowing ReferenceJoin) -> ResultRows.Click? {
        if slot == ClickBuffer.none { return nil }
        return ResultRows.Click(join.clicks, slot)
    }

    // MARK: One row a user

    /// Offers a checkout's pair, or its row without a click, to the rankings by user.
    private mutating func rank(
        _ slot: Int32, _ join: borrowing ReferenceJoin, _ seq: Int64
    ) throws(SinkError) {
        let checkout = held[Int(slot)]
        guard rules.hasRow(checkout), isResult(checkout.attributed) else { return }
        let text = join.checkouts.text(slot)
        let row = RankedRow(
            checkoutSeq: join.checkouts[slot].seq, checkout: checkout, text: Array(text))
        var clicks: [RankedClick?] = []
        for model in 0..<credits.modelCount {
            let chosen = click(credits.chosenClick(of: slot, by: model, join), join)
            clicks.append(chosen.map(RankedClick.init))
        }
        let change = ranking?.offer(row, user: checkout.record.user(in: text), clicks: clicks)
        try write(change ?? nil, seq)
    }

    /// A correction gave a checkout its first click: it leaves the row without one.
    private mutating func retract(
        _ slot: Int32, _ join: borrowing ReferenceJoin, _ seq: Int64
    ) throws(SinkError) {
        let change = ranking?.retractUnmatched(checkoutSeq: join.checkouts[slot].seq) ?? nil
        try write(change, seq)
    }

    private mutating func write(_ change: UserRanking.Change?, _ seq: Int64) throws(SinkError) {
        guard writesChangelog, let change else { return }
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
                    op: op, checkoutSeq: row.checkoutSeq, checkoutID: row.checkout.record.id(in: text),
                    click: click, after: seq))
        }
    }

    private mutating func writeRankedRows(_ counts: inout RunCounts) throws(SinkError) {
        guard let models = ranking?.modelCount else { return }
        for place in 0..<models {
            for row in ranking?.rows(of: place) ?? [] {
                try row.withBytes { (text, click) throws(SinkError) in
                    let amounts = rules.amounts(of: row.checkout, rows.dimensions)
                    credits.addRanked(amounts, source: click?.source, model: place)
                    guard place == 0 else { return }
                    if amounts.hasOverflowed { counts.amountsOverflowed += 1 }
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
    private func settle(_ checkout: HeldCheckout, _ join: borrowing ReferenceJoin) {
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
        _ slot: Int32, _ checkout: HeldCheckout, _ amounts: Money.Amounts,
        _ join: borrowing ReferenceJoin
    ) throws(SinkError) {
        guard let comparison else { return }
        let click = checkout.attributed
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
