import Streaming
import Testing

@testable import Attribution

/// The quick ways to split come to the shares and parts of the plain ones, to the unit.
@Suite struct CreditRunsTests {
    private static let models: [RuleModel] = [
        .linear, .positionBased(.standard), .positionBased(.flat),
        .positionBased(PositionBased(valid: (1, 0, 0))),
        .positionBased(PositionBased(valid: (20, 20, 60))),
        .positionBased(PositionBased(valid: (0, 1, 0))),
    ]

    @Test(arguments: models) func sharesAreThoseOfTheTouches(model: RuleModel) {
        var calculator = RuleCalculator(model)
        var runs = CreditRuns()
        var credits: [Int64] = []
        var parts: [CreditRuns.Run] = []
        for count in 0..<400 {
            guard runs.fill(model, touches: count) else {
                #expect(count <= 2, "\(count) touches have no runs")
                continue
            }
            calculator.credits(
                of: (0..<count).map { Touch(age: Int64(count - $0), source: 0) }, into: &credits)
            #expect(runs.runs.flatMap(\.shares) == credits, "\(count) touches")
            for amount: UInt64 in [0, 1, 2, 99, 1_234_567, 4_999_999_999, 18_446_744_073] {
                #expect(runs.split(amount, into: &parts))
                #expect(
                    parts.flatMap(\.shares) == Credit.split(Int64(amount), by: credits),
                    "\(amount) among \(count) touches")
            }
            #expect(!runs.split(18_446_744_074, into: &parts))
        }
    }

    @Test func partsOfRandomCreditsAreThoseOfThePlainSplit() {
        var splitter = AmountSplitter()
        var parts: [Int64] = []
        for seed in UInt64(0)..<300 {
            var random = RandomSequence(seed: seed, purpose: "credit")
            let count = 1 + Int(random.below(90))
            var credits: [Int64] = []
            // Few different weights, so that remainders tie.
            var weights = (0..<count).map { _ in Double(random.below(4)) }
            weights[0] += 1
            RuleCalculator.fit(&credits, count, 0)
            var largest = LargestRemainders()
            Credit.apportion(&weights, into: &credits, &largest)
            #expect(credits.reduce(0, +) == Credit.whole, "seed \(seed)")
            let amount = random.below(18_446_744_073)
            #expect(splitter.split(amount, by: credits, into: &parts))
            #expect(parts == Credit.split(Int64(amount), by: credits), "seed \(seed)")
        }
    }

    /// Against the definition: one after the other, always to the largest remainder left.
    @Test func unitsGoToTheLargestRemainders() {
        for seed in UInt64(0)..<300 {
            var random = RandomSequence(seed: seed, purpose: "credit")
            let count = 1 + Int(random.below(80))
            let remainders = (0..<count).map { _ in Double(random.below(13)) / 13 }
            let units = Int(random.below(UInt64(2 * count + 1)))
            var found = [Int64](repeating: 0, count: count)
            var largest = LargestRemainders()
            largest.hand(units, of: remainders, to: &found) { Int($0 * 64) }
            let order = remainders.indices.sorted { a, b in
                remainders[a] != remainders[b] ? remainders[a] > remainders[b] : a < b
            }
            var expected = [Int64](repeating: 0, count: count)
            for unit in 0..<units { expected[order[unit % count]] += 1 }
            #expect(found == expected, "seed \(seed)")
        }
    }
}

extension CreditRuns.Run {
    fileprivate var shares: [Int64] {
        (0..<count).map { share + ($0 < extra ? 1 : 0) }
    }
}
