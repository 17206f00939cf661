import Attribution
import EventLogs
import Streaming

// The reference engine's rows in a sink that keeps one row an id.

extension ReferenceStage {
    /// The row of a checkout is written, with this click.
    mutating func upsertRow(_ slot: Int32, _ click: Int32) {
        guard results.rules.hasRow(held[Int(slot)]), isResult(click) else { return }
        let entry = entry(slot, click)
        guard let (writing, replaced) = upsert?.write(join.checkouts.id(slot), entry) else {
            return
        }
        held[Int(slot)].written = writing
        results.measure(.updateBefore, replaced)
        results.measure(.updateAfter, entry)
    }

    /// A checkout is closed: its row stays as it is, unless another one of its id was, or will be,
    /// written later.
    mutating func store(_ slot: Int32) {
        let checkout = held[Int(slot)]
        let id = join.checkouts.id(slot)
        guard upsert?.isLast(checkout.written, of: id) ?? false else {
            results.counts.rowsReplaced += 1
            return
        }
        let row = RankedRow(
            checkoutSeq: join.checkouts[slot].seq, checkout: checkout,
            text: Array(join.checkouts.text(slot)),
            click: shownClick(checkout).map(RankedClick.init))
        let path = path(of: slot).map(RankedClick.init)
        if upsert?.keep(UpsertTable.Row(row: row, path: path), id: id) ?? false {
            results.counts.rowsReplaced += 1
        }
    }

    /// The run is over: writes the rows that are left, ids in the order of their first row.
    mutating func writeUpsertedRows() throws(SinkError) {
        for stored in upsert?.rows ?? [] {
            guard let stored else { continue }
            let checkout = stored.row.checkout
            try stored.row.withBytes { (text, click) throws(SinkError) in
                let amounts = results.amounts(of: checkout)
                let conversion = ModelCredits.Conversion(
                    id: checkout.record.id(in: text), time: checkout.record.eventTime,
                    amounts: amounts)
                try stored.path.withClicks { (path) throws(SinkError) in
                    try results.addCredits(conversion, path, from: checkout.touchesFrom)
                }
                try results.writeRow(
                    checkout, in: text, seq: stored.row.checkoutSeq, amounts, click: click)
            }
        }
    }

    /// A checkout is closed: leaves word of it for the comparison with the truth.
    func settle(
        _ slot: Int32, _ checkout: HeldCheckout, _ text: UnsafeBufferPointer<UInt8>
    ) {
        guard results.outcomes != nil else { return }
        let click = checkout.attributed
        let settlement = Settlement(click == ClickBuffer.none ? nil : join.clicks[click].index)
        guard let upsert, results.rules.hasRow(checkout), isResult(click) else {
            return results.settle(checkout, in: text, settlement)
        }
        // Which row of the id stays is known at the end.
        upsert.close(
            checkout.record.index, seq: join.checkouts[slot].seq, settlement,
            id: join.checkouts.id(slot))
    }

    /// The run is over: leaves word of all that had a row in a table that keeps one row an id.
    func settleUpserted() {
        guard let outcomes = results.outcomes, let upsert else { return }
        for closed in upsert.closed where upsert.holds(closed) {
            outcomes.settle(closed.index, closed.settlement) {
                CountedAgain(checkoutID: [], revenue: nil)
            }
        }
        for closed in upsert.closed where !upsert.holds(closed) {
            outcomes.settle(closed.index, .replaced) { CountedAgain(checkoutID: [], revenue: nil) }
        }
    }
}

extension [RankedClick] {
    /// Gives the clicks as ``ResultRows`` takes them.
    fileprivate func withClicks<E: Error>(
        _ body: ([ResultRows.Click]) throws(E) -> Void
    ) throws(E) {
        let bytes = flatMap(\.id)
        try bytes.withUnsafeBufferPointer { (bytes) throws(E) in
            var start = 0
            try body(
                map { click in
                    defer { start += click.id.count }
                    return ResultRows.Click(
                        seq: click.seq, time: click.time,
                        id: UnsafeBufferPointer(
                            rebasing: bytes[start..<start + click.id.count]),
                        touch: click.touch)
                })
        }
    }
}
