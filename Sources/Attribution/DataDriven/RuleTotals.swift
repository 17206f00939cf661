/// What each source gets, by number, under one model.
public struct SourceTotals: Sendable, Hashable {
    /// Conversions per source number.
    public var conversions: [Double]
    /// Value per source number.
    public var value: [Double]

    init(sources: Int) {
        conversions = Array(repeating: 0, count: sources)
        value = conversions
    }
}

extension PathSet {
    /// The totals of a rule-based model: each path's shares times its conversions and value.
    ///
    /// Journeys that did not convert play no part. The model's source names are looked up here.
    public func totals(of model: RuleModel) -> SourceTotals {
        var calculator = RuleCalculator(model) { number(ofSource: $0) }
        var totals = SourceTotals(sources: sources.count)
        var path: [Touch] = []
        var shares: [Double] = []
        for entry in paths where entry.conversions > 0 {
            path.removeAll(keepingCapacity: true)
            appendTouches(of: entry, to: &path)
            calculator.shares(of: path, into: &shares)
            for (touch, share) in zip(path, shares) where share != 0 {
                totals.conversions[Int(touch.source)] += share * entry.conversions
                totals.value[Int(touch.source)] += share * entry.value
            }
        }
        return totals
    }
}
