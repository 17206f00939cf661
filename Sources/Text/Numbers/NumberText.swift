/// Numbers as a person reads them, the same in every locale.
public enum NumberText {
    /// `1234567` as `1,234,567`.
    public static func count(_ value: some BinaryInteger) -> String {
        grouped(String(value.magnitude), isNegative: value < 0)
    }

    /// Ten-thousandths as `1,234.56`: rounded to two decimals, half away from zero.
    public static func money(e4 value: some BinaryInteger) -> String {
        let hundredths = (Int128(value).magnitude + 50) / 100
        let digits = padded(hundredths % 100, to: 2)
        return grouped(String(hundredths / 100), isNegative: value < 0 && hundredths > 0)
            + "." + digits
    }

    /// Ten-thousandths as `1234.56` or `1234.5678`: exact, with two decimals at least.
    public static func exactMoney(e4 value: some BinaryInteger) -> String {
        let magnitude = Int128(value).magnitude
        var decimals = padded(magnitude % 10_000, to: 4)
        while decimals.hasSuffix("0") && decimals.count > 2 { decimals.removeLast() }
        return (value < 0 ? "-" : "") + "\(magnitude / 10_000).\(decimals)"
    }

    /// Billionths as a count: `12`, `1,234.5`, at most two decimals, rounded half away from zero.
    public static func credit(e9 value: some BinaryInteger) -> String {
        let hundredths = (Int128(value).magnitude + 5_000_000) / 10_000_000
        let whole = grouped(
            String(hundredths / 100), isNegative: value < 0 && hundredths > 0)
        return whole + fraction(padded(hundredths % 100, to: 2))
    }

    /// Billionths as a count: `12`, `0.333333333`, exact.
    public static func exactCredit(e9 value: some BinaryInteger) -> String {
        let magnitude = Int128(value).magnitude
        return (value < 0 ? "-" : "") + "\(magnitude / 1_000_000_000)"
            + fraction(padded(magnitude % 1_000_000_000, to: 9))
    }

    /// A part of a whole as `40.0 %`, rounded half up; empty if there is no whole.
    public static func percent(_ part: some BinaryInteger, of whole: some BinaryInteger) -> String {
        guard whole > 0, part >= 0 else { return "" }
        // Tenths of a percent: 1000 parts of the whole, plus a half.
        let (part, whole) = (Int128(part), Int128(whole))
        let tenths = (part * 2000 + whole) / (whole * 2)
        return "\(tenths / 10).\(tenths % 10) %"
    }

    /// Digits in groups of three.
    private static func grouped(_ digits: String, isNegative: Bool) -> String {
        var text = isNegative ? "-" : ""
        for (index, digit) in digits.enumerated() {
            if index > 0 && (digits.utf8.count - index) % 3 == 0 { text.append(",") }
            text.append(digit)
        }
        return text
    }

    /// `.5` for `50`, nothing for `00`.
    private static func fraction(_ decimals: String) -> String {
        var decimals = decimals
        while decimals.hasSuffix("0") { decimals.removeLast() }
        return decimals.isEmpty ? "" : "." + decimals
    }

    /// Zeros, then the number: `007`.
    public static func padded(_ value: some BinaryInteger, to length: Int) -> String {
        let digits = String(value)
        return String(repeating: "0", count: max(0, length - digits.utf8.count)) + digits
    }
}
