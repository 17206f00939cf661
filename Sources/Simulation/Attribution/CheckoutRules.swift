import Attribution
import EventLogs
import Streaming

/// Which checkouts have a row in the attributed table, and what they are worth: the parts of a
/// scenario that are the same for every engine.
struct CheckoutRules {
    private let rule: Money.DiscountRule
    private let lookup: DimensionSettings.Lookup
    private let paymentStatuses: [[UInt8]]?
    /// The discount that leaves a price as it is.
    private var noDiscount: Int64 { rule == .discount ? 0 : Int64(Share.all.billionths) }
    private let conversions: [(kind: [UInt8], lookback: Milliseconds?)]?
    private let calendar: (days: Int64, place: CalendarDays)?
    private let asOf: DimensionSettings.AsOf
    private let precision: Money.Precision
    /// What a lookup of NULL gives where there is a table: no row of it, or nothing at all.
    private let matchOfNull: Dimensions.Match

    /// `missesNull`: whether a NULL user or product is in no table, as SQL has it; else it is not
    /// looked up.
    init(_ configuration: RunConfiguration, missesNull: Bool) {
        matchOfNull = missesNull ? .missing : .noTable
        rule = configuration.dimensions.amounts == .original ? .factor : .discount
        lookup = configuration.dimensions.lookup
        asOf = configuration.dimensions.asOf
        precision = configuration.dimensions.decimal == .original ? .sixDigits : .exact
        conversions = configuration.attribution.conversions?.map {
            (Array($0.kind.utf8), $0.lookback)
        }
        calendar = configuration.join.calendar.map { ($0.days, CalendarDays($0.timeZone)) }
        paymentStatuses = configuration.attribution.paymentStatus?.map { Array($0.utf8) }
    }

    /// What to keep of an accepted checkout whose texts are `text` alone; `user` is its user's
    /// key in the users' table.
    func held(
        _ arrival: Arrival, text: UnsafeBufferPointer<UInt8>, user: Dimensions.Match,
        _ dimensions: Dimensions
    ) -> HeldCheckout {
        var checkout = HeldCheckout(record: arrival.record)
        checkout.numbers = arrival.record.numbers(in: arrival.text)
        checkout.record.textStart = 0
        if let paymentStatuses {
            let status = checkout.record.text(.paymentStatus, in: text)
            checkout.isCounted = paymentStatuses.contains { wanted in
                status.map { $0.elementsEqual(wanted) } ?? false
            }
        }
        if let conversions {
            let kind = checkout.record.text(.kind, in: text)
            let conversion = conversions.first { wanted in
                kind.map { $0.elementsEqual(wanted.kind) } ?? false
            }
            checkout.isConversion = conversion != nil
            if let lookback = conversion?.lookback {
                checkout.matchesFrom = checkout.record.eventTime - lookback
            }
        }
        if let calendar {
            checkout.matchesFrom = max(
                checkout.matchesFrom,
                calendar.place.start(calendar.days, before: checkout.record.eventTime))
        }
        checkout.touchesFrom = checkout.matchesFrom
        let user = arrival.record.hasUser || !dimensions.hasUsers ? user : matchOfNull
        let product =
            checkout.record.product(in: text).map { dimensions.product($0) }
            ?? (dimensions.hasProducts ? matchOfNull : .noTable)
        guard dimensions.hasVersions else {
            (checkout.user, checkout.otherUser) = (user, user)
            (checkout.product, checkout.otherProduct) = (product, product)
            return checkout
        }
        let eventTime = checkout.record.eventTime.milliseconds
        // The truth knows no processing time.
        let clock = arrival.clock == .beforeAll ? eventTime : arrival.clock.milliseconds
        let (time, otherTime) = asOf == .processingTime ? (clock, eventTime) : (eventTime, clock)
        checkout.user = dimensions.user(user, at: time)
        checkout.product = dimensions.product(product, at: time)
        checkout.otherUser = dimensions.user(user, at: otherTime)
        checkout.otherProduct = dimensions.product(product, at: otherTime)
        return checkout
    }

    /// Whether the attributed table has the checkout, once it is a result of the join.
    func hasRow(_ checkout: HeldCheckout) -> Bool {
        checkout.isConversion && checkout.isCounted && (!checkout.lookupMissed || lookup == .left)
    }

    /// Counts a result of the join that has no row, or one in spite of a failed lookup, and one
    /// that another time of the lookup would change.
    func count(_ checkout: HeldCheckout, in counts: inout RunCounts, _ dimensions: Dimensions) {
        if !checkout.isConversion {
            counts.otherKinds += 1
            return
        }
        if !checkout.isCounted { counts.otherPaymentStatus += 1 }
        if checkout.lookupMissed { counts.lookupMissed += 1 }
        guard checkout.isCounted, checkout.hasOtherVersion else { return }
        counts.lookupsDiffering += 1
        let other = checkout.withOtherVersions
        let revenue = [checkout, other].map { checkout in
            Int128(hasRow(checkout) ? amounts(of: checkout, dimensions).total ?? 0 : 0)
        }
        counts.lookupsRevenue += revenue[0] - revenue[1]
    }

    /// Counts a row with an amount that does not fit.
    func count(_ amounts: Money.Amounts, in counts: inout RunCounts) {
        guard amounts.hasOverflowed else { return }
        if precision == .exact {
            counts.amountsOverflowed += 1
        } else {
            counts.amountsBeyondDecimal += 1
        }
    }

    /// What decides about a checkout's row, for whoever looks on.
    func probed(_ checkout: HeldCheckout, _ dimensions: Dimensions) -> ProbedCheckout {
        let product = dimensions.product(checkout.product)
        let amounts = amounts(of: checkout, dimensions)
        return ProbedCheckout(
            matchesFrom: checkout.matchesFrom.milliseconds,
            touchesFrom: checkout.touchesFrom.milliseconds, isConversion: checkout.isConversion,
            user: .init(checkout.user), product: .init(checkout.product),
            isCounted: checkout.isCounted, hasRow: hasRow(checkout), price: product.price,
            commissionRate: product.commissionRate, totalE4: amounts.total,
            profitE4: amounts.profit, hasOverflowed: amounts.hasOverflowed)
    }

    /// What a checkout is worth. One that does not say how many, or at what discount, is one piece
    /// at its price.
    func amounts(of checkout: HeldCheckout, _ dimensions: Dimensions) -> Money.Amounts {
        let product = dimensions.product(checkout.product)
        if let amount = checkout.numbers.amount {
            // One piece at that price, without a discount.
            return Money.amounts(
                price: amount, quantity: 1, discount: 0,
                shippingCost: checkout.numbers.shippingCost,
                commissionRate: product.commissionRate, rule: .discount, precision: precision)
        }
        return Money.amounts(
            price: product.price, quantity: checkout.numbers.quantity ?? 1,
            discount: checkout.numbers.discount ?? noDiscount,
            shippingCost: checkout.numbers.shippingCost,
            commissionRate: product.commissionRate, rule: rule, precision: precision)
    }
}
