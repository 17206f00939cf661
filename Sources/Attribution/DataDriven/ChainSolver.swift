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
    /// Up to how many states the chain is eliminated; larger ones are swept.
    static let denseMax = 192

    /// The worth of a walk from the start.
    static func worth(of chain: MarkovChain, without removed: [Bool]? = nil) -> ChainWorth {
        guard chain.journeys > 0 else { return ChainWorth(conversion: 0, value: 0) }
        return chain.states.count <= denseMax
            ? ChainElimination.worth(of: chain, without: removed)
            : ChainSweeps.worth(of: chain, without: removed)
    }
}
