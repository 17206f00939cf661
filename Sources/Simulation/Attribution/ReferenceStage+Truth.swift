import Attribution
import EventLogs
import Streaming

// How a stream run of the reference engine and its truth are held against each other.

extension ReferenceStage {
    /// In a stream run: leaves word for the comparison with the truth.
    func settle(_ slot: Int32, _ checkout: HeldCheckout) {
        guard let outcomes else { return }
        let settlement =
            rules.hasRow(checkout) ? self.settlement(of: checkout.attributed) : .noRow
        if let upsert, settlement.isRow(isLeft: configuration.join.kind.showsUnattributed) {
            // Which row of the id stays is known at the end.
            return upsert.close(
                checkout.record.index, seq: join.checkouts[slot].seq, settlement,
                id: join.checkouts.id(slot))
        }
        outcomes.settle(checkout.record.index, settlement) {
            CountedAgain(
                checkoutID: Array(join.checkouts.id(slot)),
                revenue: rules.amounts(of: checkout, rows.dimensions).total)
        }
    }

    private func settlement(of click: Int32) -> Settlement {
        Settlement(click == ClickBuffer.none ? nil : join.clicks[click].index)
    }

    /// In a stream run with one row an id, once it is over: leaves word of all that had a row.
    func settleUpserted() {
        guard let outcomes, let upsert else { return }
        for closed in upsert.closed where upsert.holds(closed) {
            outcomes.settle(closed.index, closed.settlement) {
                CountedAgain(checkoutID: [], revenue: nil)
            }
        }
        for closed in upsert.closed where !upsert.holds(closed) {
            outcomes.settle(closed.index, .replaced) { CountedAgain(checkoutID: [], revenue: nil) }
        }
    }

    /// In a truth run: holds the checkout against the stream run's.
    func compare(_ slot: Int32, _ checkout: HeldCheckout, _ amounts: Money.Amounts) {
        guard let comparison else { return }
        let click =
            checkout.attributed == ClickBuffer.none ? nil : join.clicks[checkout.attributed].index
        comparison.close(
            checkout.record.index, click: click, revenue: amounts.total,
            id: join.checkouts.id(slot))
    }

    /// In a truth run: a record repeats another one's id.
    func setAside(_ arrival: Arrival, first: UInt32) {
        comparison?.setAside(arrival.record, first: first, in: arrival.text) {
            let text = arrival.record.allTexts(in: arrival.text)
            let checkout = rules.held(arrival, text: text, user: arrival.user, rows.dimensions)
            return rules.amounts(of: checkout, rows.dimensions).total
        }
    }

    /// In a truth run, once both are over: writes what they see differently.
    mutating func writeDifferences() throws(SinkError) {
        try comparison?.finish { (difference, checkoutID, revenue) throws(SinkError) in
            try checkoutID.withUnsafeBufferPointer { (id) throws(SinkError) in
                try rows.write(difference, checkoutID: id, revenue: revenue)
            }
        }
    }
}
