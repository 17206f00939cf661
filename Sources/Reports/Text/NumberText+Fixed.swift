import Text
import Worlds

extension NumberText {
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

    /// A mean and its confidence interval: `12.3 ± 0.4`.
    static func estimate(
        _ estimate: Estimate, _ decimals: Int, _ style: TextStyle, percent: Bool = false
    ) -> String {
        let factor: Double = percent ? 100 : 1
        let mean = fixed(estimate.mean * factor, decimals)
        let unit = percent ? " %" : ""
        guard let margin = estimate.margin else { return mean + unit }
        let sign = style.isUnicode ? "±" : "+-"
        return "\(mean) \(sign) \(fixed(margin * factor, decimals))\(unit)"
    }
}
