public import Simulation
import Text

extension RunMeasures {
    /// How many lines of the logs were left out, in words; `nil` for none.
    public var rejectedNote: String? {
        guard linesRejected > 0 else { return nil }
        let lines =
            linesRejected == 1 ? "line is no record and was" : "lines are no records and were"
        return "\(NumberText.count(linesRejected)) \(lines) left out"
    }
}

/// Numbers of measures as texts.
enum MeasureText {
    /// A share with two decimals; 100.00 and 0.00 only where it is all or nothing.
    static func share(_ part: Int64, of whole: Int64) -> String {
        guard whole > 0 else { return "" }
        let hundredths = (Int128(part) * 20_000 + Int128(whole)) / (Int128(whole) * 2)
        let shown = part == whole ? 10_000 : part == 0 ? 0 : min(9_999, max(1, hundredths))
        return "\(shown / 100).\(NumberText.padded(shown % 100, to: 2)) %"
    }

    /// Billionths as a share with two decimals.
    static func share(e9: Int64) -> String { share(e9, of: 1_000_000_000) }

    /// Billionths as a percentage, exact: `99.9 %`.
    static func percentage(e9: Int64) -> String {
        NumberText.exactCredit(e9: Int128(e9) * 100) + " %"
    }

    /// A duration for a person: `340ms`, `1.2s`, `52.3s`, `1m 12s`; rounded half up.
    static func duration(_ milliseconds: Int64) -> String {
        if milliseconds < 1000 { return "\(milliseconds)ms" }
        let unit: Int64 = milliseconds < 60_000 ? 100 : 1000
        return TimeText.duration(milliseconds: (milliseconds + unit / 2) / unit * unit)
    }
}
