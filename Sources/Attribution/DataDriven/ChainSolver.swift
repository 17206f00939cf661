/// What a walk through a chain is worth on average.
struct ChainWorth: Sendable, Hashable {
    /// The probability that a walk ends in a conversion.
    var conversion: Double
    /// The mean value of a walk: the mean value of conversions from its last state, 0 without one.
    var value: Double
}

/// Solves an absorbing chain, some of whose states may lead nowhere (removed: to null).
///
/// h = (C + Σ w·h) ÷ (C + N + Σ w) for every state, C and N being the journeys that convert and
/// end there. Nothing is ever subtracted, so every digit of the inputs survives.
enum ChainSolver {
    /// The worth of a walk from the start.
    static func worth(of chain: MarkovChain, without removed: [Bool]? = nil) -> ChainWorth {
        guard chain.journeys > 0 else { return ChainWorth(conversion: 0, value: 0) }
        return isDense(chain)
            ? ChainElimination.worth(of: chain, without: removed)
            : ChainSweeps.worth(of: chain, without: removed)
    }

    /// Whether elimination is the cheaper way: few states, or long walks through not too many.
    ///
    /// Both ways give the same numbers up to rounding; which one is taken depends on the chain
    /// alone.
    private static func isDense(_ chain: MarkovChain) -> Bool {
        let states = Double(chain.states.count)
        if states <= 192 { return true }
        // 4,096² doubles are 128 MB.
        guard states <= 4_096 else { return false }
        let steps = chain.edges.reduce(chain.journeys) { $0 + $1.weight }
        let meanWalk = steps / chain.journeys
        return states * states * states / 3 < 20 * meanWalk * Double(chain.edges.count)
    }
}
