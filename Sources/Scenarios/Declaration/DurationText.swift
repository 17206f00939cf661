public import Streaming
import Text

/// Durations as scenarios write them: `"500ms"`, `"15s"`, `"10m"`, `"1h"`, `"7d"`; and as reports do,
/// from the largest unit to the smallest: `"1m 47.109s"`, `"1h30m"`.
enum DurationText {
    /// The units, the longest first.
    private static let units: [(name: String, milliseconds: Int64)] = [
        ("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1_000), ("ms", 1),
    ]

    /// The milliseconds that `text` stands for, which may be negative. `nil` if it is no duration,
    /// no whole number of milliseconds, or longer than ten thousand years.
    static func parse(_ text: String) -> Int64? {
        let isNegative = text.first == "-"
        var rest = isNegative ? text.dropFirst() : text[...]
        var sum: Int64 = 0
        var smallest = Int64.max
        repeat {
            let number = rest.prefix { !$0.isLetter }
            let name = rest.dropFirst(number.count).prefix { $0.isLetter }
            guard let unit = units.first(where: { $0.name == name }),
                unit.milliseconds < smallest, number.first?.isNumber ?? false,
                let part = decimal(String(number)).flatMap({ milliseconds($0, unit.milliseconds) })
            else { return nil }
            smallest = unit.milliseconds
            // Two parts of at most ten thousand years each do not overflow.
            sum += part
            if sum > Milliseconds.longest.count { return nil }
            rest = rest.dropFirst(number.count + name.count)
            if rest.first == " ", rest.count > 1 { rest = rest.dropFirst() }
        } while !rest.isEmpty
        return isNegative ? -sum : sum
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
