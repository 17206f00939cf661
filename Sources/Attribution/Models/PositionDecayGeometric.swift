/// Decay by place: each touch gets half of what the next one gets.
///
/// credit of touch i of n (from 0) = 0.5^(n − 1 − i) ÷ the sum over all touches. Times play no part,
/// so neither do ties. A source that occurs twice gets both its shares. No parameters.
///
/// Source: position decay as attribution packages other than marketing-attribution-models define it.
public enum PositionDecayGeometric {
    static func weigh(_ weights: inout [Double]) {
        var weight = 1.0
        for place in weights.indices.reversed() {
            weights[place] = weight
            // Exact, down to 0 beyond a thousand touches.
            weight /= 2
        }
    }
}
