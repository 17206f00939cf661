/// Shapley value of the coverage game: v(S) = conversions (or value) of the journeys whose sources
/// all lie in S.
///
/// In closed form every journey's conversions are shared equally by its distinct sources, since a
/// journey pays as soon as the last of its sources has joined, and each is the last equally often.
/// Exact for any number of sources. Journeys that did not convert play no part.
///
/// Source: mta 0.0.9 `shapley` (conversions); shapley-attribution 2.1.0 (closed form; Zhao, Mahboobi
/// and Bagheri, "Shapley value methods for attribution modeling in online advertising", 2018).
public enum ShapleyCoverage {
    /// The closed form.
    public static func closedForm(_ paths: PathSet) -> SourceTotals {
        var totals = SourceTotals(sources: paths.sources.count)
        for coalition in Coalitions(paths).all {
            let count = Double(coalition.members.count)
            for member in coalition.members {
                totals.conversions[Int(member)] += coalition.conversions / count
                totals.value[Int(member)] += coalition.value / count
            }
        }
        return totals
    }

    /// The definition, by enumeration of all sets: the same numbers up to rounding.
    ///
    /// Beyond ``Shapley/enumeratedMax`` sources it is the closed form.
    public static func enumerated(_ paths: PathSet) -> SourceTotals {
        let coalitions = Coalitions(paths)
        guard coalitions.sources <= Shapley.enumeratedMax else { return closedForm(paths) }
        var totals = SourceTotals(sources: coalitions.sources)
        totals.conversions = Shapley.enumerated(
            players: coalitions.sources, worths: coalitions.sumsOverSubsets(\.conversions))
        totals.value = Shapley.enumerated(
            players: coalitions.sources, worths: coalitions.sumsOverSubsets(\.value))
        return totals
    }
}
