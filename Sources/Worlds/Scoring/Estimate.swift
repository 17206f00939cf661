/// A mean over independent worlds, and how sure it is.
public struct Estimate: Sendable, Hashable {
    /// The mean.
    public var mean: Double
    /// The 95 % confidence interval is the mean ± this (Student's t); `nil` for one world.
    public var margin: Double?

    /// The ends of the interval, within the values that are possible at all; `nil` for one world.
    public func interval(within range: ClosedRange<Double>) -> ClosedRange<Double>? {
        guard let margin else { return nil }
        func clipped(_ value: Double) -> Double {
            min(max(value, range.lowerBound), range.upperBound)
        }
        return clipped(mean - margin)...clipped(mean + margin)
    }

    /// A certain value.
    public init(exactly value: Double) { mean = value }

    /// The estimate from some values; `nil` if there is none.
    public init?(_ values: [Double]) {
        guard !values.isEmpty else { return nil }
        let count = Double(values.count)
        mean = values.reduce(0, +) / count
        guard values.count > 1 else { return }
        var squares = 0.0
        for value in values { squares += (value - mean) * (value - mean) }
        margin = Self.quantile(values.count - 1) * (squares / (count - 1) / count).squareRoot()
    }

    /// The estimate from some values, `nil` if one of them is missing.
    public init?(_ values: [Double?]) {
        let known = values.compactMap { $0 }
        guard known.count == values.count else { return nil }
        self.init(known)
    }

    /// The 97.5 % quantile of Student's t distribution.
    private static func quantile(_ freedom: Int) -> Double {
        let table = [
            12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179,
            2.160, 2.145, 2.131, 2.120, 2.110, 2.101, 2.093, 2.086, 2.080, 2.074, 2.069, 2.064,
            2.060, 2.056, 2.052, 2.048, 2.045, 2.042,
        ]
        // Beyond the table within 0.001 of the truth.
        return freedom <= table.count ? table[freedom - 1] : 1.960 + 2.45 / Double(freedom)
    }
}
