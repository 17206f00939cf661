import Streaming

extension DelayDistribution {
    /// The delay of the thing `index`, in whole milliseconds from 0 to the distribution's `max`.
    ///
    /// A pure function of its arguments, the same on every machine. Cost: a few nanoseconds, some
    /// tens for those with a logarithm or a power.
    func sample(_ random: RandomStream, _ index: UInt64, draw: UInt64) -> Milliseconds {
        switch self {
        case .constant(let time):
            return time
        case .uniform(let min, let max):
            guard min < max else { return max }
            let span = UInt64(max.count - min.count) + 1
            return Milliseconds(min.count + Int64(random.below(span, index, draw: draw)))
        case .exponential(let mean, let max):
            return Self.cut(Double(mean.count) * random.exponential(index, draw: draw), at: max)
        case .logNormal(let median, let sigmaE9, let max):
            if median == .zero { return .zero }
            let sigma = Double(sigmaE9) / 1e9
            let factor = ExactMath.exp(sigma * random.normal(index, draw: draw))
            return Self.cut(Double(median.count) * factor, at: max)
        case .pareto(let min, let alphaE9, let max):
            if min == .zero { return .zero }
            // A share u of the samples lies beyond min · u^(-1/alpha).
            let share = 1 - random.unit(index, draw: draw)
            let factor = ExactMath.pow(share, -1e9 / Double(alphaE9))
            return Self.cut(Double(min.count) * factor, at: max)
        }
    }

    /// Rounds down, and takes `max` for all that is more, or no number.
    private static func cut(_ milliseconds: Double, at max: Milliseconds) -> Milliseconds {
        guard milliseconds < Double(max.count) else { return max }
        return Milliseconds(Int64(Swift.max(milliseconds, 0)))
    }
}
