public import Streaming

/// Durations as scenarios write them: `"500ms"`, `"15s"`, `"10m"`, `"1h"`, `"7d"`.
enum DurationText {
    /// The units, the longest first.
    private static let units: [(name: String, milliseconds: Int64)] = [
        ("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1_000), ("ms", 1),
    ]

    /// The milliseconds that `text` stands for, which may be negative. `nil` if it is no duration,
    /// no whole number of milliseconds, or longer than ten thousand years.
    static func parse(_ text: String) -> Int64? {
        guard let split = text.firstIndex(where: \.isLetter),
            let number = decimal(String(text[..<split])),
            let unit = units.first(where: { $0.name == text[split...] })
        else { return nil }
        return milliseconds(number, unit.milliseconds)
    }

    /// The shortest exact spelling, in one unit.
    static func write(_ milliseconds: Int64) -> String {
        if milliseconds == 0 { return "0s" }
        for unit in units where milliseconds % unit.milliseconds == 0 {
            return "\(milliseconds / unit.milliseconds)\(unit.name)"
        }
        return "\(milliseconds)ms"
    }

    /// The right spelling of what someone tried to write: `7 dayz` → `7d`.
    static func guess(_ text: String) -> String? {
        let text = text.lowercased().filter { $0 != " " && $0 != "_" }
        let split = text.firstIndex(where: \.isLetter) ?? text.endIndex
        guard let number = decimal(String(text[..<split])), let factor = guessUnit(text[split...]),
            let count = milliseconds(number, factor), count >= 0
        else { return nil }
        return write(count)
    }

    /// A number without an exponent, which would look like a unit.
    private static func decimal(_ text: String) -> ExactDecimal? { ExactDecimal(text) }

    private static func milliseconds(_ number: ExactDecimal, _ factor: Int64) -> Int64? {
        let (product, overflow) = number.coefficient.multipliedReportingOverflow(by: factor)
        let divisor = powerOfTen(number.scale)
        guard !overflow, product % divisor == 0 else { return nil }
        let count = product / divisor
        return count.magnitude <= Milliseconds.longest.count.magnitude ? count : nil
    }

    private static func guessUnit(_ text: Substring) -> Int64? {
        // A bare number in quotes is most often meant as seconds.
        if text.isEmpty { return 1_000 }
        if text == "ms" || text.hasPrefix("mil") || text.hasPrefix("mse") { return 1 }
        switch text.first {
        case "s": return 1_000
        case "m": return text.hasPrefix("mo") ? nil : 60_000
        case "h": return 3_600_000
        case "d": return 86_400_000
        case "w": return 7 * 86_400_000
        default: return nil
        }
    }
}

extension Milliseconds {
    /// The span that a text such as `15s` stands for, `nil` if it is no duration.
    public init?(durationText text: String) {
        guard let count = DurationText.parse(text) ?? Int64(text), count >= 0,
            count <= Milliseconds.longest.count
        else { return nil }
        self.init(count)
    }
}
