/// Time decay in steps: a touch counts half as much for every *whole* half-life before the
/// conversion.
///
/// weight = 2^(−⌊age ÷ half-life⌋); credit = weight ÷ sum of weights. So all touches of the last
/// half-life count the same; exactly one half-life before counts half. A touch at the conversion's
/// own instant, or after it, has the weight 1.
///
/// Parameter: the half-life, by default 7 days.
///
/// Source: `attribution_time_decay` of marketing-attribution-models 1.0.10 (`decay_over_time=0.5`,
/// `frequency=168` hours).
public enum TimeDecayFloored {
    static func weigh(_ touches: [Touch], halfLife: Int64, _ weights: inout [Double]) {
        var youngest = Double.infinity
        for (place, touch) in touches.enumerated() {
            let steps = (max(0, touch.age) / Double(halfLife)).rounded(.down)
            weights[place] = steps
            youngest = min(youngest, steps)
        }
        for place in weights.indices {
            weights[place] = TimeDecay.halved(weights[place] - youngest)
        }
    }
}
