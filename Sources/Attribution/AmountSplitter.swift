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
        parts.removeAll(keepingCapacity: true)
        remainders.removeAll(keepingCapacity: true)
        var rest = Int(amount)
        for credit in credits {
            let (part, remainder) = (amount * UInt64(credit))
                .quotientAndRemainder(dividingBy: UInt64(Credit.whole))
            parts.append(Int64(part))
            remainders.append(remainder)
            rest -= Int(part)
        }
        // 10⁹ >> 24 is 59.
        largest.hand(rest, of: remainders, unit: 1, to: &parts) { Int($0 >> 24) }
        return true
    }
}
