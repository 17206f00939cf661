import Attribution
import Testing

@Suite("Rule-based models")
struct RuleModelTests {
    static let hour: Int64 = 3_600_000
    static let direct: Int32 = 9

    /// Sources a = 0, b = 1, c = 2, Direct = 9; ages in hours.
    static func path(_ touches: (Int64, Int32)...) -> [Touch] {
        touches.map { Touch(age: $0.0 * hour, source: $0.1) }
    }

    static func credits(_ model: RuleModel, _ path: [Touch]) -> [Int64] {
        var calculator = RuleCalculator(model) { name in
            ["a": 0, "b": 1, "c": 2, "Direct": direct][name]
        }
        var credits: [Int64] = [7, 7]  // what was there does not matter
        calculator.credits(of: path, into: &credits)
        return credits
    }

    static let four = path((72, 0), (48, 1), (24, 0), (0, 2))
    static let one = path((500, 1))
    static let two = path((24, 0), (0, 1))
    static let tied = path((24, 0), (5, 1), (5, 2))
    static let m: Int64 = 1_000_000

    struct Example: Sendable, CustomTestStringConvertible {
        var model: RuleModel
        var path: [Touch]
        var credits: [Int64]
        var testDescription: String { "\(model.displayName) on \(path.count) touches" }
        init(_ model: RuleModel, _ path: [Touch], _ credits: [Int64]) {
            (self.model, self.path, self.credits) = (model, path, credits)
        }
    }

    static let week = TimeDecay.defaultHalfLife
    static let nonDirect = RuleModel.lastNonDirect(direct: ["Direct"])

    static let examples: [Example] = [
        Example(.firstClick, four, [1000 * m, 0, 0, 0]),
        Example(.firstClick, path((5, 1), (5, 2)), [1000 * m, 0]),
        Example(.lastClick, four, [0, 0, 0, 1000 * m]),
        Example(.lastClick, tied, [0, 0, 1000 * m]),
        Example(nonDirect, path((9, 0), (5, 1), (4, direct)), [0, 1000 * m, 0]),
        Example(nonDirect, path((9, direct), (0, direct)), [0, 1000 * m]),
        Example(.lastNonDirect(direct: ["unseen"]), path((9, 0), (4, direct)), [0, 1000 * m]),
        Example(.firstOfChosen(["b", "c"], fallback: .anyTouch), four, [0, 1000 * m, 0, 0]),
        Example(.firstOfChosen(["c"], fallback: .anyTouch), two, [1000 * m, 0]),
        Example(.firstOfChosen(["c"], fallback: .unattributed), two, [0, 0]),
        Example(.lastOfChosen(["a", "b"], fallback: .anyTouch), four, [0, 0, 1000 * m, 0]),
        Example(.lastOfChosen(["c"], fallback: .anyTouch), two, [0, 1000 * m]),
        Example(.linear, tied, [333_333_334, 333_333_333, 333_333_333]),
        Example(.linearPerSource, four, [333_333_334, 333_333_333, 0, 333_333_333]),
        Example(.positionBased(.standard), one, [1000 * m]),
        Example(.positionBased(.standard), two, [500 * m, 500 * m]),
        Example(.positionBased(.standard), four, [400 * m, 100 * m, 100 * m, 400 * m]),
        Example(
            .positionBased(.standard), path((9, 0), (8, 1), (7, 2), (6, 1), (5, 0)),
            [400 * m, 66_666_667, 66_666_667, 66_666_666, 400 * m]),
        Example(.positionBased(.flat), four, [300 * m, 200 * m, 200 * m, 300 * m]),
        Example(.positionBased(.jShaped), two, [250 * m, 750 * m]),
        Example(.positionBased(.jShaped), four, [200 * m, 100 * m, 100 * m, 600 * m]),
        Example(.positionBased(.inverseJ), two, [750 * m, 250 * m]),
        Example(.positionBased(.inverseJ), four, [600 * m, 100 * m, 100 * m, 200 * m]),
        Example(.timeDecay(halfLife: week), one, [1000 * m]),
        // ½ : 1 and ½ : 1 : 1.
        Example(.timeDecay(halfLife: 24 * hour), two, [333_333_333, 666_666_667]),
        Example(.timeDecay(halfLife: 19 * hour), tied, [200 * m, 400 * m, 400 * m]),
        // A touch after the conversion weighs as one at its instant.
        Example(.timeDecay(halfLife: week), path((0, 0), (-50, 1)), [500 * m, 500 * m]),
        Example(.timeDecay(halfLife: 1), path((900, 0), (0, 1)), [0, 1000 * m]),
        // Exactly one half-life counts half, just under it whole.
        Example(.timeDecayFloored(halfLife: 24 * hour), two, [333_333_333, 666_666_667]),
        Example(.timeDecayFloored(halfLife: 25 * hour), two, [500 * m, 500 * m]),
        Example(.positionDecay, four, [100 * m, 200 * m, 300 * m, 400 * m]),
        Example(.participation, four, [1000 * m, 1000 * m, 0, 1000 * m]),
        Example(.sameTouch, four, [0, 0, 0, 1000 * m]),
        Example(.sameTouch, path((0, 0), (0, 1)), [0, 1000 * m]),
        Example(.sameTouch, tied, [0, 0, 0]),
    ]

    @Test("a worked example", arguments: examples)
    func workedExample(_ example: Example) {
        #expect(Self.credits(example.model, example.path) == example.credits)
    }

    static let models: [RuleModel] =
        RuleModel.standard() + [
            .linearPerSource, .sameTouch, .firstOfChosen(["a"], fallback: .unattributed),
            .lastOfChosen(["a", "b"], fallback: .anyTouch),
            .positionBased(PositionBased(first: 1, middle: 7, last: 0.5) ?? .standard),
        ]

    @Test("credits sum to exactly one, or the model says that they do not", arguments: 0..<200)
    func creditsSumToOne(_ seed: UInt64) {
        let path = RandomPaths.touches(seed: seed)
        for model in Self.models {
            let credits = Self.credits(model, path)
            #expect(credits.count == path.count)
            #expect(credits.allSatisfy { 0...Credit.whole ~= $0 }, "seed \(seed)")
            if model.sumsToOne {
                #expect(credits.reduce(0, +) == Credit.whole, "seed \(seed) \(model)")
            }
        }
    }

    @Test("integer credits are the real shares, less than a billionth off", arguments: 0..<100)
    func creditsAreTheShares(_ seed: UInt64) {
        let path = RandomPaths.touches(seed: seed)
        for model in Self.models {
            var calculator = RuleCalculator(model) { ["a": 0, "b": 1][$0] }
            var credits: [Int64] = []
            var shares: [Double] = []
            calculator.credits(of: path, into: &credits)
            calculator.shares(of: path, into: &shares)
            for (credit, share) in zip(credits, shares) {
                #expect(abs(Double(credit) - share * 1e9) < 1.000001, "seed \(seed) \(model)")
            }
        }
    }

    @Test("an empty path has no credits", arguments: models)
    func emptyPath(_ model: RuleModel) { #expect(Self.credits(model, []).isEmpty) }

    @Test("a hundred thousand touches sum to one as well")
    func manyTouches() {
        let path = (0..<100_000).map { Touch(age: Int64(100_000 - $0), source: 0) }
        for model in [RuleModel.linear, .positionDecay, .timeDecay(halfLife: 300_000)] {
            #expect(Self.credits(model, path).reduce(0, +) == Credit.whole)
        }
    }

    @Test("parts that cannot be shared by are refused")
    func wrongParts() {
        #expect(PositionBased(first: 0, middle: 0, last: 0) == nil)
        #expect(PositionBased(first: -1, middle: 2, last: 2) == nil)
        #expect(PositionBased(first: .infinity, middle: 2, last: 2) == nil)
        #expect(PositionBased(first: 0, middle: 1, last: 0) != nil)
    }

    @Test("names say what was computed")
    func names() {
        #expect(RuleModel.timeDecay(halfLife: 86_400_000).csvName == "time_decay_continuous_24h")
        #expect(RuleModel.timeDecay(halfLife: Self.week).displayName == "time-decay")
        #expect(RuleModel.timeDecayFloored(halfLife: 1_500).csvName == "time_decay_floor_1500ms")
        let half = PositionBased(first: 0.5, middle: 0, last: 0.5) ?? .standard
        #expect(RuleModel.positionBased(half).csvName == "position_0.5_0_0.5")
        let manifest = RuleModel.participation.manifest
        #expect(manifest.contains(ManifestLine("sum of credits", "not one")))
    }
}
