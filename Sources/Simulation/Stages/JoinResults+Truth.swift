import Attribution
import EventLogs
import Streaming

// How a stream run and its truth are held against each other.

extension JoinResults {
    /// In a stream run: leaves word of what a checkout came to.
    @inline(__always)
    func settle(
        _ checkout: HeldCheckout, in text: UnsafeBufferPointer<UInt8>, _ settlement: Settlement
    ) {
        guard let outcomes else { return }
        let known = rules.hasRow(checkout) ? settlement : .noRow
        outcomes.settle(checkout.record.index, known) {
            CountedAgain(
                checkoutID: Array(checkout.record.id(in: text)),
                revenue: amounts(of: checkout).total)
        }
    }

    /// In a truth run: holds a checkout against the stream run's. `click`: its place as read.
    @inline(__always)
    func compare(
        _ checkout: HeldCheckout, in text: UnsafeBufferPointer<UInt8>, click: UInt32?
    ) {
        guard let comparison else { return }
        let (index, revenue) = (checkout.record.index, amounts(of: checkout).total)
        let id = checkout.record.id(in: text)
        if rules.hasRow(checkout) {
            comparison.close(index, click: click, revenue: revenue, id: id)
        } else {
            comparison.skip(index, revenue: revenue, id: id)
        }
    }

    /// In a truth run: a record repeats another one's id.
    func setAside(_ arrival: Arrival, first: UInt32) {
        comparison?.setAside(arrival.record, first: first, in: arrival.text) {
            let text = arrival.record.allTexts(in: arrival.text)
            let checkout = rules.held(arrival, text: text, user: arrival.user, rows.dimensions)
            return amounts(of: checkout).total
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
