/// Shares of one checkout, in billionths.
public enum Credit {
    /// All of a checkout.
    public static let whole: Int64 = 1_000_000_000

    /// The largest amount whose product with a credit fits 64 bits.
    public static let largestFastSplit = UInt64.max / UInt64(whole)

    /// Splits `total` in proportion to `credits`, which add up to ``whole``, so that the parts add
    /// up to `total` exactly: each part is rounded towards zero, and what is left goes, a unit
    /// each, to the largest remainders, the first of equal ones first.
    public static func split(_ total: Int64, by credits: [Int64]) -> [Int64] {
        var parts: [Int64] = []
        var remainders: [(place: Int, size: Int128)] = []
        var rest = total
        for (place, credit) in credits.enumerated() {
            let (part, remainder) = (Int128(total) * Int128(credit))
                .quotientAndRemainder(dividingBy: Int128(whole))
            parts.append(Int64(part))
            rest -= Int64(part)
            remainders.append((place, remainder < 0 ? -remainder : remainder))
        }
        remainders.sort { a, b in a.size != b.size ? a.size > b.size : a.place < b.place }
        let unit: Int64 = total < 0 ? -1 : 1
        for remainder in remainders.prefix(Int(rest.magnitude)) { parts[remainder.place] += unit }
        return parts
    }

    /// Fills `credits` with ``whole`` in proportion to `weights`, so that they add up exactly.
    ///
    /// weight ÷ sum of weights × 10⁹, rounded down; what is left goes, a billionth each, to the
    /// largest remainders, the first (earliest touch) of equal ones first. Weights are finite and
    /// not negative; where none is positive, all credits are 0. `weights` holds the remainders
    /// afterwards.
    static func apportion(
        _ weights: inout [Double], into credits: inout [Int64],
        _ largest: inout LargestRemainders
    ) {
        var sum = 0.0
        for weight in weights { sum += weight }
        guard sum > 0 else {
            for place in credits.indices { credits[place] = 0 }
            return
        }
        var rest = whole
        weights.withUnsafeMutableBufferPointer { weights in
            credits.withUnsafeMutableBufferPointer { credits in
                for place in weights.indices {
                    let exact = weights[place] / sum * Double(whole)
                    // Not negative, so that cutting is rounding down; the latter is a call.
                    let part = Int64(exact)
                    credits[place] = part
                    weights[place] = exact - Double(part)
                    rest -= part
                }
            }
        }
        // Rounding errors of a million touches could add up to a unit too many.
        var last = credits.count - 1
        while rest < 0, last >= 0 {
            let taken = min(credits[last], -rest)
            credits[last] -= taken
            rest += taken
            last -= 1
        }
        largest.hand(Int(rest), of: weights, to: &credits) { Int($0 * 64) }
    }
}
