import Attribution

/// Adds up one checkout's shares by source, before they go into the totals: most paths have many
/// touches and few sources, and money needs only each source's share.
struct CreditSums {
    private var bySource: [Int64] = []
    private var runs = CreditRuns()

    /// Adds a checkout to the totals by shares that follow from positions alone.
    ///
    /// - Returns: `false`, and nothing is added, where the model looks at more than positions.
    mutating func add(
        _ checkout: Money.Amounts, _ touches: [Touch], by model: RuleModel,
        to totals: inout SourceTotals
    ) -> Bool {
        guard runs.fill(model, touches: touches.count) else { return false }
        fit(touches)
        touches.withUnsafeBufferPointer { touches in
            bySource.withUnsafeMutableBufferPointer { sums in
                var place = 0
                for run in runs.runs {
                    let end = place + run.count
                    while place < end {
                        sums[Int(touches[place].source)] &+= run.share
                        place += 1
                    }
                }
            }
        }
        settle(checkout, touches, &totals)
        return true
    }

    /// Adds a checkout to the totals by each touch's credit.
    mutating func add(
        _ checkout: Money.Amounts, _ touches: [Touch], by credits: [Int64],
        to totals: inout SourceTotals
    ) {
        fit(touches)
        touches.withUnsafeBufferPointer { touches in
            bySource.withUnsafeMutableBufferPointer { sums in
                for place in touches.indices {
                    sums[Int(touches[place].source)] &+= credits[place]
                }
            }
        }
        settle(checkout, touches, &totals)
    }

    private mutating func fit(_ touches: [Touch]) {
        var largest: Int32 = 0
        for touch in touches { largest = max(largest, touch.source) }
        while bySource.count <= Int(largest) { bySource.append(0) }
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
        if bySource[source] == 0 { return }
        totals.add(bySource[source], of: checkout, to: UInt32(source))
        bySource[source] = 0
    }
}
