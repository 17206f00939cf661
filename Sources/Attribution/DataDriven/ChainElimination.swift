/// Exact elimination, state by state: the algorithm of Grassmann, Taksar and Heyman (1985).
///
/// Eliminating a state hands its transitions to its predecessors in proportion. It is the LU
/// decomposition of I − Q without subtractions, so it needs no pivoting: a state's diagonal is the
/// sum of what leaves it. Cost: n³ ÷ 3 for n states.
enum ChainElimination {
    static func worth(of chain: MarkovChain, without removed: [Bool]?) -> ChainWorth {
        var table = Table(chain, without: removed)
        for state in stride(from: chain.states.count - 1, through: 0, by: -1) {
            table.eliminate(state)
        }
        let start = table.ends[chain.states.count]
        let all = start.conversions + start.nulls
        return ChainWorth(conversion: start.conversions / all, value: start.values / all)
    }

    private struct Ends {
        var conversions = 0.0
        var nulls = 0.0
        var values = 0.0
    }

    /// Rows of transitions; the last one is the start's.
    private struct Table {
        let count: Int
        var weights: [Double]
        var ends: [Ends]

        init(_ chain: MarkovChain, without removed: [Bool]?) {
            count = chain.states.count
            weights = Array(repeating: 0, count: (count + 1) * count)
            ends = Array(repeating: Ends(), count: count + 1)
            func isGone(_ state: Int) -> Bool { removed.map { $0[state] } ?? false }
            for state in 0..<count where !isGone(state) {
                ends[state] = Ends(
                    conversions: chain.conversions[state], nulls: chain.nulls[state],
                    values: chain.values[state])
                for edge in chain.edges(from: state) {
                    let target = Int(edge.target)
                    // A step to itself only delays what happens.
                    if target == state { continue }
                    if isGone(target) {
                        ends[state].nulls += edge.weight
                    } else {
                        weights[state * count + target] = edge.weight
                    }
                }
            }
            for state in 0..<count {
                if isGone(state) {
                    ends[count].nulls += chain.starts[state]
                } else {
                    weights[count * count + state] = chain.starts[state]
                }
            }
        }

        /// Hands a state's row to the states before it and to the start.
        mutating func eliminate(_ state: Int) {
            let own = ends[state]
            var total = own.conversions + own.nulls
            for target in 0..<state { total += weights[state * count + target] }
            guard total > 0 else { return }
            for row in [count] + Array(0..<state) {
                let share = weights[row * count + state] / total
                guard share > 0 else { continue }
                ends[row].conversions += share * own.conversions
                ends[row].nulls += share * own.nulls
                ends[row].values += share * own.values
                for target in 0..<state where target != row {
                    weights[row * count + target] += share * weights[state * count + target]
                }
            }
        }
    }
}
