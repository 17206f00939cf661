import Streaming
import Testing

@testable import Attribution

/// The quick ways to split a whole come to the billionths of the definition: rounded down, and the
/// rest to the largest remainders, in exact fractions and one after the other.
@Suite struct CreditRunsTests {
    /// A whole in proportion to integers, remainders to the nearest 2⁻¹⁸.
    private static func definition(_ weights: [Int128]) -> [Int64] {
        let sum = weights.reduce(0, +)
        let size: Int128 = 1 << 18
        let steps = weights.map { weight in
            (weight * Int128(Credit.whole) * size * 2 + sum) / (sum * 2)
        }
        var credits = steps.map { Int64($0 / size) }
        let order = steps.indices.sorted { a, b in
            let (remainderA, remainderB) = (steps[a] % size, steps[b] % size)
            return remainderA != remainderB ? remainderA > remainderB : a < b
        }
        for place in order.prefix(Int(Credit.whole - credits.reduce(0, +))) { credits[place] += 1 }
        return credits
    }

    @Test(arguments: [(40, 20, 40), (30, 40, 30), (1, 0, 0), (20, 20, 60), (0, 1, 0), (0, 0, 3)])
    func positionsShareAsDefined(first: Int, middle: Int, last: Int) {
        let model = RuleModel.positionBased(
            PositionBased(valid: (Double(first), Double(middle), Double(last))))
        for count in 3..<400 {
            let between = count - 2
            let weights =
                [first * between] + Array(repeating: middle, count: between) + [last * between]
            #expect(
                Self.credits(model, count) == Self.definition(weights.map { Int128($0) }),
                "\(count) touches")
        }
    }

    @Test func linearSharesAsDefined() {
        for count in 1..<400 {
            #expect(
                Self.credits(.linear, count) == Self.definition(Array(repeating: 1, count: count)),
                "\(count) touches")
        }
    }

    @Test func fewTouchesAndOtherModelsHaveNoRuns() {
        var runs = CreditRuns()
        let none = [
            runs.fill(.linear, touches: 0), runs.fill(.positionBased(.standard), touches: 2),
            runs.fill(.positionDecay, touches: 9),
        ]
        #expect(none == [false, false, false])
        let hasRuns = runs.fill(.positionBased(.standard), touches: 3)
        #expect(hasRuns)
        #expect(runs.runs.map(\.count) == [1, 1, 1])
        #expect(runs.runs.map(\.share) == [400_000_000, 200_000_000, 400_000_000])
    }

    /// As small and as large as a scenario may name them.
    @Test func partsOfAnySizeAreProportions() {
        for size in [5e-324, 1e-300, 1e300] {
            let parts = PositionBased(first: size, middle: size, last: size)
            #expect(
                Self.credits(parts.map { .positionBased($0) } ?? .linear, 3)
                    == [333_333_334, 333_333_333, 333_333_333], "\(size)")
            #expect(
                Self.credits(parts.map { .positionBased($0) } ?? .linear, 2)
                    == [500_000_000, 500_000_000], "\(size)")
        }
    }

    @Test func weightsAreApportionedAsDefined() {
        var apportionment = Apportionment()
        for seed in UInt64(0)..<500 {
            var random = RandomSequence(seed: seed, purpose: "credit")
            let count = 1 + Int(random.below(seed % 10 == 0 ? 900 : 90))
            // Few different weights, so that remainders tie, or many.
            let limit: UInt64 = seed % 2 == 0 ? 9 : 100_000
            var integers = (0..<count).map { _ in Int128(random.below(limit)) }
            integers[0] += 1
            let weights = integers.map { Double($0) }
            var credits = [Int64](repeating: 7, count: count)
            apportionment.split(weights, into: &credits)
            #expect(credits == Self.definition(integers), "seed \(seed)")
        }
    }

    @Test func noWeightGetsNothing() {
        var apportionment = Apportionment()
        var credits: [Int64] = [7, 7]
        apportionment.split([0, 0], into: &credits)
        #expect(credits == [0, 0])
    }

    /// 1 and 4 parts of 15 both leave two thirds; so do 2 and 1 parts of 3 among three touches.
    @Test func equalRemaindersGoToTheEarlierTouch() {
        #expect(
            Self.credits(.positionDecay, 5)
                == [66_666_667, 133_333_333, 200_000_000, 266_666_667, 333_333_333])
        let parts = PositionBased(valid: (40, 20, 0))
        let credits = Self.credits(.positionBased(parts), 52)
        #expect(credits[0] == 666_666_667)
        #expect(credits[1] == 6_666_667)
        #expect(credits[50] == 6_666_666)
    }

    private static func credits(_ model: RuleModel, _ count: Int) -> [Int64] {
        var calculator = RuleCalculator(model)
        var credits: [Int64] = []
        calculator.credits(
            of: (0..<count).map { Touch(age: Int64(count - $0), source: 0) }, into: &credits)
        return credits
    }
}
