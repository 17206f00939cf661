import Attribution
import Streaming

/// The rule-based models on their own: credits of one path after the other.
enum ModelParts {
    /// Every model with its usual parameters.
    static let all = models.map { model in
        Part(name: model.displayName) { (input) throws(BenchFailure) in
            let paths = SeededPaths.make(conversions: input.size.count(50_000))
            return try Stopwatch.measure { run(model, paths) }
        }
    }

    private static let models: [RuleModel] =
        RuleModel.standard() + [
            .firstOfChosen(["2", "3"], fallback: .anyTouch),
            .lastOfChosen(["2", "3"], fallback: .anyTouch), .linearPerSource, .sameTouch,
        ]

    private static func run(
        _ model: RuleModel, _ paths: [[Touch]]
    ) -> (work: Int64, counts: [Measurement.Count]) {
        // Sources are named by their numbers.
        var calculator = RuleCalculator(model) { Int32($0) }
        var credits: [Int64] = []
        var (touches, first) = (0, Int64(0))
        for path in paths {
            calculator.credits(of: path, into: &credits)
            touches += path.count
            first &+= credits.first ?? 0
        }
        return (
            Int64(touches),
            [
                .init(name: "paths", value: Int64(paths.count)),
                .init(name: Measurement.checksum, value: first),
            ]
        )
    }
}
