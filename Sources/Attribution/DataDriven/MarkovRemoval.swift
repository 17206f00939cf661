/// Removal effects of a chain of order 1 that is fitted anew to the paths without a source, instead of
/// one whose states lead to null.
///
/// P is the probability of a conversion of the chain of all journeys, P′ that of the chain fitted to
/// the journeys left. As a chain of counts carries every journey to its own end, these are the shares
/// of journeys that convert, steps to themselves included: nothing has to be solved (the tests solve
/// the chains).
///
/// Source: the removal effect as attribution packages and tutorials compute it from refitted
/// transition matrices; Anderl et al. (2016) remove states instead (``MarkovModel``).
public enum MarkovRemoval: Sendable, Hashable, CaseIterable {
    /// The source's touches are taken out, and journeys that had any all fail; one without a touch
    /// left counts as a failure: 1 − P′ ÷ P.
    case fail
    /// The same, journeys without a touch left being left out.
    case failRefit
    /// The source's touches are taken out, and journeys end as they did; those without a touch left
    /// are left out: P′ ÷ P − 1, which is below 0 where conversions would be lost.
    case detour

    /// The effect of each source, by number; 0 where nothing converts.
    public func effects(_ paths: PathSet) -> [Double] {
        let conversions = paths.conversions
        let journeys = conversions + paths.nulls
        guard conversions > 0 else { return paths.sources.map { _ in 0 } }
        // By source: journeys that have it, and those that have nothing else.
        var having = paths.sources.map { _ in Journeys() }
        var alone = having
        for path in paths.paths {
            let members = paths.distinctSources(of: path)
            for member in members { having[Int(member)].add(path) }
            if members.count == 1 { alone[Int(members[0])].add(path) }
        }
        return paths.sources.indices.map { source in
            var left: Double
            var all = journeys
            switch self {
            case .fail: left = conversions - having[source].conversions
            case .failRefit:
                left = conversions - having[source].conversions
                all -= alone[source].all
            case .detour:
                left = conversions - alone[source].conversions
                all -= alone[source].all
            }
            let rate = all > 0 ? max(0, left) / all : 0
            let ratio = rate / (conversions / journeys)
            return self == .detour ? ratio - 1 : 1 - ratio
        }
    }

    private struct Journeys {
        var conversions = 0.0
        var all = 0.0

        mutating func add(_ path: PathSet.Path) {
            conversions += path.conversions
            all += path.conversions + path.nulls
        }
    }
}
