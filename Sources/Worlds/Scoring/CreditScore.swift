/// How near a model's credits come to what the sources of a world really bring about.
public struct CreditScore: Sendable, Hashable {
    /// Per source: credit ÷ truth; `nil` where the source brings about nothing.
    public var overCredit: [Double?]
    /// Per source: credit − truth, in conversions.
    public var bias: [Double]
    /// The mean over the sources of |share of all credit − share of all that is brought about|,
    /// shares below 0 being what they are; `nil` where there is no credit or nothing is brought about.
    public var shareError: Double?
    /// Kendall's rank correlation (tau-b) of credit and truth; `nil` where one of them is all ties.
    public var tau: Double?
    /// What is lost of the best possible yield if a budget follows the model, from 0 to 1; `nil`
    /// where no budget yields anything.
    public var loss: Double?

    /// The score of a model.
    ///
    /// - Parameters:
    ///   - credits: conversions that the model gives to each source.
    ///   - truth: conversions that each source really brings about. One below 0 counts as 0 for
    ///     budgets.
    ///   - costs: what each source costs today.
    public init(credits: [Double], truth: [Double], costs: [Double]) {
        overCredit = zip(credits, truth).map { $1 > 0 ? $0 / $1 : nil }
        bias = zip(credits, truth).map { $0 - $1 }
        shareError = Self.shareError(credits, truth)
        tau = Self.kendall(credits, truth)
        loss = Self.loss(credits, truth, costs)
    }

    /// Parts of all that is above 0; a part below 0 has a share below 0.
    private static func shares(_ parts: [Double]) -> [Double]? {
        let sum = parts.reduce(0) { $0 + max(0, $1) }
        return sum > 0 ? parts.map { $0 / sum } : nil
    }

    private static func shareError(_ credits: [Double], _ truth: [Double]) -> Double? {
        guard let given = shares(credits), let due = shares(truth) else { return nil }
        return zip(given, due).reduce(0) { $0 + abs($1.0 - $1.1) } / Double(given.count)
    }

    /// (concordant − discordant pairs) ÷ √(pairs without a tie in one · those in the other).
    private static func kendall(_ a: [Double], _ b: [Double]) -> Double? {
        var (sum, untiedA, untiedB) = (0.0, 0.0, 0.0)
        for first in a.indices {
            for second in a.indices where second > first {
                let (signA, signB) = (sign(a[first], a[second]), sign(b[first], b[second]))
                sum += signA * signB
                untiedA += abs(signA)
                untiedB += abs(signB)
            }
        }
        return untiedA > 0 && untiedB > 0 ? sum / (untiedA * untiedB).squareRoot() : nil
    }

    private static func sign(_ a: Double, _ b: Double) -> Double { a > b ? 1 : a < b ? -1 : 0 }

    /// A source that costs bᵢ today and brings about tᵢ yields tᵢ · √(b ÷ bᵢ) at a budget b. Who
    /// takes the credits cᵢ for tᵢ spends in proportion to cᵢ² ÷ bᵢ, which yields
    /// Σ tᵢcᵢ/bᵢ ÷ √(Σ cᵢ²/bᵢ); the best is √(Σ tᵢ²/bᵢ). So the loss is 1 − the cosine of the angle
    /// between credit and truth: 0 for credits in proportion to the truth.
    private static func loss(
        _ credits: [Double], _ truth: [Double], _ costs: [Double]
    ) -> Double? {
        var (both, given, due) = (0.0, 0.0, 0.0)
        for place in credits.indices where costs[place] > 0 {
            let (credit, effect) = (max(0, credits[place]), max(0, truth[place]))
            both += effect * credit / costs[place]
            given += credit * credit / costs[place]
            due += effect * effect / costs[place]
        }
        guard given > 0, due > 0 else { return nil }
        return max(0, 1 - both / (given * due).squareRoot())
    }
}
