/// Every touchpoint gets the same share.
///
/// credit = 1 ÷ touchpoints, as integers: 10⁹ ÷ n rounded down, and one billionth more for each of
/// the first touchpoints until the sum is whole. A source that occurs twice gets two shares. No
/// parameters.
///
/// Source: `linear_touch` of ChannelAttribution's `heuristic_models`; Adobe Analytics "Linear".
/// Needs the number of touches, so a total is known when the path is complete. ``CreditRuns`` has the
/// integers.
public enum Linear {
    static func weigh(_ weights: inout [Double]) {
        for place in weights.indices { weights[place] = 1 }
    }
}
