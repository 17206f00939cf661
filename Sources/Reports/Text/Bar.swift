/// A horizontal bar whose length shows a part of a whole.
public enum Bar {
    private static let eighths = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"]

    /// A bar of at most `width` columns, to an eighth of a column; without Unicode of whole `#`.
    ///
    /// Whatever is above zero shows at least the smallest piece.
    ///
    ///     Bar.text(3, of: 4, width: 2, isUnicode: true)   // "█▌"
    public static func text(
        _ value: some BinaryInteger, of whole: some BinaryInteger, width: Int, isUnicode: Bool
    ) -> String {
        guard value > 0, whole > 0, width > 0 else { return "" }
        let pieces = isUnicode ? 8 : 1
        let (value, whole) = (Int128(min(Int128(value), Int128(whole))), Int128(whole))
        // Rounded half up: twice the value plus the whole, over twice the whole.
        let length = Int((value * Int128(width * pieces) * 2 + whole) / (whole * 2))
        let shown = max(1, length)
        let full = String(repeating: isUnicode ? "█" : "#", count: shown / pieces)
        return isUnicode ? full + eighths[shown % 8] : full
    }
}
