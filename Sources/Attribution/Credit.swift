/// Shares of one checkout, in billionths.
public enum Credit {
    /// All of a checkout.
    public static let whole: Int64 = 1_000_000_000

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
}
