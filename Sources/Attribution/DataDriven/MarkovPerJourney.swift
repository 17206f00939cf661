/// Every journey that converted is split over its touches in proportion to the removal effects of their
/// sources, so that a source is paid only where it took part.
///
/// credit of a touch = effect of its source ÷ the sum of effects over the journey's touches; equal
/// shares where all are 0. The effects are those of conversions (``MarkovModel``, no limit, null paths
/// included), for value as well. A source that occurs twice gets both its shares.
///
/// Source: the per-journey allocation of Markov removal effects, as warehouses' attribution jobs do it.
public enum MarkovPerJourney {
    /// What each source gets, from effects by number.
    public static func totals(_ paths: PathSet, effects: [Double]) -> SourceTotals {
        var totals = SourceTotals(sources: paths.sources.count)
        for path in paths.paths where path.conversions > 0 {
            var sum = 0.0
            paths.forEachSource(of: path) { sum += effects[Int($0)] }
            let equal = 1 / Double(path.range.count)
            paths.forEachSource(of: path) { source in
                let share = sum > 0 ? effects[Int(source)] / sum : equal
                totals.conversions[Int(source)] += share * path.conversions
                totals.value[Int(source)] += share * path.value
            }
        }
        return totals
    }
}
