import Attribution
import EventLogs
import Streaming

// How a stream run of the reference engine and its truth are held against each other.

extension ReferenceStage {
    /// In a stream run: leaves word for the comparison with the truth.
    func settle(_ checkout: HeldCheckout) {
        let slot = checkout.attributed
        guard slot != ClickBuffer.none else {
            outcomes?.settle(checkout.record, .unattributed)
            return
        }
        outcomes?.settle(
            checkout.record, .attributed(click: join.clicks[slot].index), name: { name(slot) })
    }

    /// In a truth run: holds the checkout against the stream run's.
    func compare(_ slot: Int32, _ checkout: HeldCheckout, _ amounts: Money.Amounts) {
        guard let comparison else { return }
        let click =
            checkout.attributed == ClickBuffer.none ? nil : join.clicks[checkout.attributed].index
        comparison.needs?.settle(
            checkout: checkout.record.index, at: checkout.record.eventTime,
            key: join.checkouts[slot].key, click: click, revenue: amounts.total)
        var held: [(index: UInt32, slot: Int32)] = []
        comparison.close(
            checkout.record.index, click: click,
            clickName: { click == nil ? nil : name(checkout.attributed) },
            revenue: amounts.total, id: join.checkouts.id(slot)
        ) { index in
            if held.isEmpty { held = join.clicks.indices(of: join.checkouts[slot].key) }
            return held.first { $0.index == index }.map { name($0.slot) }
        }
    }

    /// In a truth run, once both are over: writes what they see differently.
    mutating func writeDifferences() throws(SinkError) {
        try comparison?.finish { (verdict, difference) throws(SinkError) in
            try verdict.checkoutID.withUnsafeBufferPointer { (id) throws(SinkError) in
                try rows.write(difference, checkoutID: id, revenue: verdict.revenue)
            }
        }
    }

    private func name(_ click: Int32) -> ClickName {
        ClickName(
            id: Array(join.clicks.id(click)),
            source: Array(rows.sources.bytes(join.clicks[click].source)))
    }
}
