extension Money {
    /// The amounts as the original project's types give them: every value that is read, and the
    /// two that are computed, is a `DECIMAL(6,2)`.
    ///
    /// A value is rounded to two decimals, half away from zero; one of 10,000 or more is NULL, and
    /// so is all that is computed from it. Between, nothing is rounded: a total that does not fit
    /// can still give a profit that does.
    static func sixDigitAmounts(
        price: Int64?, quantity: Int64?, discount: Int64?, shippingCost: Int64?,
        commissionRate: Int64?, rule: DiscountRule
    ) -> Amounts {
        var hasOverflowed = false
        /// A value in hundredths.
        func narrowed(_ value: Int64?, unitsPerHundredth: Int128) -> Int128? {
            guard let value else { return nil }
            let hundredths = hundredths(Int128(value), dividedBy: unitsPerHundredth)
            if hundredths == nil { hasOverflowed = true }
            return hundredths
        }
        let price = narrowed(price, unitsPerHundredth: 100)
        let discount = narrowed(discount, unitsPerHundredth: 10_000_000)
        let shippingCost = narrowed(shippingCost, unitsPerHundredth: 100)
        let rate = narrowed(commissionRate, unitsPerHundredth: 10_000_000)
        guard let price, let quantity, let discount else {
            return Amounts(hasOverflowed: hasOverflowed)
        }
        // In units of 10⁻⁴: 20 + 63 bits, times a discount of 20 bits.
        let exact = price * Int128(quantity) * (rule == .discount ? 100 - discount : discount)
        let total = hundredths(exact, dividedBy: 100)
        if total == nil { hasOverflowed = true }
        var amounts = Amounts(total: total.map { Int64($0) * 100 })
        if let shippingCost, let rate {
            let profit = hundredths((exact - shippingCost * 100) * rate, dividedBy: 10_000)
            if profit == nil { hasOverflowed = true }
            amounts.profit = profit.map { Int64($0) * 100 }
        }
        amounts.hasOverflowed = hasOverflowed
        return amounts
    }

    /// Rounded half away from zero; `nil` with more than six digits.
    private static func hundredths(_ numerator: Int128, dividedBy divisor: Int128) -> Int128? {
        guard let rounded = rounded(numerator, dividedBy: divisor), rounded.magnitude < 1_000_000
        else { return nil }
        return Int128(rounded)
    }
}
