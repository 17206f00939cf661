/// Every touchpoint gets the same share.
///
/// credit = 1 ÷ touchpoints, as integers: 10⁹ ÷ n rounded down, and one billionth more for each of
/// the first touchpoints until the sum is whole.
public enum Linear {
    /// The credits of `touchpoints` touchpoints, the earliest first.
    public static func credits(touchpoints: Int) -> [Int64] {
        guard touchpoints > 0 else { return [] }
        let count = Int64(touchpoints)
        let (share, rest) = Credit.whole.quotientAndRemainder(dividingBy: count)
        return (0..<count).map { share + ($0 < rest ? 1 : 0) }
    }
}
