/// What the faults of a seed cost, against the run without them.
public struct StormCost: Sendable, Equatable {
    /// Checkouts that have a row in one of both alone, or another click or amount.
    public var checkouts = 0
    /// What these are worth together, in ten-thousandths.
    public var revenue: Int128 = 0
    /// Rows that a sink gets twice if it gets them at least once.
    public var rowsAgain = 0
    /// Rows that a sink does not get if it gets them at most once.
    public var rowsLost = 0
}

extension StormOutcome {
    /// What the faults cost.
    var cost: StormCost {
        var cost = StormCost()
        let (before, after) = (clean.byCheckout, stormed.byCheckout)
        for checkout in Set(before.keys).union(after.keys) {
            let (old, new) = (before[checkout], after[checkout])
            let isSame =
                (old == nil) == (new == nil) && old?.click == new?.click
                && old?.source == new?.source && old?.amount == new?.amount
            if isSame { continue }
            cost.checkouts += 1
            cost.revenue += Int128(old?.amount ?? new?.amount ?? 0)
        }
        if let crash = plan.crash, let second {
            func isBetween(_ change: StormRows.Change) -> Bool {
                change.afterSeq > crash.checkpoint && change.afterSeq <= crash.at
            }
            cost.rowsAgain = first.changelog.count(where: isBetween)
            cost.rowsLost = second.changelog.count(where: isBetween)
        }
        return cost
    }
}
