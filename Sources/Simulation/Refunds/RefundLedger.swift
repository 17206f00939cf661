import Attribution
import EventLogs
import Streaming

/// The refunds of a run, and what each order's money went to, so that at the end it can come back from
/// there.
///
/// A refund names its order, which may come before or after it; only at the end of the run is it known
/// which orders have a row, and their final shares. So each order that has one is noted here, some 60
/// bytes with first click, where refunds are known to come (``RefundOutlook``).
struct RefundLedger: ~Copyable {
    /// A refund as it was taken in.
    struct Refund {
        var seq: Int64
        var id: [UInt8]
        var order: [UInt8]
        var amount: Int64?
        var time: Int64
    }

    /// What one model gave of an order to a touch; `nil`: to none.
    struct Share {
        var model: Int32
        var touch: UInt32?
        var credit: Int64
    }

    private struct Order {
        /// Its shares: a stretch of ``shares``.
        var first: Int32
        var count: Int32
        var next: Int32
        /// The number of its kind, -1 for none.
        var kind: Int32
        /// In billionths.
        var commissionRate: Int64?
    }

    /// In the order of their arrival.
    private(set) var refunds: [Refund] = []
    private var numbers = KeyTable()
    private var orders: [Order] = []
    /// By id: its last order, -1 for none.
    private var last: [Int32] = []
    private var shares: [Share] = []
    private var keepsShares: Bool

    init(keepsShares: Bool) { self.keepsShares = keepsShares }

    /// Whether orders are to be noted.
    var wantsOrders: Bool { keepsShares }

    /// Notes orders from now on: nothing was settled before.
    mutating func keepOrders() { keepsShares = true }

    mutating func add(_ refund: Refund) { refunds.append(refund) }

    /// Notes what models gave of an order's row: several calls where models are done at different times.
    /// Where an id has several rows, a model's last ones count, so that an order that is counted twice
    /// is given back once.
    mutating func note(
        _ id: UnsafeBufferPointer<UInt8>, kind: Int32, commissionRate: Int64?, _ given: [Share]
    ) {
        guard keepsShares else { return }
        let number = Int(numbers.intern(id))
        while last.count <= number { last.append(-1) }
        orders.append(
            Order(
                first: Int32(shares.count), count: Int32(given.count), next: last[number],
                kind: kind, commissionRate: commissionRate))
        last[number] = Int32(orders.count - 1)
        shares.append(contentsOf: given)
    }

    /// What a refund is worth: its amount, and that times the commission rate of its order, as far as
    /// that is known.
    func amounts(of refund: Refund) -> Money.Amounts {
        var amounts = Money.Amounts(total: refund.amount)
        if let amount = refund.amount, let rate = order(of: refund)?.commissionRate {
            amounts.profit = Money.rounded(
                Int128(amount) * Int128(rate), dividedBy: 1_000_000_000)
        }
        return amounts
    }

    /// The shares of the order that a refund names, its commission rate and kind; `nil` where no row has
    /// that id.
    func order(of refund: Refund) -> (shares: [Share], commissionRate: Int64?, kind: Int32)? {
        let number = refund.order.withUnsafeBufferPointer { numbers.find($0) }
        guard let number, Int(number) < last.count, last[Int(number)] >= 0 else { return nil }
        var found: [Share] = []
        var known: Set<Int32> = []
        var place = last[Int(number)]
        let newest = orders[Int(place)]
        while place >= 0 {
            let order = orders[Int(place)]
            let given = shares[Int(order.first)..<Int(order.first + order.count)]
            found += given.filter { !known.contains($0.model) }
            known.formUnion(given.map(\.model))
            place = order.next
        }
        return (found, newest.commissionRate, newest.kind)
    }
}

/// A refund at the end of a run.
struct SettledRefund {
    var refund: RefundLedger.Refund
    /// What it is worth; the profit is that of its order's commission rate.
    var amounts: Money.Amounts
    /// Whether its order has a row, to whose touches it goes.
    var isMatched: Bool
}

/// Whether a run has to reckon with refunds, whose orders it would else forget.
///
/// Few logs have any; so a run first keeps nothing of its orders, and stops at the first refund that
/// comes once an order was done with. Then it begins anew and keeps them. A class, since the stage tells
/// the simulator.
final class RefundOutlook: @unchecked Sendable {
    /// Whether orders are kept.
    let keepsOrders: Bool
    /// Whether the logs can be read again, if it turns out that they should have been.
    let canBeginAnew: Bool
    /// Whether a refund has come whose order may have been forgotten.
    var turnedUp = false

    init(keepsOrders: Bool, canBeginAnew: Bool = true) {
        self.keepsOrders = keepsOrders
        self.canBeginAnew = canBeginAnew
    }

    /// What a run stops with that has to begin anew, or, if it cannot, with what to do.
    var refusal: SinkError {
        SinkError(
            "a refund has come after orders were done with, and a log that comes through a pipe cannot "
                + "be read again\n  hint: put the log into a file, or name the field in the scenario: "
                + "\"fields\": {\"refundOf\": \"refund_of\"}")
    }
}
