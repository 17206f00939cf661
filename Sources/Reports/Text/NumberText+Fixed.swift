import Text
import Worlds

extension NumberText {
    /// `1 click`, `2 clicks`.
    static func count(_ value: some BinaryInteger, of noun: String) -> String {
        "\(count(value)) \(noun)\(value == 1 ? "" : "s")"
    }

    /// A number with some decimals, half away from zero, in groups of three: `1,234.50`. Never
    /// `-0`.
    static func fixed(_ number: Double, _ decimals: Int) -> String {
        var scale: Int64 = 1
        for _ in 0..<decimals { scale *= 10 }
        let scaled = (abs(number) * Double(scale)).rounded(.toNearestOrAwayFromZero)
        guard scaled < 1e18 else { return "\(number)" }
        let (whole, rest) = Int64(scaled).quotientAndRemainder(dividingBy: scale)
        let sign = number < 0 && scaled > 0 ? "-" : ""
        return sign + count(whole) + (decimals > 0 ? "." + padded(rest, to: decimals) : "")
    }

    /// A number with six decimals for programs: no groups.
    static func plain(_ number: Double) -> String { fixed(number, 6).filter { $0 != "," } }

    /// An estimate with its interval: `12.3 ± 0.4`, or `0.96 (0.90–1.00)` where the interval would
    /// otherwise leave what is possible.
    static func estimate(
        _ estimate: Estimate, _ decimals: Int, _ style: TextStyle, percent: Bool = false,
        within range: ClosedRange<Double>? = nil
    ) -> String {
        let factor: Double = percent ? 100 : 1
        let mean = fixed(estimate.mean * factor, decimals)
        let unit = percent ? " %" : ""
        guard let margin = estimate.margin else { return mean + unit }
        if let range, let ends = estimate.interval(within: range),
            estimate.mean - margin < range.lowerBound || estimate.mean + margin > range.upperBound
        {
            let (low, high) = (ends.lowerBound * factor, ends.upperBound * factor)
            let to = style.isUnicode ? "–" : "-"
            return "\(mean) (\(fixed(low, decimals))\(to)\(fixed(high, decimals)))\(unit)"
        }
        let sign = style.isUnicode ? "±" : "+-"
        return "\(mean) \(sign) \(fixed(margin * factor, decimals))\(unit)"
    }
}
