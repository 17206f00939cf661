/// Credit by removal effect in a Markov chain.
///
/// P is the probability of a conversion, P₋c the same with every state that contains source c
/// leading to null. Removal effect of c = 1 − P₋c ÷ P; credit of c = removal effect ÷ sum of removal
/// effects × all conversions. For value the same with the mean value of a walk, in which a
/// conversion pays the mean value of the conversions from its last state.
///
/// Nothing is simulated: the chain is solved. Cost: one solution per source and one more.
///
/// Source: ChannelAttribution's `markov_model`; Anderl et al. (2016).
public struct MarkovModel: Sendable, Hashable {
    /// Which journeys and walks count.
    public enum Variant: Sendable, Hashable, CaseIterable {
        /// All journeys, walks without a limit.
        case unlimited
        /// All journeys, walks no longer than the longest path and two steps, as ChannelAttribution
        /// counts them.
        case truncatedLikeChannelAttribution
        /// Only journeys that converted; P is 1.
        case withoutNullPaths
        /// Only journeys that converted, and walks of limited length: what ChannelAttribution
        /// computes where it is not told of null paths.
        case truncatedWithoutNullPaths

        /// Whether journeys that did not convert are part of the chain.
        var hasNullPaths: Bool { self == .unlimited || self == .truncatedLikeChannelAttribution }
        /// Whether walks are cut.
        var isTruncated: Bool {
            self == .truncatedLikeChannelAttribution || self == .truncatedWithoutNullPaths
        }
    }

    /// How many sources a state remembers, from 1 to 4.
    public let order: Int
    /// Which journeys and walks count.
    public let variant: Variant
    /// Of truncated walks: how many states one may visit; `nil`: those of the longest path and one.
    public let statesMax: Int?

    /// A model, or `nil` if the order is not from 1 to 4 or the limit below 1.
    public init?(order: Int, variant: Variant = .unlimited, statesMax: Int? = nil) {
        guard 1...MarkovState.orderMax ~= order, statesMax ?? 1 >= 1 else { return nil }
        self.statesMax = statesMax
        self.order = order
        self.variant = variant
    }

    /// What a chain says about each source, by number.
    public struct Result: Sendable, Hashable {
        /// The probability of a conversion.
        public var conversionProbability: Double
        /// 1 − P without the source ÷ P; 0 everywhere if nothing converts.
        public var removalEffects: [Double]
        /// The same for the mean value of a walk.
        public var valueRemovalEffects: [Double]
        /// Conversions and value in proportion to the effects.
        public var totals: SourceTotals
    }

    /// The result for some paths.
    public func result(for paths: PathSet) -> Result {
        result(
            for: MarkovChain(paths, order: order, withNulls: variant.hasNullPaths),
            of: paths)
    }

    /// The result for a chain that was made before from the same paths.
    func result(for chain: MarkovChain, of paths: PathSet) -> Result {
        let all = worth(of: chain, without: nil)
        var result = Result(
            conversionProbability: all.conversion, removalEffects: [], valueRemovalEffects: [],
            totals: SourceTotals(sources: paths.sources.count))
        for source in paths.sources.indices {
            let removed = chain.states(with: Int32(source))
            // A source of no state of this chain changes nothing.
            let left = removed.contains(true) ? worth(of: chain, without: removed) : all
            result.removalEffects.append(effect(left.conversion, of: all.conversion))
            result.valueRemovalEffects.append(effect(left.value, of: all.value))
        }
        result.totals.conversions = share(paths.conversions, by: result.removalEffects)
        result.totals.value = share(paths.value, by: result.valueRemovalEffects)
        return result
    }

    private func worth(of chain: MarkovChain, without removed: [Bool]?) -> ChainWorth {
        variant.isTruncated
            ? TruncatedWalk.worth(of: chain, without: removed, statesMax: statesMax)
            : ChainSolver.worth(of: chain, without: removed)
    }

    private func effect(_ left: Double, of all: Double) -> Double {
        all == 0 ? 0 : 1 - left / all
    }

    private func share(_ total: Double, by effects: [Double]) -> [Double] {
        let sum = effects.reduce(0, +)
        return effects.map { sum == 0 ? 0 : $0 / sum * total }
    }
}
