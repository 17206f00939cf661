import Reports
import Streaming
import Testing

@testable import Simulation

/// Reasons as sentences. Times are milliseconds after 1970-01-01; the checkout is at 50.
@Suite struct ReasonTextTests {
    @Test(arguments: [
        (
            "flink-sql", EngineReason.Rule.clickHeld, 48, 100,
            "still held c1 when the checkout came: W = 00:00:00.048 < c + lookback = 00:00:00.100"
        ),
        (
            "flink-sql", .clickNotCleaned, 100, 100,
            "still held c1 when the checkout came: W = 00:00:00.100 = c + lookback, and it is "
                + "cleaned 1 ms later"
        ),
        (
            "flink-sql", .clickGone, 101, 100,
            "had let c1 go at seq 3: W = 00:00:00.101 > c + lookback = 00:00:00.100"
        ),
        (
            "flink-datastream", .clickGone, 100, 100,
            "had let c1 go at seq 3: W = 00:00:00.100 ≥ c + lookback = 00:00:00.100"
        ),
        (
            "flink-datastream", .clickLate, 0, 47,
            "dropped c1 as late: c = 00:00:00.040 < W = 00:00:00.047"
        ),
        (
            "reference", .clickLate, 0, 48,
            "dropped c1 as late: c = 00:00:00.040 < the clicks' W − allowed lateness = "
                + "00:00:00.048"
        ),
        (
            "spark", .clickLate, 0, 40,
            "dropped c1 as late: c = 00:00:00.040 ≤ W = 00:00:00.040, the batch before's"
        ),
        (
            "kafka-streams", .paddedAtOnce, 55, 50,
            "padded at once: stream time 00:00:00.055 > t + lookahead = 00:00:00.050"
        ),
        (
            "kafka-streams", .padded, 61, 60,
            "padded at seq 3: stream time 00:00:00.061 > t + lookahead + grace = 00:00:00.060"
        ),
        (
            "spark", .stillHeld, 50, 50,
            "still has it in state: W = 00:00:00.050 ≤ t + lookahead = 00:00:00.050; there is no "
                + "end of input"
        ),
    ])
    func ruleAndNumbersStandInTheSentence(
        engine: String, rule: EngineReason.Rule, watermark: Int64, limit: Int64, text: String
    ) {
        let reason = EngineReason(
            rule, click: "c1", time: EventTime(milliseconds: 40),
            watermark: Watermark(rawValue: watermark), limit: Watermark(rawValue: limit), step: 3)
        #expect(ReasonText.text(reason, engine, Self.difference) == text)
    }

    @Test func clicksCanHaveShortNames() {
        let reason = EngineReason(.clickDuplicate, click: "4fd5-a-long-one")
        #expect(
            ReasonText.text(reason, "reference", Self.difference, names: ["4fd5-a-long-one": "c1"])
                == "set c1 aside: its id was remembered")
    }

    @Test func everyRuleHasASentence() {
        for rule in EngineReason.Rule.allCases {
            for engine in ["reference", "flink-sql", "flink-datastream", "kafka-streams", "spark"] {
                let text = ReasonText.text(
                    EngineReason(rule, click: "c1"), engine, Self.difference)
                #expect(!text.isEmpty && !text.contains("Optional"))
            }
        }
    }

    private static let difference = EngineDifference(
        checkout: "k1", user: "u1", time: EventTime(milliseconds: 50), clicks: [], verdicts: [])
}
