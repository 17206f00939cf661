/// Shapley value within every observed set of sources, of the rate that exactly this set was
/// observed to convert with.
///
/// For each set T of m sources that converted, a game among its members: v(S) = conversions ÷
/// journeys of the journeys whose set is exactly S, 0 if there is none. A source's credit is the
/// sum, over the sets, of its value in the game times the journeys of the set; credits may be
/// negative and sum to all conversions. Sets that never converted have no game of their own, as in
/// the package: theirs would hand out zero in total, but not zero to each. Exact for any number of
/// sources, since only observed sets have a worth: the cost is the number of pairs of observed
/// sets, or of subsets of observed sets if that is less.
///
/// Source: `attribution_shapley` of marketing-attribution-models 1.0.10 and 2.1.1, its limit on the
/// size of a set lifted.
public enum ShapleySetRate {
    /// The conversions of each source, by number.
    ///
    /// With `sizeMax` that many sources of a path's set are kept, the last ones by name, before rates
    /// are counted, as the package does it (4 there); `nil`: all.
    public static func conversions(_ paths: PathSet, sizeMax: Int? = nil) -> [Double] {
        let coalitions = Coalitions(paths, sizeMax: sizeMax)
        let isDense = coalitions.sources <= Shapley.enumeratedMax
        let game = isDense ? DenseGame(coalitions) : nil
        var totals = Array(repeating: 0.0, count: coalitions.sources)
        for coalition in coalitions.all where coalition.conversions > 0 {
            let journeys = coalition.conversions + coalition.nulls
            let values = game?.values(in: coalition) ?? values(in: coalition, among: coalitions.all)
            for (member, value) in zip(coalition.members, values) {
                totals[Int(member)] += value * journeys
            }
        }
        return totals
    }

    /// The rate of every set by its bits.
    private struct DenseGame {
        private var rates: [Double]

        init(_ coalitions: Coalitions) {
            rates = Array(repeating: 0, count: 1 << coalitions.sources)
            for coalition in coalitions.all {
                rates[Coalitions.mask(coalition.members)] = coalition.rate
            }
        }

        func values(in coalition: Coalitions.Coalition) -> [Double] {
            let members = coalition.members.map { 1 << Int($0) }
            let whole = Coalitions.mask(coalition.members)
            let weights = Shapley.weights(players: members.count)
            var values = Array(repeating: 0.0, count: members.count)
            // All subsets of the set, from itself down to nothing.
            var subset = whole
            while subset > 0 {
                if rates[subset] > 0 {
                    ShapleySetRate.add(
                        rates[subset], size: subset.nonzeroBitCount, weights, to: &values
                    ) { subset & members[$0] != 0 }
                }
                subset = (subset - 1) & whole
            }
            return values
        }
    }

    /// The same from the list of sets, for any number of sources.
    static func values(
        in whole: Coalitions.Coalition, among all: [Coalitions.Coalition]
    ) -> [Double] {
        let weights = Shapley.weights(players: whole.members.count)
        var values = Array(repeating: 0.0, count: whole.members.count)
        for part in all where part.rate > 0 && isPart(part.members, of: whole.members) {
            add(part.rate, size: part.members.count, weights, to: &values) {
                part.members.contains(whole.members[$0])
            }
        }
        return values
    }

    /// A worth counts for the members of its set when the last of them joins, and against the
    /// others when they join it.
    private static func add(
        _ worth: Double, size: Int, _ weights: [Double], to values: inout [Double],
        isMember: (Int) -> Bool
    ) {
        for place in values.indices {
            if isMember(place) {
                values[place] += weights[size - 1] * worth
            } else {
                values[place] -= weights[size] * worth
            }
        }
    }

    /// Whether rising numbers are all among other rising numbers.
    private static func isPart(_ part: [Int32], of whole: [Int32]) -> Bool {
        guard part.count <= whole.count else { return false }
        var place = 0
        for member in part {
            while place < whole.count, whole[place] < member { place += 1 }
            guard place < whole.count, whole[place] == member else { return false }
        }
        return true
    }
}
