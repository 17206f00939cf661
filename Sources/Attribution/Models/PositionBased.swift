/// The first and the last touch get a fixed share each, and the touches between share the rest.
///
/// With parts f, m, l (they need not sum to 1; only their proportions count) and n touches:
/// credit = f ÷ (f + m + l) for the first, l ÷ (f + m + l) for the last, and
/// m ÷ (f + m + l) ÷ (n − 2) for each between. Two touches share in the proportion f to l (equally
/// if both are 0); one touch gets everything. A source that occurs twice gets both its shares.
///
/// Parameters: the three parts; 40/20/40 unless others are named.
///
/// Source: `attribution_position_based` of marketing-attribution-models; Adobe Analytics "U-shaped"
/// (40/20/40) and "Custom".
/// Needs the number of touches, so a total is known when the path is complete.
public struct PositionBased: Sendable, Hashable {
    /// The part of the first touch.
    public let first: Double
    /// The part that the touches between share.
    public let middle: Double
    /// The part of the last touch.
    public let last: Double

    /// A model of three parts, or `nil` if one is negative or not finite, or all are 0.
    public init?(first: Double, middle: Double, last: Double) {
        let sum = first + middle + last
        guard first >= 0, middle >= 0, last >= 0, sum > 0, sum.isFinite else { return nil }
        self.init(valid: (first, middle, last))
    }

    init(valid parts: (Double, Double, Double)) { (first, middle, last) = parts }

    /// 40/20/40, the default.
    public static let standard = Self(valid: (40, 20, 40))
    /// 30/40/30.
    public static let flat = Self(valid: (30, 40, 30))

    func weigh(_ weights: inout [Double]) {
        switch weights.count {
        case 0: break
        case 1: weights[0] = 1
        case 2:
            let sum = first + last
            weights[0] = sum == 0 ? 1 : first / sum
            weights[1] = sum == 0 ? 1 : last / sum
        default:
            let between = weights.count - 2
            let share = middle / Double(between)
            weights[0] = first
            for place in 1...between { weights[place] = share }
            weights[between + 1] = last
        }
    }
}
