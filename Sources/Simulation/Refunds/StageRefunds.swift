import EventLogs
import Streaming

// What stages do with refunds: take them in, and give the money back at the end.

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

extension ReferenceStage {
    mutating func addRefund(_ arrival: Arrival) throws(SinkError) {
        if !credits.ledger.wantsOrders {
            guard counts.attributed + counts.unattributed == 0 else {
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

    /// Takes the refunds' money back, and writes their rows.
    mutating func settleRefunds(_ counts: inout RunCounts) throws(SinkError) {
        let settled = credits.settleRefunds()
        metrics?.settle(settled)
        for refund in settled {
            if !refund.isMatched { counts.refundsUnmatched += 1 }
            if storesRows { try rows.write(refund) }
        }
    }
}
