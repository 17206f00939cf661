import Attribution
import EventLogs
import Foundation
import Simulation
import Streaming
import Testing

@testable import Reports

/// Sentences of an explanation about ids that come again, ties, silent partitions and clocks that are
/// ahead: each is held against the run that it is about.
@Suite struct ExplainTruthTests {
    private static let noon: Int64 = 1_710_928_800_000

    private func explain(
        _ query: RecordQuery, _ lines: [String],
        _ configure: (inout RunConfiguration) -> Void = { _ in }
    ) throws -> String {
        let path = NSTemporaryDirectory() + "attrsim-explain-" + UUID().uuidString + ".jsonl"
        try (lines.joined(separator: "\n") + "\n").write(
            toFile: path, atomically: true, encoding: .utf8)
        defer { try? FileManager.default.removeItem(atPath: path) }
        var configuration = RunConfiguration()
        configuration.join.bounds = JoinBounds(lookback: Milliseconds(3_600_000))
        configure(&configuration)
        let found = try Simulator(
            input: .combined(LogFile(path: path)), configuration: configuration
        ).investigate(query)
        return ExplainText.text(found, scenario: "test", TextStyle(width: 400))
    }

    private func click(
        _ id: String, _ user: String, _ second: Int64, _ source: String = "Google",
        arrival: Int64? = nil, partition: Int = 0
    ) -> String {
        #"{"stream": "clicks", "click_id": "\#(id)", "user_id": "\#(user)", "source": "\#(source)", "#
            + #""click_timestamp": \#(Self.noon + second * 1000), "partition": \#(partition)"#
            + arriving(arrival)
    }

    private func checkout(
        _ id: String, _ user: String, _ second: Int64, arrival: Int64? = nil
    ) -> String {
        #"{"stream": "checkouts", "checkout_id": "\#(id)", "user_id": "\#(user)", "#
            + #""checkout_timestamp": \#(Self.noon + second * 1000)"# + arriving(arrival)
    }

    private func arriving(_ second: Int64?) -> String {
        second.map { #", "arrival_timestamp": \#(Self.noon + $0 * 1000)}"# } ?? "}"
    }

    @Test func anIdThatIsCountedAgainIsToldOfEachOfItsRecords() throws {
        // k1 is forgotten at W = 900 > 300, and counts again at 1500.
        let text = try explain(
            .checkout("k1"),
            [
                click("c1", "u1", 0), checkout("k1", "u1", 300), checkout("k2", "u1", 900),
                checkout("k1", "u1", 1500), checkout("k3", "u9", 8700),
            ])
        #expect(text.contains("✓ In the truth, with every record in time, it is the same."))
        #expect(
            text.contains(
                "its id is counted once, for the record of 10:05:00 and credited to c1 (Google): this "
                    + "record is duplicate counted."))
        #expect(!text.contains("no click: duplicate counted"))
    }

    @Test func recordsThatWereReadAgainAreTheSame() throws {
        let once = [click("c1", "u1", 0), checkout("k1", "u1", 60)]
        let text = try explain(.checkout("k1"), once + once) {
            $0.engine = .flinkSQL(FlinkSQLSettings())
        }
        #expect(text.contains("it is the same."))
        #expect(!text.contains("credited once to c1 (Google): duplicate"))
    }

    @Test func aClickOfAnotherSourceIsNotTheSame() throws {
        let text = try explain(
            .checkout("k1"),
            [
                click("c1", "u1", 0), click("c9", "u9", 600), click("c1", "u1", 630, "Bing"),
                checkout("k1", "u1", 720),
            ]
        ) { $0.attribution.model = .lastClick }
        #expect(text.contains("Credited to c1 (Bing)."))
        #expect(text.contains("it is credited to c1 (Google): duplicate."))
    }

    @Test func aRowOfAnotherAmountIsNotTheSame() throws {
        func checkout(_ second: Int64, _ amount: Int) -> String {
            String(self.checkout("k1", "u1", second).dropLast()) + #", "amount": \#(amount)}"#
        }
        let text = try explain(
            .checkout("k1"), [click("c1", "u1", 0), checkout(300, 10), checkout(600, 50)]
        ) {
            $0.engine = .flinkSQL(FlinkSQLSettings())
            $0.attribution.model = .lastClick
        }
        #expect(
            text.contains("credited once to c1 (Google) with the amount of the id's first record"))
    }

    @Test(
        arguments: [
            (
                "flink-sql",
                "the first by event time, of one time the first that came out of the join"
            ),
            ("spark", "the one whose row was written last"),
            ("arrival", "the first by (event time, seq)"),
            ("kafka-streams", "the first by (event time, id, seq)"),
        ])
    func theChoiceIsTheEnginesOwn(rule: (engine: String, words: String)) throws {
        // z comes first, a is before it by its id.
        let text = try explain(
            .checkout("k1"),
            [
                click("z", "u1", 0), click("a", "u1", 0), checkout("k1", "u1", 60),
                checkout("k2", "u2", 9000),
            ]
        ) {
            var spark = SparkSettings()
            spark.sink = .lastWrite
            switch rule.engine {
            case "flink-sql": $0.engine = .flinkSQL(FlinkSQLSettings())
            case "spark": $0.engine = .spark(spark)
            case "kafka-streams": $0.engine = .kafkaStreams(KafkaStreamsSettings())
            default: $0.attribution.ties = .arrival
            }
        }
        #expect(text.contains("of 2 clicks that matched it is \(rule.words), 1m before"))
    }

    @Test(arguments: [EngineSettings.reference, .flinkSQL(FlinkSQLSettings())])
    func aDeclaredPartitionThatNeverSpokeIsNamed(engine: EngineSettings) throws {
        let text = try explain(
            .checkout("k1"),
            [click("c1", "u1", 0), checkout("k1", "u2", 300), checkout("k2", "u3", 8700)]
        ) {
            $0.engine = engine
            $0.endOfInput = .stop
            $0.clicksWatermark.partitions = 3
        }
        #expect(
            text.contains(
                "What holds it back: partition 1 and 1 more of the clicks, declared and without a "
                    + "record so far. No idleTimeout is set"))
    }

    @Test func theRecordThatMovedAnEnginesTimeIsNamed() throws {
        // bad is of the next day, and arrives at 30 s.
        let text = try explain(
            .checkout("k1"),
            [
                click("c1", "u1", 0, arrival: 0), click("bad", "u7", 86_430, arrival: 30),
                click("c2", "u1", 60, arrival: 60), checkout("k1", "u1", 300, arrival: 300),
            ]
        ) {
            var spark = SparkSettings()
            spark.watermarkPolicy = .max
            $0.engine = .spark(spark)
        }
        #expect(
            text.contains(
                "One record moved W so far: click bad (line 2, seq 2), at 2024-03-21 10:00:30, is "
                    + "23h 59m 30s ahead of every other click so far, none of which reaches "))
        #expect(text.contains("Its clock is ahead: mend it, or leave it out."))
    }

    @Test func theReferencesOwnMoverIsAheadOfTheOthersSoFar() throws {
        // c0 is 30 s before it, the late c1 24 h: both are behind it.
        let text = try explain(
            .click("c1"),
            [
                click("c0", "u2", 86_400), click("bad", "u7", 172_800), click("c1", "u1", 86_405),
            ])
        #expect(text.contains("is 1d ahead of every other click of its partition so far"))
    }
}
