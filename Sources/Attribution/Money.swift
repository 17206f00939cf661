/// Amounts as integers of ten-thousandths, computed exactly and rounded once, half away from zero.
///
/// Shares (discount, commission rate) are integers of billionths. `nil` in, `nil` out, as NULL in
/// SQL; an amount that does not fit 64 bits is `nil` too, and is counted by the caller.
public enum Money {
    /// How a discount enters an amount.
    public enum DiscountRule: Sendable {
        /// price × quantity × (1 − discount)
        case discount
        /// price × quantity × discount: the original project's formula, in which 0.05 means 95 %
        /// off.
        case factor
    }

    /// Of what type amounts are.
    public enum Precision: Sendable {
        /// Four decimals, as large as 64 bits allow.
        case exact
        /// The original project's `DECIMAL(6,2)` for every amount and rate: two decimals, rounded
        /// half away from zero, and nothing of 10,000 or more.
        case sixDigits
    }

    /// A total and a profit in ten-thousandths.
    public struct Amounts: Sendable, Equatable {
        /// price × quantity × what the discount leaves.
        public var total: Int64?
        /// (total − shipping cost) × commission rate, from the total before it is rounded.
        public var profit: Int64?
        /// Whether an amount is missing because it does not fit, not because a term is NULL.
        public var hasOverflowed = false

        /// Two amounts.
        public init(total: Int64? = nil, profit: Int64? = nil, hasOverflowed: Bool = false) {
            self.total = total
            self.profit = profit
            self.hasOverflowed = hasOverflowed
        }
    }

    private static let one: Int128 = 1_000_000_000

    /// The amounts of a checkout.
    ///
    /// `price`: ten-thousandths.
    /// `discount`: billionths.
    /// `shippingCost`: ten-thousandths.
    /// `commissionRate`: billionths.
    /// `precision`: of what type amounts are.
    public static func amounts(
        price: Int64?, quantity: Int64?, discount: Int64?, shippingCost: Int64?,
        commissionRate: Int64?, rule: DiscountRule, precision: Precision = .exact
    ) -> Amounts {
        if precision == .sixDigits {
            return sixDigitAmounts(
                price: price, quantity: quantity, discount: discount, shippingCost: shippingCost,
                commissionRate: commissionRate, rule: rule)
        }
        guard let price, let quantity, let discount else { return Amounts() }
        let factor = rule == .discount ? one - Int128(discount) : Int128(discount)
        // 64 + 64 bits cannot overflow 128 (signed: 63 + 63); the next factor can.
        let pieces = Int128(price) * Int128(quantity)
        let (exact, overflow) = pieces.multipliedReportingOverflow(by: factor)
        guard !overflow, let total = rounded(exact, dividedBy: one) else {
            return Amounts(hasOverflowed: true)
        }
        guard let shippingCost, let commissionRate else { return Amounts(total: total) }
        let (net, netOverflow) = exact.subtractingReportingOverflow(Int128(shippingCost) * one)
        let (share, shareOverflow) = net.multipliedReportingOverflow(by: Int128(commissionRate))
        guard !netOverflow, !shareOverflow, let profit = rounded(share, dividedBy: one * one)
        else { return Amounts(total: total, hasOverflowed: true) }
        return Amounts(total: total, profit: profit)
    }

    /// The quotient rounded half away from zero, or `nil` if it does not fit 64 bits.
    public static func rounded(_ numerator: Int128, dividedBy denominator: Int128) -> Int64? {
        Int64(exactly: roundedWide(numerator, dividedBy: denominator))
    }

    /// The quotient rounded half away from zero.
    public static func roundedWide(_ numerator: Int128, dividedBy denominator: Int128) -> Int128 {
        let (quotient, remainder) = numerator.quotientAndRemainder(dividingBy: denominator)
        let away: Int128 =
            remainder.magnitude * 2 >= denominator.magnitude ? (numerator < 0 ? -1 : 1) : 0
        return quotient + away
    }

    /// Rounds parts of amounts, of which the whole is a number of units, so that they still add up to
    /// it: each down, and a unit each to the largest remainders, the first of equal ones first.
    public static func roundedTogether(
        _ parts: [Int128], dividedBy denominator: Int128
    ) -> [Int128] {
        var rounded: [Int128] = []
        var remainders: [(place: Int, size: Int128)] = []
        var rest: Int128 = 0
        for (place, part) in parts.enumerated() {
            var (quotient, remainder) = part.quotientAndRemainder(dividingBy: denominator)
            if remainder < 0 {
                quotient -= 1
                remainder += denominator
            }
            rounded.append(quotient)
            if remainder > 0 { remainders.append((place, remainder)) }
            rest += remainder
        }
        remainders.sort { a, b in a.size != b.size ? a.size > b.size : a.place < b.place }
        for remainder in remainders.prefix(Int(rest / denominator)) {
            rounded[remainder.place] += 1
        }
        return rounded
    }
}
