import Attribution
import EventLogs
import Streaming

// The reference engine's table by user: one row a user instead of one a checkout.

extension ReferenceStage {
    /// Offers a checkout's pair, or its row without a click, to the rankings by user.
    mutating func rank(
        _ slot: Int32, _ seq: Int64
    ) throws(SinkError) {
        let checkout = held[Int(slot)]
        guard rules.hasRow(checkout), isResult(checkout.attributed) else { return }
        let text = join.checkouts.text(slot)
        var row = RankedRow(
            checkoutSeq: join.checkouts[slot].seq, checkout: checkout, text: Array(text))
        var clicks: [RankedClick?] = []
        for model in credits.models.indices {
            let chosen = click(
                credits.chosenClick(
                    of: slot, by: model, from: checkout.touchesFrom, &join, &rows))
            clicks.append(chosen.map(RankedClick.init))
        }
        row.click = clicks.removeFirst()
        row.others = clicks
        let change = ranking?.offer(row, user: checkout.record.user(in: text))
        try write(change ?? nil, seq)
    }

    /// A correction gave a checkout its first click: it leaves the row without one.
    mutating func retract(
        _ slot: Int32, _ seq: Int64
    ) throws(SinkError) {
        let change = ranking?.retractUnmatched(checkoutSeq: join.checkouts[slot].seq) ?? nil
        try write(change, seq)
    }

    mutating func write(_ change: UserRanking.Change?, _ seq: Int64) throws(SinkError) {
        guard let change else { return }
        measure(change)
        guard writesChangelog else { return }
        let isUpdate = change.old != nil && change.new != nil
        if let old = change.old { try write(isUpdate ? "-U" : "-D", old, seq) }
        if let new = change.new { try write(isUpdate ? "+U" : "+I", new, seq) }
    }

    mutating func write(
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

    mutating func writeRankedRows(_ counts: inout RunCounts) throws(SinkError) {
        for row in ranking?.rows ?? [] {
            for place in credits.models.indices {
                try row.withBytes(ofModel: place) { (text, click) throws(SinkError) in
                    let amounts = rules.amounts(of: row.checkout, rows.dimensions)
                    credits.add(amounts, to: click?.touch, by: place)
                    if place == credits.models.count - 1 {
                        credits.noteOrder(row.checkout, in: text, amounts, rows.dimensions)
                    }
                    rows.probe?.keepCredit(
                        credits.models[place].displayName, checkoutSeq: row.checkoutSeq,
                        clickSeq: click?.seq)
                    guard place == 0 else { return }
                    counts.rankedAway -= 1
                    rules.count(amounts, in: &counts)
                    credits.count(amounts)
                    watch.recorder?.attribute(
                        row.checkout.record.id(in: text), record: row.checkout.record.index,
                        to: click,
                        source: { rows.sourceBytes(ofTouch: $0) }, amount: amounts.total)
                    if storesRows {
                        try rows.write(
                            row.checkout, in: text, seq: row.checkoutSeq, amounts, click: click)
                    }
                }
            }
        }
    }
}
