import Attribution

/// The sums over a run's rows, which the totals of every model have to come to.
struct RowSums {
    private var rows: Int64 = 0
    private var revenue: Int128 = 0
    private var profit: Int128 = 0

    /// A row of the attributed table is final.
    mutating func add(_ amounts: Money.Amounts) {
        rows += 1
        revenue += Int128(amounts.total ?? 0)
        profit += Int128(amounts.profit ?? 0)
    }

    /// A refund goes to the sources.
    mutating func refund(_ amounts: Money.Amounts) {
        revenue += Int128(amounts.total ?? 0)
        profit += Int128(amounts.profit ?? 0)
    }

    /// Checks that a model has given away every row once.
    ///
    /// - Returns: the sum that does not hold, in words, or `nil`.
    func imbalance(_ totals: SourceTotals) -> String? {
        guard totals.model.sumsToOne else { return nil }
        let unit = Int128(Credit.whole)
        let all = totals.byTouch + [totals.unattributed]
        func check(_ what: String, _ sum: Int128, _ rows: Int128) -> String? {
            sum == rows * unit
                ? nil
                : "\(totals.model.displayName) gives away \(sum) of \(rows * unit) billionths of the "
                    + "rows' \(what)"
        }
        return check("number", all.reduce(0) { $0 + $1.conversions }, Int128(rows))
            ?? check("revenue", all.reduce(0) { $0 + ($1.revenue ?? 0) }, revenue)
            ?? check("profit", all.reduce(0) { $0 + ($1.profit ?? 0) }, profit)
    }
}
