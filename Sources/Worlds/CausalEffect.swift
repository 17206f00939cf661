internal import Streaming

extension CausalWorld.Effect {
    /// The hazard per day right after the delay, the highest.
    var peak: Double {
        conversions * 0.693147180559945309 * Double(CausalWorld.day) / Double(halfLife)
    }

    /// The hazard per day at an age in milliseconds.
    func hazard(atAge age: Double) -> Double {
        let past = age - Double(delay)
        guard conversions > 0, past >= 0 else { return 0 }
        return peak * ExactMath.exp(past / Double(halfLife) * -0.693147180559945309)
    }
}

extension CausalWorld {
    /// The hazard cap unless one is named: the baseline, room for three of every effect at its peak,
    /// and ten times what all effects come to on average.
    public var defaultCap: Double {
        var cap = baseline + 3 * burstEffect.peak + 10 * burstsPerDay * burstEffect.conversions
        let rates = exposureRates
        for (source, rate) in zip(sources, rates) {
            cap += 3 * (source.immediate.peak + source.lasting.peak)
            cap += 10 * rate * (source.immediate.conversions + source.lasting.conversions)
        }
        for synergy in synergies { cap += max(0, synergy.conversionsPerDay) }
        return max(cap, 1e-9)
    }

    /// Exposures per user and day of every source on average, those brought about included.
    public var exposureRates: [Double] {
        var rates = sources.map { $0.exposuresPerDay + $0.perBurst * burstsPerDay }
        for (number, source) in sources.enumerated() {
            // What is brought about comes later in the list, so its rate is not read yet.
            for bringing in source.brings {
                rates[bringing.source] += rates[number] * bringing.mean
            }
        }
        return rates
    }
}
