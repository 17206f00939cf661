import Attribution

/// Sums up one checkout's shares by source, before they go into the totals: most paths have many
/// touches and few sources.
struct CreditSums {
    /// Credit, revenue and profit, added together: each touch costs one addition.
    private typealias Sum = SIMD4<Int64>

    private var bySource: [Sum] = []
    private var runs = CreditRuns()
    private var splitter = AmountSplitter()
    private var revenueRuns: [CreditRuns.Run] = []
    private var profitRuns: [CreditRuns.Run] = []
    private var revenues: [Int64] = []
    private var profits: [Int64] = []

    /// Adds a checkout to the totals by shares that follow from positions alone.
    ///
    /// - Returns: `false`, and nothing is added, where the model looks at more than positions or an
    ///   amount is too large.
    mutating func add(
        _ checkout: Money.Amounts, _ touches: [Touch], by model: RuleModel,
        to totals: inout SourceTotals
    ) -> Bool {
        guard runs.fill(model, touches: touches.count),
            runs.split((checkout.total ?? 0).magnitude, into: &revenueRuns),
            runs.split((checkout.profit ?? 0).magnitude, into: &profitRuns)
        else { return false }
        fit(touches)
        spread(checkout, touches)
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
        guard
            splitter.split((checkout.total ?? 0).magnitude, by: credits, into: &revenues),
            splitter.split((checkout.profit ?? 0).magnitude, by: credits, into: &profits)
        else { return false }
        fit(touches)
        bySource.withUnsafeMutableBufferPointer { sums in
            for place in touches.indices {
                sums[Int(touches[place].source)] &+=
                    Sum(credits[place], revenues[place], profits[place], 0)
            }
        }
        settle(checkout, touches, &totals)
        return true
    }

    private mutating func fit(_ touches: [Touch]) {
        var largest: Int32 = 0
        for touch in touches { largest = max(largest, touch.source) }
        while bySource.count <= Int(largest) { bySource.append(.zero) }
    }

    /// Adds up three lists of stretches, from one end of a stretch to the next.
    private mutating func spread(_ checkout: Money.Amounts, _ touches: [Touch]) {
        var credit = Stretches(runs.runs)
        var revenue = Stretches(revenueRuns)
        var profit = Stretches(profitRuns)
        bySource.withUnsafeMutableBufferPointer { sums in
            var place = 0
            while place < touches.count {
                let end = min(credit.end, revenue.end, profit.end)
                let share = Sum(credit.share, revenue.share, profit.share, 0)
                for touch in touches[place..<end] { sums[Int(touch.source)] &+= share }
                place = end
                credit.move(to: end)
                revenue.move(to: end)
                profit.move(to: end)
            }
        }
    }

    /// Moves the sums into the totals: by source where there are few of them, else by touch.
    private mutating func settle(
        _ checkout: Money.Amounts, _ touches: [Touch], _ totals: inout SourceTotals
    ) {
        if bySource.count <= touches.count {
            for source in bySource.indices { move(source, checkout, &totals) }
        } else {
            for touch in touches { move(Int(touch.source), checkout, &totals) }
        }
    }

    private mutating func move(
        _ source: Int, _ checkout: Money.Amounts, _ totals: inout SourceTotals
    ) {
        let sum = bySource[source]
        if sum[0] == 0 { return }
        totals.add(
            credit: sum[0], revenue: checkout.total.map { $0 < 0 ? -sum[1] : sum[1] },
            profit: checkout.profit.map { $0 < 0 ? -sum[2] : sum[2] }, to: UInt32(source))
        bySource[source] = .zero
    }
}

/// A walk along stretches of equal shares, each of which may have its first touches a unit up.
private struct Stretches {
    private let runs: [CreditRuns.Run]
    private var place = 0
    private var start = 0
    private var isExtra = true
    /// What each touch gets up to ``end``.
    private(set) var share: Int64 = 0
    /// Where the next share begins.
    private(set) var end = 0

    init(_ runs: [CreditRuns.Run]) {
        self.runs = runs
        look()
    }

    /// Goes on with the touch at `touch`, which is no further than ``end``.
    mutating func move(to touch: Int) {
        guard touch == end, place < runs.count else { return }
        if isExtra {
            isExtra = false
        } else {
            start += runs[place].count
            place += 1
            isExtra = true
        }
        look()
    }

    /// Reads the stretch at hand; one without extra touches has no such part.
    private mutating func look() {
        guard place < runs.count else { return }
        let run = runs[place]
        if isExtra, run.extra == 0 { isExtra = false }
        if !isExtra, run.extra == run.count {
            start += run.count
            place += 1
            isExtra = true
            return look()
        }
        share = run.share + (isExtra ? 1 : 0)
        end = start + (isExtra ? run.extra : run.count)
    }
}
