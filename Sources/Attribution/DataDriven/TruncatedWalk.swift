/// Walks of limited length, as ChannelAttribution draws them.
///
/// The package simulates walks and stops one after as many steps as the longest path has states,
/// plus 2 (the steps from the start and to the end, and one more); it then counts as not
/// converting. Its `max_step` is the number of states that a walk may visit, so that the longest path
/// plus 1 is the same as none (seen with 2.2.5). Computed exactly here, by following the distribution step by step.
/// Cost: transitions × the limit.
enum TruncatedWalk {
    static func worth(
        of chain: MarkovChain, without removed: [Bool]? = nil, statesMax: Int? = nil
    ) -> ChainWorth {
        guard chain.journeys > 0 else { return ChainWorth(conversion: 0, value: 0) }
        func isGone(_ state: Int) -> Bool { removed.map { $0[state] } ?? false }
        let count = chain.states.count
        let totals = (0..<count).map { state in
            chain.edges(from: state).reduce(chain.conversions[state] + chain.nulls[state]) {
                $0 + $1.weight
            }
        }
        var worth = ChainWorth(conversion: 0, value: 0)
        var here = chain.starts.map { $0 / chain.journeys }
        // longest + 2 steps: one from the start, one to the end, so longest + 1 states.
        for _ in 0..<(statesMax ?? chain.longestWalk + 1) {
            var next = Array(repeating: 0.0, count: count)
            for state in 0..<count where here[state] > 0 && !isGone(state) {
                let share = here[state] / totals[state]
                worth.conversion += share * chain.conversions[state]
                worth.value += share * chain.values[state]
                for edge in chain.edges(from: state) {
                    next[Int(edge.target)] += share * edge.weight
                }
            }
            here = next
        }
        return worth
    }
}
