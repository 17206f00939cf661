import EventLogs
import Streaming

// Checkouts that give the money of another back: no join ever sees them.

extension JoinResults {
    /// Takes a refund in.
    ///
    /// Only what is done with an order before the end needs to begin anew where a refund comes that
    /// nobody reckoned with.
    mutating func addRefund(_ arrival: Arrival) throws(SinkError) {
        if !credits.ledger.wantsOrders {
            guard counts.attributed + counts.unattributed + counts.pending == 0 else {
                refunds.turnedUp = true
                throw refunds.refusal
            }
            credits.keepOrders()
        }
        counts.refunds += 1
        let refund = RefundLedger.Refund(arrival)
        credits.add(refund)
        metrics?.add(refund, credits.ledger.amounts(of: refund))
        // Neither run has a row of it.
        outcomes?.settle(arrival.record.index, .noRow) {
            CountedAgain(checkoutID: [], revenue: nil)
        }
        comparison?.skip(arrival.record.index)
    }

    /// The run is over: takes the refunds' money back, and writes their rows.
    mutating func settleRefunds() throws(SinkError) {
        let settled = credits.settleRefunds()
        metrics?.settle(settled)
        for refund in settled {
            if !refund.isMatched { counts.refundsUnmatched += 1 }
            if storesRows { try rows.write(refund) }
        }
    }
}

extension RefundLedger.Refund {
    /// The refund that a record is.
    init(_ arrival: Arrival) {
        let record = arrival.record
        self.init(
            seq: arrival.seq, id: Array(record.id(in: arrival.text)),
            order: record.text(.refundOf, in: arrival.text).map(Array.init) ?? [],
            amount: record.numbers(in: arrival.text).amount,
            time: record.eventTime.milliseconds)
    }
}
