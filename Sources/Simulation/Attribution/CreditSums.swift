import Attribution

/// Sums up one checkout's shares by source, before they go into the totals: most paths have many
/// touches and few sources.
struct CreditSums {
    /// By source: the credit, the revenue and the profit of its touches.
    private var credit: [Int64] = []
    private var revenue: [Int64] = []
    private var profit: [Int64] = []
    private var runs = CreditRuns()
    private var parts: [CreditRuns.Run] = []
    private var splitter = AmountSplitter()
    private var amounts: [Int64] = []

    /// Adds a checkout to the totals by shares that follow from positions alone.
    ///
    /// - Returns: `false`, and nothing is added, where the model looks at more than positions or an
    ///   amount is too large.
    mutating func add(
        _ checkout: Money.Amounts, _ touches: [Touch], by model: RuleModel,
        to totals: inout SourceTotals
    ) -> Bool {
        guard Self.areSmall(checkout), runs.fill(model, touches: touches.count) else {
            return false
        }
        fit(touches)
        Self.spread(runs.runs, touches, 1, &credit)
        if let total = checkout.total, runs.split(total.magnitude, into: &parts) {
            Self.spread(parts, touches, total.signum(), &revenue)
        }
        if let profit = checkout.profit, runs.split(profit.magnitude, into: &parts) {
            Self.spread(parts, touches, profit.signum(), &self.profit)
        }
        settle(checkout, touches, &totals)
        return true
    }

    /// Adds a checkout to the totals by each touch's credit, which together are a whole.
    ///
    /// - Returns: `false`, and nothing is added, where an amount is too large.
    mutating func add(
        _ checkout: Money.Amounts, _ touches: [Touch], by credits: [Int64],
        to totals: inout SourceTotals
    ) -> Bool {
        guard Self.areSmall(checkout) else { return false }
        fit(touches)
        Self.spread(credits, touches, 1, &credit)
        if let total = checkout.total, splitter.split(total.magnitude, by: credits, into: &amounts)
        {
            Self.spread(amounts, touches, total.signum(), &revenue)
        }
        if let profit = checkout.profit,
            splitter.split(profit.magnitude, by: credits, into: &amounts)
        {
            Self.spread(amounts, touches, profit.signum(), &self.profit)
        }
        settle(checkout, touches, &totals)
        return true
    }

    /// Whether 64 bits hold an amount's product with a credit.
    private static func areSmall(_ amounts: Money.Amounts) -> Bool {
        max(amounts.total?.magnitude ?? 0, amounts.profit?.magnitude ?? 0)
            <= Credit.largestFastSplit
    }

    private mutating func fit(_ touches: [Touch]) {
        var largest: Int32 = 0
        for touch in touches { largest = max(largest, touch.source) }
        while credit.count <= Int(largest) {
            credit.append(0)
            revenue.append(0)
            profit.append(0)
        }
    }

    private static func spread(
        _ runs: [CreditRuns.Run], _ touches: [Touch], _ sign: Int64, _ sums: inout [Int64]
    ) {
        sums.withUnsafeMutableBufferPointer { sums in
            var place = 0
            for run in runs {
                for touch in touches[place..<place + run.extra] {
                    sums[Int(touch.source)] += sign * (run.share + 1)
                }
                for touch in touches[place + run.extra..<place + run.count] {
                    sums[Int(touch.source)] += sign * run.share
                }
                place += run.count
            }
        }
    }

    private static func spread(
        _ parts: [Int64], _ touches: [Touch], _ sign: Int64, _ sums: inout [Int64]
    ) {
        sums.withUnsafeMutableBufferPointer { sums in
            for (part, touch) in zip(parts, touches) { sums[Int(touch.source)] += sign * part }
        }
    }

    /// Moves the sums into the totals: by source where there are few of them, else by touch.
    private mutating func settle(
        _ checkout: Money.Amounts, _ touches: [Touch], _ totals: inout SourceTotals
    ) {
        func move(_ source: Int) {
            guard credit[source] != 0 else { return }
            totals.add(
                credit: credit[source], revenue: checkout.total == nil ? nil : revenue[source],
                profit: checkout.profit == nil ? nil : profit[source], to: UInt32(source))
            (credit[source], revenue[source], profit[source]) = (0, 0, 0)
        }
        if credit.count <= touches.count {
            for source in credit.indices { move(source) }
        } else {
            for touch in touches { move(Int(touch.source)) }
        }
    }
}
