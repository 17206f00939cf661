internal import Streaming

/// A touch counts half as much for every half-life that it lies before the conversion.
///
/// weight = 2^(−age ÷ half-life); credit = weight ÷ sum of weights. Touches at the same time get
/// the same credit. A touch at the conversion's own instant, or after it, has the weight 1. One
/// touch gets everything, however old.
///
/// Parameter: the half-life, by default 7 days.
///
/// Source: Adobe Analytics "Time decay"; marketing-attribution-models 2.1.1 has the same formula.
/// The power is made by ``ExactMath``, so credits are the same on every machine.
/// A running sum per (key, source) of 2^(touch time ÷ half-life) is enough for a total: moving the
/// conversion scales all weights alike.
public enum TimeDecay {
    /// Seven days, in milliseconds.
    public static let defaultHalfLife: Int64 = 604_800_000

    static func weigh(_ touches: [Touch], halfLife: Int64, _ weights: inout [Double]) {
        var youngest = Double.infinity
        var oldest = 0.0
        for touch in touches {
            youngest = min(youngest, max(0, touch.age))
            oldest = max(oldest, touch.age)
        }
        // From the youngest touch, so that the largest weight is 1 and no sum is 0.
        weights.withUnsafeMutableBufferPointer { weights in
            // A lookback far below the half-life needs no scaling: a third of the time, the same bits.
            let isShort = (oldest - youngest) / Double(halfLife) < 0.49
            var place = 0
            while isShort, place + 4 <= touches.count {
                let ages = SIMD4(
                    touches[place].age, touches[place + 1].age, touches[place + 2].age,
                    touches[place + 3].age)
                let halves = (pointwiseMax(ages, .zero) - youngest) / Double(halfLife)
                let powers = ExactMath.expSmall((0 - halves) * ln2)
                for lane in 0..<4 { weights[place + lane] = powers[lane] }
                place += 4
            }
            while place < touches.count {
                let age = max(0, touches[place].age) - youngest
                weights[place] = halved(age / Double(halfLife))
                place += 1
            }
        }
    }

    private static let ln2 = 0.693147180559945309

    /// 2^(−x) for x ≥ 0: exact for whole x.
    static func halved(_ x: Double) -> Double {
        guard x < 1_100 else { return 0 }
        let whole = x.rounded(.down)
        let fraction = ExactMath.exp((whole - x) * ln2)
        return Double(sign: .plus, exponent: -Int(whole), significand: fraction)
    }
}
