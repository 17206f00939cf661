import Attribution
import EventLogs
import Scenarios
import Simulation
import Streaming
import Testing
import Text
import Worlds

@testable import Reports

/// The comparison of models with a world's truth, as text and as JSON.
@Suite struct ModelComparisonTests {
    /// Coupon closes what newsletter brings about: two sources, three worlds.
    static func comparison(
        seeds: Int = 3,
        _ models: ComparedModels = ComparedModels(
            rules: [.firstClick, .lastClick], dataDriven: [.shapleyCoverage])
    ) throws -> WorldComparison {
        var input = CausalInput()
        input.world.users = 120
        input.world.baseline = 0
        input.world.propensitySpread = 0
        input.world.burstsPerDay = 0.05
        input.world.burstEffect = CausalWorld.Effect(conversions: 0.4, halfLife: CausalWorld.hour)
        var letter = CausalSource(name: "newsletter")
        letter.exposuresPerDay = 0.05
        letter.immediate = CausalWorld.Effect(conversions: 0.3, halfLife: CausalWorld.hour)
        var coupon = CausalSource(name: "coupon")
        coupon.perBurst = 1
        input.world.sources = [letter, coupon]
        var configuration = RunConfiguration()
        configuration.join.bounds.lookback = Milliseconds(CausalWorld.day)
        return try WorldComparison(
            input, configuration, models, seeds: seeds, reference: .incremental,
            trials: [
                WorldComparison.Trial(setting: "join.lookback", values: [("1d", configuration)])
            ])
    }

    @Test func theVerdictNamesTheNearestAndWhereEachOneLies() throws {
        let comparison = try Self.comparison()
        let text = ModelComparisonText.text("coupons", comparison, .plain)
        let nearest = try #require(comparison.nearestFirst.first)
        #expect(text.contains("In this world \(nearest.name) comes nearest"))
        #expect(text.contains("conversions that it did not\n    bring about."))
        #expect(text.contains("of all conversions would have come anyway"))
        #expect(text.contains("for nothing"))
        #expect(text.contains("Shares off by, at join.lookback"))
        #expect(!text.contains(" \n"))
    }

    @Test func oneWorldHasNoConfidenceInterval() throws {
        let text = ModelComparisonText.text("coupons", try Self.comparison(seeds: 1), .plain)
        #expect(!text.contains("±"))
        #expect(text.contains("seed 1"))
        #expect(text.contains("One world cannot tell models apart"))
    }

    @Test func oneModelComesNearestToNothing() throws {
        let alone = ComparedModels(rules: [.firstClick], dataDriven: [])
        let text = ModelComparisonText.text("coupons", try Self.comparison(alone), .plain)
        #expect(!text.contains("comes nearest"))
        #expect(text.contains("The shares of first-click are off by"))
        #expect(!text.contains("nearest  "))
    }

    @Test func theScoresStayInTheirRangeEverywhere() throws {
        // Of three worlds the intervals are wide.
        let comparison = try Self.comparison()
        let rows = ModelScoresCSV.text(comparison).split(separator: "\n").dropFirst()
            .map { $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init) }
        let bounded = rows.filter { row in
            ["conversions", "baseline", "share_error"].contains(row[2])
                || ["credit", "over_credit"].contains(row[2]) && row[0].hasSuffix("-click")
        }
        #expect(bounded.count > 6)
        for row in bounded { #expect(Double(row[5]).map { $0 >= 0 } ?? true, "\(row)") }
    }

    @Test func intervalsStayInTheirRange() throws {
        var estimate = try #require(Estimate([1.0, 0.9, 1.0]))
        #expect(
            NumberText.estimate(estimate, 2, .plain, within: ScoreRange.tau)
                == "0.97 (0.82–1.00)")
        #expect(NumberText.estimate(estimate, 2, .plain) == "0.97 ± 0.14")
        estimate = try #require(Estimate([0.5, 0.5, 0.5]))
        #expect(
            NumberText.estimate(estimate, 1, .plain, percent: true, within: ScoreRange.loss)
                == "50.0 ± 0.0 %")
        for model in try Self.comparison().models {
            let ends = try #require(model.tau?.interval(within: ScoreRange.tau))
            #expect(ends.lowerBound >= -1 && ends.upperBound <= 1)
        }
    }

    @Test func theScoresAreATableOfNumbers() throws {
        let comparison = try Self.comparison()
        let rows = ModelScoresCSV.text(comparison).split(separator: "\n").map { row in
            row.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        }
        #expect(rows[0] == ["model", "source", "metric", "mean", "margin", "low", "high"])
        #expect(rows.allSatisfy { $0.count == 7 })
        // Two of all, three a source; three a model, three a model and source.
        #expect(rows.count == 1 + 2 + 2 * 3 + 3 * (3 + 2 * 3))
        let first = try #require(comparison.models.first { $0.name == "first-click" })
        let credit = rows.first { $0[0] == "first-click" && $0[1] == "coupon" && $0[2] == "credit" }
        #expect(credit?[3] == NumberText.plain(first.credits[1].mean))
        let alone = ModelScoresCSV.text(try Self.comparison(seeds: 1)).split(separator: "\n")
        #expect(alone.dropFirst().allSatisfy { $0.hasSuffix(",,,") })
    }

    @Test func tooFewWorldsAreSaidToBe() throws {
        // Three worlds, and two models that give the same: nothing will tell them apart.
        let twins = ComparedModels(rules: [.linear, .linear], dataDriven: [])
        let text = ModelComparisonText.text("coupons", try Self.comparison(twins), .plain)
        #expect(text.contains("3 worlds are too few to tell it from linear"), "\(text)")
    }

    @Test func textWithoutUnicodeIsASCII() throws {
        let style = TextStyle(isUnicode: false)
        let text = ModelComparisonText.text("coupons", try Self.comparison(), style)
        #expect(text.utf8.allSatisfy { $0 < 0x80 })
    }

    @Test func theJSONHoldsEveryScore() throws {
        let comparison = try Self.comparison()
        let text = ModelComparisonJSON.text("coupons", comparison)
        let value = try JSONText.parse(text)
        guard case .array(let models)? = value.member("models")?.value else {
            Issue.record("no models")
            return
        }
        #expect(models.count == 3)
        for model in models {
            for key in ["share_error", "kendall_tau", "budget_loss"] {
                #expect(model.member(key)?.member("margin") != nil, "\(key)")
            }
        }
        #expect(ModelComparisonJSON.text("coupons", try Self.comparison()) == text)
        guard case .array(let manifest)? = value.member("manifest")?.value else {
            Issue.record("no manifest")
            return
        }
        let names = manifest.compactMap { $0.member("name").map { "\($0.value)" } }
        for name in ["join.lookback", "world: Shapley", "shapley-coverage: credit", "score: truth"]
        {
            #expect(names.contains { $0.contains(name) }, "\(name)")
        }
    }

    @Test(arguments: [
        (1_234.5, 1, "1,234.5"), (0.005, 2, "0.01"), (-0.004, 2, "0.00"), (-2.5, 0, "-3"),
        (0, 3, "0.000"),
    ])
    func numbersAreRoundedHalfAwayFromZero(_ number: Double, _ decimals: Int, _ text: String) {
        #expect(NumberText.fixed(number, decimals) == text)
    }
}
