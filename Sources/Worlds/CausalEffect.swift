internal import Streaming

/// An effect as the hazard of a candidate needs it: highest right after the delay, then halved with
/// every half-life, and over after sixty of them, when 2⁻⁶⁰ is left.
struct EffectCurve: Sendable {
    /// The hazard per day right after the delay, the highest.
    let peak: Double
    private let delay: Double
    private let decay: Double
    private let end: Double

    init(_ effect: CausalWorld.Effect) {
        let halfLife = Double(effect.halfLife)
        peak = effect.conversions * 0.693147180559945309 * Double(CausalWorld.day) / halfLife
        delay = Double(effect.delay)
        decay = -0.693147180559945309 / halfLife
        end = 60 * halfLife
    }

    /// The hazard per day at an age in milliseconds.
    func hazard(atAge age: Double) -> Double {
        let past = age - delay
        guard peak > 0, past >= 0, past < end else { return 0 }
        return peak * ExactMath.exp(past * decay)
    }

    /// The highest hazard per day at any age from `from` up to, not including, `to`.
    func highest(fromAge from: Double, to: Double) -> Double {
        guard to > delay else { return 0 }
        return from <= delay ? peak : hazard(atAge: from)
    }
}

/// The effects of a world's bursts and exposures, made ready once.
struct EffectCurves: Sendable {
    let burst: EffectCurve
    /// By source: the immediate and the lasting one.
    let sources: [(immediate: EffectCurve, lasting: EffectCurve)]

    init(_ world: CausalWorld) {
        burst = EffectCurve(world.burstEffect)
        sources = world.sources.map { (EffectCurve($0.immediate), EffectCurve($0.lasting)) }
    }
}

extension CausalWorld {
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
