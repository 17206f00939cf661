import Attribution
import Streaming
import Testing

@testable import Simulation

/// The totals by source are those of the plain split, to the unit, whatever the model and the sign.
@Suite struct CreditSumsTests {
    private static let models: [RuleModel] = [
        .linear, .positionBased(.standard), .positionBased(.flat),
        .timeDecay(halfLife: 604_800_000),
        .timeDecay(halfLife: 3_000), .linearPerSource,
    ]

    @Test(arguments: models) func totalsAreThoseOfThePlainSplit(model: RuleModel) {
        var sums = CreditSums()
        var quick = SourceTotals(model: "quick")
        var plain = SourceTotals(model: "plain")
        var calculator = RuleCalculator(model)
        var credits: [Int64] = []
        var random = RandomSequence(seed: 11, purpose: "sums")
        for _ in 0..<400 {
            let sources = 1 + random.below(20)
            let touches = (0..<1 + random.below(80)).map { _ in
                Touch(
                    age: Int64(random.below(10_000)) - 500, source: Int32(random.below(sources)))
            }
            let amounts = Money.Amounts(
                total: random.below(5) == 0 ? nil : Int64(random.below(9_000_000_000)),
                profit: random.below(5) == 0 ? nil : Int64(random.below(2_000_000)) - 1_000_000)
            calculator.credits(of: touches, into: &credits)
            plain.split(
                amounts, by: credits, among: touches.map { UInt32(bitPattern: $0.source) })
            if !sums.add(amounts, touches, by: model, to: &quick) {
                #expect(sums.add(amounts, touches, by: credits, to: &quick))
            }
        }
        #expect(quick.bySource.count == plain.bySource.count)
        for (a, b) in zip(quick.bySource, plain.bySource) {
            #expect(a.conversions == b.conversions)
            #expect(a.revenue == b.revenue)
            #expect(a.profit == b.profit)
        }
    }

    @Test func amountsThatDoNotFitAreLeftToThePlainSplit() {
        var sums = CreditSums()
        var totals = SourceTotals(model: "linear")
        let touches = [Touch(age: 5, source: 0), Touch(age: 1, source: 1)]
        let huge = Money.Amounts(total: .max, profit: .min)
        #expect(!sums.add(huge, touches, by: .linear, to: &totals))
        #expect(!sums.add(huge, touches, by: [500_000_000, 500_000_000], to: &totals))
        #expect(totals.bySource.isEmpty)
    }
}
