import Attribution

/// What a model gives to each source: conversions, revenue and profit.
///
/// Sources are numbered as the run meets them; `nil` stands for unattributed.
struct SourceTotals {
    /// The sums of one source. Money is `nil` until an amount is known, as SUM in SQL.
    struct Sums {
        var isUsed = false
        var conversions: Int128 = 0
        var revenue: Int128?
        var profit: Int128?

        mutating func add(conversions: Int64, revenue: Int64?, profit: Int64?) {
            isUsed = true
            self.conversions += Int128(conversions)
            if let revenue { self.revenue = (self.revenue ?? 0) + Int128(revenue) }
            if let profit { self.profit = (self.profit ?? 0) + Int128(profit) }
        }
    }

    /// The name of the model that the sums are of.
    let model: String
    /// By source.
    private(set) var bySource: [Sums] = []
    /// Of checkouts without a click.
    private(set) var unattributed = Sums()

    /// No credit given yet.
    init(model: String) { self.model = model }

    /// Gives a whole checkout to a source.
    mutating func add(_ amounts: Money.Amounts, to source: UInt32?) {
        add(credit: Credit.whole, revenue: amounts.total, profit: amounts.profit, to: source)
    }

    /// Gives a share of a checkout to a source.
    mutating func add(credit: Int64, revenue: Int64?, profit: Int64?, to source: UInt32?) {
        guard let source else {
            unattributed.add(conversions: credit, revenue: revenue, profit: profit)
            return
        }
        while bySource.count <= Int(source) { bySource.append(Sums()) }
        bySource[Int(source)].add(conversions: credit, revenue: revenue, profit: profit)
    }

    /// Splits a checkout among sources.
    ///
    /// `isWhole`: whether the credits add up to a whole checkout; then the parts of its
    /// money add up to the whole, too. Else each part is rounded by itself, half away from zero.
    mutating func split(
        _ amounts: Money.Amounts, by credits: [Int64], among sources: [UInt32],
        isWhole: Bool = true
    ) {
        func parts(_ amount: Int64) -> [Int64?] {
            isWhole
                // Mapped, because an array's implicit conversion casts each element at run time.
                ? Credit.split(amount, by: credits).map(Optional.init)
                : credits.map {
                    Money.rounded(
                        Int128(amount) * Int128($0), dividedBy: Int128(Credit.whole))
                }
        }
        let revenues = amounts.total.map(parts)
        let profits = amounts.profit.map(parts)
        for (place, source) in sources.enumerated() where credits[place] != 0 {
            add(
                credit: credits[place], revenue: revenues?[place], profit: profits?[place],
                to: source)
        }
    }
}
