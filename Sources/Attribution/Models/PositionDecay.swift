/// Decay by place instead of time: touch i of n gets a share in proportion to i.
///
/// credit = i ÷ (1 + 2 + … + n), the earliest touch being 1. Times play no part, so neither do
/// ties. A source that occurs twice gets both its shares. No parameters.
///
/// Source: `attribution_position_decay` of marketing-attribution-models 1.0.10.
public enum PositionDecay {
    static func weigh(_ weights: inout [Double]) {
        for place in weights.indices { weights[place] = Double(place + 1) }
    }
}
