import Attribution

/// What a model gives to each source: conversions, revenue and profit.
///
/// Touches are numbered as the run meets them, by source alone or by more (``TouchProfiles``); `nil`
/// stands for unattributed. Money is added up as
/// amount × credit, exactly, and rounded once, at the end.
struct SourceTotals {
    /// The sums of one source. Money is `nil` until an amount is known, as SUM in SQL.
    ///
    /// 64 bytes: where every click has a source of its own there are millions of them.
    struct Sums {
        /// In billionths.
        private(set) var conversions: Int128 = 0
        private var revenueSum: Int128 = 0
        private var profitSum: Int128 = 0
        /// Whether anything was given.
        private(set) var isUsed = false
        private var hasRevenue = false
        private var hasProfit = false

        /// In billionths of a ten-thousandth. 2³⁴ checkouts of the largest amount fit.
        var revenue: Int128? { hasRevenue ? revenueSum : nil }
        /// As the revenue.
        var profit: Int128? { hasProfit ? profitSum : nil }

        mutating func add(_ credit: Int64, of checkout: Money.Amounts) {
            isUsed = true
            conversions += Int128(credit)
            addMoney(credit, of: checkout)
        }

        /// Adds all that another one has.
        mutating func add(_ other: Sums) {
            isUsed = isUsed || other.isUsed
            conversions += other.conversions
            hasRevenue = hasRevenue || other.hasRevenue
            revenueSum += other.revenueSum
            hasProfit = hasProfit || other.hasProfit
            profitSum += other.profitSum
        }

        mutating func refund(_ credit: Int64, of amounts: Money.Amounts) {
            isUsed = true
            addMoney(credit, of: amounts)
        }

        @inline(__always)
        private mutating func addMoney(_ credit: Int64, of checkout: Money.Amounts) {
            // The product of 64 bits each: one instruction, which a check would hide.
            if let total = checkout.total {
                hasRevenue = true
                revenueSum += Int128(total) &* Int128(credit)
            }
            if let amount = checkout.profit {
                hasProfit = true
                profitSum += Int128(amount) &* Int128(credit)
            }
        }
    }

    /// Sums with money in ten-thousandths.
    struct Rounded {
        var conversions: Int128
        var revenue: Int128?
        var profit: Int128?
    }

    /// The model that the sums are of.
    let model: RuleModel
    /// By touch.
    private(set) var byTouch: [Sums] = []
    /// Of checkouts without a click.
    private(set) var unattributed = Sums()
    /// What was given since the notes were taken last, where somebody takes notes.
    private(set) var notes: [(touch: UInt32?, credit: Int64)] = []
    /// Whether what is given is noted.
    var takesNotes = false

    /// No credit given yet.
    init(model: RuleModel) { self.model = model }

    /// Gives a whole checkout to a touch.
    mutating func add(_ checkout: Money.Amounts, to touch: UInt32?) {
        add(Credit.whole, of: checkout, to: touch)
    }

    /// Gives a share of a checkout to a touch.
    mutating func add(_ credit: Int64, of checkout: Money.Amounts, to touch: UInt32?) {
        if takesNotes { notes.append((touch, credit)) }
        guard let touch else { return unattributed.add(credit, of: checkout) }
        while byTouch.count <= Int(touch) { byTouch.append(Sums()) }
        byTouch[Int(touch)].add(credit, of: checkout)
    }

    /// Forgets the notes.
    mutating func clearNotes() { notes.removeAll(keepingCapacity: true) }

    /// Takes money back from a touch, `nil` for none: no conversion comes or goes.
    mutating func refund(_ credit: Int64, of amounts: Money.Amounts, from touch: UInt32?) {
        guard let touch else { return unattributed.refund(credit, of: amounts) }
        while byTouch.count <= Int(touch) { byTouch.append(Sums()) }
        byTouch[Int(touch)].refund(credit, of: amounts)
    }

    /// The sums by something that every touch has, such as its source: `number` gives its number.
    func sums(by number: (UInt32) -> UInt32) -> [Sums] {
        var sums: [Sums] = []
        for touch in byTouch.indices where byTouch[touch].isUsed {
            let place = Int(number(UInt32(touch)))
            while sums.count <= place { sums.append(Sums()) }
            sums[place].add(byTouch[touch])
        }
        return sums
    }

    /// The sums of some sources with their money rounded.
    ///
    /// Where the model gives away whole checkouts, the sources' money adds up to the checkouts', to
    /// the unit: a unit that rounding down leaves goes to the largest remainder, to the first source
    /// of equal ones. Else each sum is rounded by itself, half away from zero.
    func rounded(_ sums: [Sums]) -> [Rounded] {
        let revenues = rounded(sums.map(\.revenue))
        let profits = rounded(sums.map(\.profit))
        return sums.indices.map { place in
            Rounded(
                conversions: sums[place].conversions, revenue: revenues[place],
                profit: profits[place])
        }
    }

    private func rounded(_ amounts: [Int128?]) -> [Int128?] {
        let unit = Int128(Credit.whole)
        guard model.sumsToOne else {
            return amounts.map { $0.map { Money.roundedWide($0, dividedBy: unit) } }
        }
        let parts = Money.roundedTogether(amounts.map { $0 ?? 0 }, dividedBy: unit)
        return zip(amounts, parts).map { amount, part in amount == nil ? nil : part }
    }
}
