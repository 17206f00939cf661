import Attribution
import Streaming
import Testing

@testable import Simulation

/// The totals by source are those of touch after touch, to the unit, whatever the model and the
/// sign.
@Suite struct CreditSumsTests {
    private static let models: [RuleModel] = [
        .linear, .positionBased(.standard), .positionBased(.flat),
        .timeDecay(halfLife: 604_800_000),
        .timeDecay(halfLife: 3_000), .linearPerSource, .participation,
    ]

    @Test(arguments: models) func totalsAreThoseOfTheTouches(model: RuleModel) {
        var sums = CreditSums()
        var quick = SourceTotals(model: model)
        var plain = SourceTotals(model: model)
        var calculator = RuleCalculator(model)
        var credits: [Int64] = []
        var random = RandomSequence(seed: 11, purpose: "sums")
        var paid: Int128 = 0
        for turn in 0..<400 {
            let sources = 1 + random.below(20)
            let touches = (0..<1 + random.below(80)).map { _ in
                Touch(
                    age: Int64(random.below(10_000)) - 500, source: Int32(random.below(sources)))
            }
            let total =
                turn == 0
                ? .max : random.below(5) == 0 ? nil : Int64(random.below(9_000_000_000))
            let amounts = Money.Amounts(
                total: total,
                profit: random.below(5) == 0 ? nil : Int64(random.below(2_000_000)) - 1_000_000)
            paid += Int128(total ?? 0)
            calculator.credits(of: touches, into: &credits)
            for (touch, credit) in zip(touches, credits) where credit != 0 {
                plain.add(credit, of: amounts, to: UInt32(touch.source))
            }
            if !sums.add(amounts, touches, by: model, to: &quick) {
                sums.add(amounts, touches, by: credits, to: &quick)
            }
        }
        #expect(quick.byTouch.count == plain.byTouch.count)
        for (a, b) in zip(quick.byTouch, plain.byTouch) {
            #expect(a.conversions == b.conversions)
            #expect(a.revenue == b.revenue)
            #expect(a.profit == b.profit)
        }
        let rounded = quick.rounded(quick.byTouch)
        if model.sumsToOne {
            #expect(rounded.reduce(0) { $0 + ($1.revenue ?? 0) } == paid)
        }
        for (exact, rounded) in zip(quick.byTouch, rounded) {
            let unit = Int128(Credit.whole)
            let error = (rounded.revenue ?? 0) * unit - (exact.revenue ?? 0)
            #expect(error.magnitude < UInt128(unit))
        }
    }

    @Test func moneyIsRoundedOnce() {
        var totals = SourceTotals(model: .linear)
        // A third of a unit each time: three of them are a unit, and none is lost.
        for _ in 0..<3 {
            for (source, credit) in [333_333_334, 333_333_333, 333_333_333].enumerated() {
                totals.add(Int64(credit), of: Money.Amounts(total: 1), to: UInt32(source))
            }
        }
        let rounded = totals.rounded(totals.byTouch)
        #expect(rounded.map(\.revenue) == [1, 1, 1])
        #expect(rounded.map(\.profit) == [nil, nil, nil])
    }

    @Test func modelsThatGiveNoWholesAreRoundedEachByItself() {
        var totals = SourceTotals(model: .participation)
        for source in UInt32(0)..<2 {
            totals.add(500_000_000, of: Money.Amounts(total: 3, profit: -3), to: source)
        }
        let rounded = totals.rounded(totals.byTouch)
        #expect(rounded.map(\.revenue) == [2, 2])
        #expect(rounded.map(\.profit) == [-2, -2])
    }
}
