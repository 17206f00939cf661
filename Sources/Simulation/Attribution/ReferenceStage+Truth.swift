import Attribution
import EventLogs
import Streaming

// How a stream run of the reference engine and its truth are held against each other.

extension ReferenceStage {
    /// In a stream run: leaves word for the comparison with the truth.
    func settle(_ checkout: HeldCheckout) {
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
    mutating func compare(
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
