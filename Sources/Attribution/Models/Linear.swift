/// Every touchpoint gets the same share.
///
/// credit = 1 ÷ touchpoints, as integers: 10⁹ ÷ n rounded down, and one billionth more for each of
/// the first touchpoints until the sum is whole. A source that occurs twice gets two shares. No
/// parameters.
///
/// Source: `linear_touch` of ChannelAttribution's `heuristic_models`; Adobe Analytics "Linear".
/// Needs the number of touches, so a total is known when the path is complete.
public enum Linear {
    /// The credits of `touchpoints` touchpoints, the earliest first.
    public static func credits(touchpoints: Int) -> [Int64] {
        guard touchpoints > 0 else { return [] }
        let count = Int64(touchpoints)
        let (share, rest) = Credit.whole.quotientAndRemainder(dividingBy: count)
        return (0..<count).map { share + ($0 < rest ? 1 : 0) }
    }

    static func fill(_ credits: inout [Int64]) {
        let count = Int64(credits.count)
        guard count > 0 else { return }
        let (share, rest) = Credit.whole.quotientAndRemainder(dividingBy: count)
        for place in credits.indices { credits[place] = share + (Int64(place) < rest ? 1 : 0) }
    }

    static func weigh(_ weights: inout [Double]) {
        for place in weights.indices { weights[place] = 1 }
    }
}
