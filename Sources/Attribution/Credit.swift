/// Shares of one checkout, in billionths.
public enum Credit {
    /// All of a checkout.
    public static let whole: Int64 = 1_000_000_000
}
