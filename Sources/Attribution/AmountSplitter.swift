/// Splits amounts by credits as ``Credit/split(_:by:)`` does, to the unit, with scratch space that
/// stays: for whoever splits an amount a checkout.
public struct AmountSplitter: Sendable {
    private var remainders: [UInt64] = []
    private var largest = LargestRemainders()

    /// A splitter.
    public init() {}

    /// Puts the parts of an amount by `credits`, which add up to ``Credit/whole``, into `parts`.
    ///
    /// Cost: a division by a constant and a look at each credit.
    ///
    /// - Returns: `false` where 64 bits do not hold the products.
    public mutating func split(
        _ amount: UInt64, by credits: [Int64], into parts: inout [Int64]
    ) -> Bool {
        guard amount <= Credit.largestFastSplit else { return false }
        RuleCalculator.fit(&parts, credits.count, 0)
        RuleCalculator.fit(&remainders, credits.count, 0)
        var rest = Int(amount)
        parts.withUnsafeMutableBufferPointer { parts in
            remainders.withUnsafeMutableBufferPointer { remainders in
                for place in credits.indices {
                    let (part, remainder) = (amount * UInt64(credits[place]))
                        .quotientAndRemainder(dividingBy: UInt64(Credit.whole))
                    parts[place] = Int64(part)
                    remainders[place] = remainder
                    rest -= Int(part)
                }
            }
        }
        // 10⁹ >> 24 is 59.
        largest.hand(rest, of: remainders, to: &parts) { Int($0 >> 24) }
        return true
    }
}
