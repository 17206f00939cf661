/// Integers of a small unit as decimal numbers, exact.
extension DecimalText {
    /// All decimals: 12345 of four is `1.2345`, 10000 is `1.0000`.
    public static func fixed(_ number: Int64, decimals: Int) -> String {
        guard decimals > 0 else { return String(number) }
        var digits = String(number.magnitude)
        if digits.utf8.count <= decimals {
            digits = String(repeating: "0", count: decimals + 1 - digits.utf8.count) + digits
        }
        return (number < 0 ? "-" : "") + digits.dropLast(decimals) + "." + digits.suffix(decimals)
    }

    /// Only the decimals that are needed: 12500 of four is `1.25`, 10000 is `1`.
    public static func trimmed(_ number: Int64, decimals: Int) -> String {
        guard decimals > 0 else { return String(number) }
        var text = fixed(number, decimals: decimals)
        while text.hasSuffix("0") { text.removeLast() }
        if text.hasSuffix(".") { text.removeLast() }
        return text
    }
}
