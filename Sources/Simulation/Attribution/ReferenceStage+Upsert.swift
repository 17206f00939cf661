import Attribution
import EventLogs
import Streaming

// The reference engine's rows in a sink that keeps one row an id.

extension ReferenceStage {
    /// The row of a checkout is written, with this click.
    mutating func upsertRow(_ slot: Int32, _ click: Int32) {
        guard rules.hasRow(held[Int(slot)]), isResult(click) else { return }
        let entry = entry(slot, click)
        guard let (writing, replaced) = upsert?.write(join.checkouts.id(slot), entry) else {
            return
        }
        held[Int(slot)].written = writing
        if let replaced { metrics?.retract(replaced) }
        if let entry { metrics?.add(entry) }
    }

    /// A checkout is closed: its row stays as it is, unless another one of its id was, or will be,
    /// written later.
    mutating func store(_ slot: Int32) {
        let checkout = held[Int(slot)]
        let id = join.checkouts.id(slot)
        guard upsert?.isLast(checkout.written, of: id) ?? false else {
            counts.rowsReplaced += 1
            return
        }
        let row = RankedRow(
            checkoutSeq: join.checkouts[slot].seq, checkout: checkout,
            text: Array(join.checkouts.text(slot)),
            click: shownClick(checkout).map(RankedClick.init))
        let path = path(of: slot).map(RankedClick.init)
        if upsert?.keep(UpsertTable.Row(row: row, path: path), id: id) ?? false {
            counts.rowsReplaced += 1
        }
    }

    /// The run is over: writes the rows that are left, ids in the order of their first row.
    mutating func writeUpsertedRows(_ counts: inout RunCounts) throws(SinkError) {
        for stored in upsert?.rows ?? [] {
            guard let stored else { continue }
            try stored.row.withBytes { (text, click) throws(SinkError) in
                let amounts = rules.amounts(of: stored.row.checkout, rows.dimensions)
                rules.count(amounts, in: &counts)
                credits.count(amounts)
                try addCredits(stored, text, amounts)
                credits.noteOrder(stored.row.checkout, in: text, amounts, rows.dimensions)
                guard storesRows else { return }
                try rows.write(
                    stored.row.checkout, in: text, seq: stored.row.checkoutSeq, amounts,
                    click: click)
            }
        }
    }

    private mutating func addCredits(
        _ stored: UpsertTable.Row, _ text: UnsafeBufferPointer<UInt8>, _ amounts: Money.Amounts
    ) throws(SinkError) {
        let record = stored.row.checkout.record
        let conversion = ModelCredits.Conversion(
            id: record.id(in: text), time: record.eventTime, amounts: amounts)
        try stored.path.withClicks { (path) throws(SinkError) in
            credits.load(
                path, of: record.eventTime, from: stored.row.checkout.touchesFrom, &rows)
            for model in credits.models.indices {
                if credits.needsPath(model) {
                    try credits.addLoaded(conversion, path: path, by: model, &rows)
                } else {
                    let isLast = credits.models[model] == .lastClick
                    credits.add(amounts, to: (isLast ? path.last : path.first)?.touch, by: model)
                }
            }
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
