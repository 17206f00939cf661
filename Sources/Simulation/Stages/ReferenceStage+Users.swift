import Attribution
import EventLogs
import Streaming

// The reference engine's table by user: one row a user instead of one a checkout.

extension ReferenceStage {
    /// Offers a checkout's pair, or its row without a click, to the rankings by user.
    mutating func rank(_ slot: Int32, _ seq: Int64) throws(SinkError) {
        let checkout = held[Int(slot)]
        guard results.rules.hasRow(checkout), isResult(checkout.attributed) else { return }
        let text = join.checkouts.text(slot)
        var row = RankedRow(
            checkoutSeq: join.checkouts[slot].seq, checkout: checkout, text: Array(text))
        var clicks: [RankedClick?] = []
        for model in results.credits.models.indices {
            let chosen = click(
                results.credits.chosenClick(
                    of: slot, by: model, from: checkout.touchesFrom, &join, &results.rows))
            clicks.append(chosen.map(RankedClick.init))
        }
        row.click = clicks.removeFirst()
        row.others = clicks
        let change = ranking?.offer(row, user: checkout.record.user(in: text))
        try write(change ?? nil, seq)
    }

    /// A correction gave a checkout its first click: it leaves the row without one.
    mutating func retract(_ slot: Int32, _ seq: Int64) throws(SinkError) {
        let change = ranking?.retractUnmatched(checkoutSeq: join.checkouts[slot].seq) ?? nil
        try write(change, seq)
    }

    /// The ranking keeps another row.
    private mutating func write(_ change: RowChange<RankedRow>?, _ seq: Int64) throws(SinkError) {
        try change?.forEach { (kind, row) throws(SinkError) in
            try row.withBytes { (text, click) throws(SinkError) in
                let entry = results.entry(of: row.checkout, in: text, touch: click?.touch)
                results.measure(kind, entry)
                guard results.writesChangelog else { return }
                try results.rows.writeAttribution(
                    ResultRows.Change(
                        kind: kind, checkoutSeq: row.checkoutSeq,
                        checkoutID: row.checkout.record.id(in: text), click: click, after: seq))
            }
        }
    }

    /// The run is over: writes the rows that are kept, and gives their credit.
    mutating func writeRankedRows() throws(SinkError) {
        for row in ranking?.rows ?? [] {
            let amounts = results.amounts(of: row.checkout)
            for model in results.credits.models.indices {
                row.withBytes(ofModel: model) { _, click in
                    results.addCredit(
                        amounts, checkoutSeq: row.checkoutSeq, to: click, by: model)
                }
            }
            results.counts.rankedAway -= 1
            try row.withBytes { (text, click) throws(SinkError) in
                try results.writeRow(
                    row.checkout, in: text, seq: row.checkoutSeq, amounts, click: click)
            }
        }
    }
}
