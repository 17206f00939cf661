import Attribution
import EventLogs
import Streaming

/// Which checkouts have a row in the attributed table, and what they are worth: the parts of a
/// scenario that are the same for every engine.
struct CheckoutRules {
    private let rule: Money.DiscountRule
    private let lookup: DimensionSettings.Lookup
    private let paymentStatuses: [[UInt8]]?

    init(_ configuration: RunConfiguration) {
        rule = configuration.dimensions.amounts == .original ? .factor : .discount
        lookup = configuration.dimensions.lookup
        paymentStatuses = configuration.attribution.paymentStatus?.map { Array($0.utf8) }
    }

    /// What to keep of an accepted checkout whose texts are `text` alone.
    func held(
        _ record: EventRecord, text: UnsafeBufferPointer<UInt8>, user: Dimensions.Match,
        _ dimensions: Dimensions
    ) -> HeldCheckout {
        var checkout = HeldCheckout(record: record)
        checkout.record.textStart = 0
        if let paymentStatuses {
            let status = checkout.record.paymentStatus(in: text)
            checkout.isCounted = paymentStatuses.contains { wanted in
                status.map { $0.elementsEqual(wanted) } ?? false
            }
        }
        checkout.user = user
        checkout.product = dimensions.product(checkout.record.product(in: text))
        return checkout
    }

    /// Whether the attributed table has the checkout, once it is a result of the join.
    func hasRow(_ checkout: HeldCheckout) -> Bool {
        checkout.isCounted && (!checkout.lookupMissed || lookup == .left)
    }

    /// Counts a result of the join that has no row, or one in spite of a failed lookup.
    func count(_ checkout: HeldCheckout, in counts: inout RunCounts) {
        if !checkout.isCounted { counts.otherPaymentStatus += 1 }
        if checkout.lookupMissed { counts.lookupMissed += 1 }
    }

    /// What decides about a checkout's row, for whoever looks on.
    func probed(_ checkout: HeldCheckout, _ dimensions: Dimensions) -> ProbedCheckout {
        let product = dimensions.product(checkout.product)
        let amounts = amounts(of: checkout, dimensions)
        return ProbedCheckout(
            user: .init(checkout.user), product: .init(checkout.product),
            isCounted: checkout.isCounted, hasRow: hasRow(checkout), price: product.price,
            commissionRate: product.commissionRate, totalE4: amounts.total,
            profitE4: amounts.profit, hasOverflowed: amounts.hasOverflowed)
    }

    /// What a checkout is worth.
    func amounts(of checkout: HeldCheckout, _ dimensions: Dimensions) -> Money.Amounts {
        let record = checkout.record
        let product = dimensions.product(checkout.product)
        return Money.amounts(
            price: product.price, quantity: record.hasQuantity ? record.quantity : nil,
            discount: record.hasDiscount ? record.discount : nil,
            shippingCost: record.hasShippingCost ? record.shippingCost : nil,
            commissionRate: product.commissionRate, rule: rule)
    }
}
