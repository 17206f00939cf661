import Reports
import Streaming
import Testing

@testable import Simulation

/// Reasons as sentences. Times are milliseconds after 1970-01-01; the checkout is at 50.
@Suite struct ReasonTextTests {
    private static let t = Inequality.Side.checkout(EventTime(milliseconds: 50))
    private static let c = Inequality.Side.click(EventTime(milliseconds: 40))

    private static func w(_ name: String, _ time: Int64) -> Inequality.Side {
        .engine(name, Watermark(rawValue: time))
    }

    @Test(
        arguments: [
            (
                FlinkSQLReasons.Rule.clickHeld as any ReasonRule,
                Inequality(w("W", 48), .atMost, c.adding("lookback", 60)),
                "still held c1 when the checkout came: W = 00:00:00.048 ≤ c + lookback = 00:00:00.100"
            ),
            (
                FlinkSQLReasons.Rule.clickGone,
                Inequality(w("W", 101), .greater, c.adding("lookback", 60)),
                "had let c1 go at seq 3: W = 00:00:00.101 > c + lookback = 00:00:00.100"
            ),
            (
                FlinkDataStreamReasons.Rule.clickGone,
                Inequality(w("W", 99), .atLeast, c.adding("lookback", 60).less("1 ms", 1)),
                "had let c1 go at seq 3: W = 00:00:00.099 ≥ c + lookback − 1 ms = 00:00:00.099"
            ),
            (
                ReferenceReasons.Rule.clickLate,
                Inequality(c, .less, w("the clicks' W", 53).less("allowed lateness", 5)),
                "dropped c1 as late: c = 00:00:00.040 < the clicks' W − allowed lateness = "
                    + "00:00:00.048"
            ),
            (
                SparkReasons.Rule.clickLate, Inequality(c, .atMost, w("W", 40)),
                "dropped c1 as late: c = 00:00:00.040 ≤ W = 00:00:00.040, with which the batch before "
                    + "ran"
            ),
            (
                KafkaStreamsReasons.Rule.paddedBefore,
                Inequality(w("stream time", 55), .greater, t.adding("lookahead", 0)),
                "had padded it before, at seq 3: stream time = 00:00:00.055 > t + lookahead = "
                    + "00:00:00.050; both rows stand"
            ),
            (
                FlinkSQLReasons.Rule.padded,
                Inequality(.engine("W", .end), .greater, t.adding("lookahead", 0)),
                "padded at seq 3: W = the end > t + lookahead = 00:00:00.050"
            ),
            (
                FlinkSQLReasons.Rule.clickHeld,
                Inequality(.engine("W", .unset), .atMost, c.adding("lookback", 86_400_000)),
                "still held c1 when the checkout came: W = none yet ≤ c + lookback = "
                    + "1970-01-02 00:00:00.040"
            ),
        ] as [(any ReasonRule, Inequality, String)])
    func ruleAndNumbersStandInTheSentence(rule: any ReasonRule, numbers: Inequality, text: String) {
        #expect(numbers.holds)
        let reason = Self.reason(rule, numbers)
        #expect(ReasonText.text(reason, Self.difference) == text)
    }

    @Test func clicksCanHaveShortNames() {
        let reason = EngineReason(SharedRule.clickDuplicate, click: "4fd5-a-long-one")
        #expect(
            ReasonText.text(reason, Self.difference, names: ["4fd5-a-long-one": "c1"])
                == "left c1 out as a duplicate: its id was remembered")
    }

    @Test func everyRuleOfEveryEngineHasASentenceOfItsOwn() {
        var configuration = RunConfiguration()
        for engine in EngineSettings.samples {
            configuration.engine = engine
            let rules = configuration.reasons.rules
            #expect(!rules.isEmpty)
            let numbers = Inequality(Self.c, .less, Self.t)
            var texts: [String: String] = [:]
            for rule in rules + SharedRule.allCases {
                let text = ReasonText.text(Self.reason(rule, numbers), Self.difference)
                #expect(!text.isEmpty && !text.contains("Optional"))
                let other = texts.updateValue(rule.rawValue, forKey: text)
                #expect(other == nil, "\(engine.name): \(rule.rawValue) and \(other ?? "")")
            }
            let names = Set((rules + SharedRule.allCases).map { $0.rawValue })
            #expect(names.count == rules.count + SharedRule.allCases.count, "\(engine.name)")
        }
    }

    @Test(
        arguments: [
            (Inequality.Relation.less, 40, 50, 10), (.atMost, 50, 50, 1), (.atLeast, 50, 50, 1),
            (.greater, 61, 60, 1), (.atLeast, 53, 50, 4),
        ] as [(Inequality.Relation, Int64, Int64, Int64)])
    func marginIsWhatWouldTurnItRound(
        relation: Inequality.Relation, left: Int64, right: Int64, margin: Int64
    ) {
        let numbers = Inequality(Self.w("a", left), relation, Self.w("b", right))
        #expect(numbers.holds && numbers.margin == margin)
        let isUp = relation == .less || relation == .atMost
        for (step, holds) in [(margin - 1, true), (margin, false)] {
            let moved = Inequality(
                Self.w("a", left + (isUp ? step : -step)), relation, numbers.right)
            #expect(moved.holds == holds)
        }
    }

    private static func reason(_ rule: any ReasonRule, _ numbers: Inequality) -> EngineReason {
        EngineReason(rule, click: "c1", time: EventTime(milliseconds: 40), numbers, step: 3)
    }

    private static let difference = EngineDifference(
        checkout: "k1", user: "u1", time: EventTime(milliseconds: 50), clicks: [], verdicts: [])
}
