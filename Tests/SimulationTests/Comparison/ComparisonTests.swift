import Attribution
import EventLogs
import Foundation
import Simulation
import Streaming
import Testing

/// Comparisons of few records, worked out by hand. Times are milliseconds; lookback 60.
@Suite struct ComparisonTests {
    /// W is 48 when c1 (40) comes, and k1 (50) is still held.
    static let lateClick = [
        line("checkouts", "k1", "u1", 1050), line("clicks", "x1", "u9", 1048),
        line("clicks", "c1", "u1", 1040),
    ]

    @Test func lateClickIsDroppedByWhomItIsLateFor() throws {
        let difference = try #require(try compare(Self.lateClick).differences.first)
        #expect(difference.checkout == "k1" && difference.user == "u1")
        #expect(difference.clicks.map(\.id) == ["c1"])
        #expect(
            difference.verdicts.map(\.outcome) == [
                .unattributed, .attributed, .unattributed, .attributed, .attributed,
            ])

        let reference = difference.verdicts[0].reasons
        #expect(reference.map(\.rule) == ["click late", "padded"])
        // 1040 < the clicks' 1048, less an allowed lateness of 0.
        #expect(reference[0].time?.milliseconds == 1040 && reference[0].limit?.rawValue == 1048)
        #expect(reference[0].step == 3)

        let sql = difference.verdicts[1].reasons
        #expect(sql.map(\.rule) == ["checkout held"])
        // W = min(1048, 1050) < 1050 + lookahead 0
        #expect(sql[0].watermark?.rawValue == 1048 && sql[0].limit?.rawValue == 1050)

        let dataStream = difference.verdicts[2].reasons
        #expect(dataStream.map(\.rule) == ["click late", "inner join"])
        #expect(dataStream[0].limit?.rawValue == 1047)  // 1048 - 1 ms

        let kafka = difference.verdicts[3].reasons
        #expect(kafka.map(\.rule) == ["checkout held"])
        // The store's own time 1050, less 60 + 0 + grace 0, plus 1 ms.
        #expect(kafka[0].limit?.rawValue == 991)
    }

    @Test func clickThatLeftIsNamedWithTheWatermarkThatTookIt() throws {
        // c1 (1000) leaves flink-sql at W = 1061, which k1 (1060), exactly at its reach, misses.
        let log = [
            line("clicks", "c1", "u1", 1000), line("clicks", "x1", "u9", 1061),
            line("checkouts", "y1", "u8", 1061), line("checkouts", "k1", "u1", 1060),
        ]
        let report = try compare(log, allowedLateness: 1)
        let difference = try #require(report.differences.first { $0.checkout == "k1" })
        let (reference, sql) = (difference.verdicts[0], difference.verdicts[1])
        #expect(reference.outcome == .attributed && reference.click == "c1")
        #expect(reference.reasons.map(\.rule) == ["click accepted, no watermark"])
        #expect(sql.outcome == .unattributed)
        #expect(sql.reasons.map(\.rule) == ["click gone", "padded at once"])
        #expect(sql.reasons[0].watermark?.rawValue == 1061)
        #expect(sql.reasons[0].limit?.rawValue == 1060)  // 1000 + 60
        #expect(sql.reasons[0].step == 3)
        // For flink-datastream W = 1060, and k1 is on time, but c1 left at W >= 1000 + 60.
        let dataStream = difference.verdicts[2]
        #expect(dataStream.reasons.map(\.rule) == ["click gone", "inner join"])
        #expect(dataStream.reasons[0].watermark?.rawValue == 1060)
    }

    @Test func kafkaPadsInsideTheGraceAndPairsLater() throws {
        let log = [
            line("clicks", "x1", "u9", 1100), line("checkouts", "k1", "u1", 1095),
            line("clicks", "c1", "u1", 1090),
        ]
        let report = try compare(log, grace: 10)
        let difference = try #require(report.differences.first { $0.checkout == "k1" })
        let kafka = difference.verdicts[3]
        #expect(kafka.outcome == .attributed)
        #expect(kafka.reasons.map(\.rule) == ["checkout held", "padded before"])
        // 1095 + lookahead 0 < stream time 1100, although the grace lasts until 1105.
        #expect(kafka.reasons[1].watermark?.rawValue == 1100)
        #expect(kafka.reasons[1].limit?.rawValue == 1095)
        #expect(kafka.reasons[1].step == 2)
    }

    /// c1 is late for no engine. Each that had padded k1 by then counts it, whether the pad stands or
    /// is taken back, although all agree on the outcome.
    @Test func whoPadsAndThenPairsIsCountedWhereAllAgree() throws {
        let log = [
            line("clicks", "x1", "u9", 1100), line("checkouts", "k1", "u1", 1095),
            line("checkouts", "y1", "u9", 1100), line("clicks", "c1", "u1", 1095),
        ]
        let report = try compare(log, allowedLateness: 100, among: Self.answeringAtOnce)
        #expect(report.differences.isEmpty)
        #expect(report.paddedThenPaired == [1, 1, 1, 1])
    }

    /// Twice the id, twice padded: one checkout.
    @Test func anIdThatIsPaddedAndPairedTwiceCountsOnce() throws {
        let log = [
            line("clicks", "x1", "u9", 1100), line("checkouts", "k1", "u1", 1095),
            line("checkouts", "k1", "u1", 1095), line("checkouts", "y1", "u9", 1100),
            line("clicks", "c1", "u1", 1095),
        ]
        let report = try compare(log, allowedLateness: 100, among: Self.answeringAtOnce) {
            $0.deduplicate = .off
        }
        #expect(report.paddedThenPaired == [1, 1, 1, 1])
    }

    private static let answeringAtOnce = [
        "reference", "kafka-streams", "pathway", "quixstreams",
    ]

    @Test func sparkHoldsAtTheEndWhatOthersFlush() throws {
        let log = [line("clicks", "x1", "u9", 1005), line("checkouts", "k1", "u1", 1010)]
        let difference = try #require(try compare(log).differences.first)
        #expect(difference.verdicts[0].outcome == .unattributed)
        let spark = difference.verdicts[4]
        #expect(spark.outcome == .pending)
        #expect(spark.reasons.map(\.rule) == ["still held"])
        // W = min(1005, 1010) is not beyond 1010.
        #expect(spark.reasons[0].watermark?.rawValue == 1005)
        #expect(spark.reasons[0].limit?.rawValue == 1010)
    }

    @Test func enginesThatAgreeLeaveNothingToExplain() throws {
        let log = [
            line("clicks", "c1", "u1", 1000), line("checkouts", "k1", "u1", 1010),
            line("clicks", "x1", "u9", 1200), line("checkouts", "y1", "u9", 1200),
        ]
        let report = try compare(log)
        #expect(report.differences.isEmpty)
        #expect(report.checkouts == 2)
    }

    /// An id that comes again: the reference without deduplication has a row of each record, a real
    /// engine one of all. Both credit c1.
    @Test func anotherAmountIsADifference() throws {
        let log = [
            line("clicks", "c1", "u1", 1000),
            line("checkouts", "k1", "u1", 1010, #", "amount": 10"#),
            line("checkouts", "k1", "u1", 1020, #", "amount": 50"#),
        ]
        let difference = try #require(
            try compare(log) { $0.deduplicate = .off }.differences.first)
        #expect(difference.verdicts.map(\.click) == .init(repeating: "c1", count: 5))
        #expect(difference.verdicts[0].amount == 600_000)  // 10 + 50
        #expect(difference.verdicts[1].amount == 100_000)
        #expect(difference.verdicts[1].differs(from: difference.verdicts[0]))
        #expect(difference.amount == 600_000)
    }

    /// In a sink with one row an id the reference has what real engines have: the row of 1020.
    @Test func aSinkOfOneRowAnIDHasRowsToCompare() throws {
        let log = [
            line("clicks", "c1", "u1", 1000),
            line("checkouts", "k1", "u1", 1010, #", "amount": 50"#),
            line("checkouts", "k1", "u1", 1020, #", "amount": 50"#),
        ]
        let report = try compare(log) {
            $0.deduplicate = .off
            $0.output.upsert = true
        }
        #expect(report.checkouts == 1)
        #expect(report.differences.isEmpty)
    }

    /// An inner join does not show k2, whatever would not count of it: no engine says otherwise.
    @Test func whatAnInnerJoinDoesNotShowDiffersNowhere() throws {
        let log = [
            line("clicks", "c1", "u1", 1000), line("checkouts", "k1", "u1", 1010),
            line("checkouts", "k2", "u2", 1010), line("clicks", "x1", "u9", 9000),
            line("checkouts", "y1", "u9", 9000, #", "payment_status": "paid""#),
        ]
        let report = try compare(log, among: ["reference", "flink-sql", "flink-datastream"]) {
            $0.join.kind = .inner
            $0.attribution.paymentStatus = ["paid"]
        }
        #expect(report.differences.isEmpty)
    }

    /// A checkout without a click is a row of the left joins, which is worth something, and none of
    /// the inner one: they agree.
    @Test func noRowIsNoOtherAmount() throws {
        let log = [
            line("clicks", "c1", "u2", 1000),
            line("checkouts", "k1", "u1", 1010, #", "amount": 10"#),
            line("clicks", "c2", "u2", 9000), line("checkouts", "k2", "u2", 9000),
        ]
        #expect(try compare(log) { _ in }.differences.filter { $0.checkout == "k1" }.isEmpty)
    }

    /// c1 comes twice at one time, of two sources. The last of them by (id, seq) is Bing's; a ranking
    /// by a cast replaces a row by a later one alone, and keeps Google's.
    @Test func anotherSourceOfOneClickIsADifference() throws {
        let log = [
            line("clicks", "c1", "u1", 1000, source: "Google"),
            line("clicks", "c1", "u1", 1000, source: "Bing"),
            line("checkouts", "k1", "u1", 1010),
        ]
        var flink = FlinkSQLSettings()
        flink.ranking = .cast
        let report = try compare(log, flink: flink) {
            $0.deduplicate = .off
            $0.attribution.model = .lastClick
        }
        let difference = try #require(report.differences.first)
        #expect(Set(difference.verdicts.map(\.click)) == ["c1"])
        #expect(difference.verdicts.map(\.source) == ["Bing", "Google", "Bing", "Bing", "Bing"])
    }

    /// What the first engine has read is what all others run on, rejected lines included.
    @Test func rejectedLinesAreRejectedByEveryEngine() throws {
        let log = [
            line("clicks", "c1", "u1", 1000), "no record", line("checkouts", "k1", "u1", 1010),
        ]
        let sink = CollectingSink()
        let report = try compare(log, onBadRecord: .skip, into: sink) { _ in }
        #expect(report.runs.map(\.stream.rejectedLines) == [1, 1, 1, 1, 1])
        #expect(report.runs.map(\.stream.checkouts.read) == [1, 1, 1, 1, 1])
    }

    private func compare(
        _ lines: [String], grace: Int64 = 0, allowedLateness: Int64 = 0,
        flink: FlinkSQLSettings = FlinkSQLSettings(), among names: [String]? = nil,
        onBadRecord: BadRecordPolicy = .fail,
        into sink: CollectingSink = CollectingSink(),
        _ change: (inout RunConfiguration) -> Void = { _ in }
    ) throws -> ComparisonReport {
        let folder = try ScratchFolder()
        let log = try folder.write(lines.joined(separator: "\n") + "\n", to: "log.jsonl")
        var configuration = RunConfiguration()
        configuration.join.bounds = JoinBounds(lookback: Milliseconds(60))
        configuration.clicksWatermark.allowedLateness = Milliseconds(allowedLateness)
        configuration.checkoutsWatermark.allowedLateness = Milliseconds(allowedLateness)
        change(&configuration)
        var variants = EngineVariant.all(configuration)
        var kafka = KafkaStreamsSettings()
        kafka.grace = Milliseconds(grace)
        variants[3].configuration.engine = .kafkaStreams(kafka)
        variants[1].configuration.engine = .flinkSQL(flink)
        if let names {
            let engines = [
                EngineSettings.pathway(PathwaySettings()), .quixStreams(QuixStreamsSettings()),
            ]
            for (place, engine) in engines.enumerated() {
                configuration.engine = engine
                variants.append(
                    EngineVariant(runID: Int64(7 + place), configuration: configuration))
            }
            variants.removeAll { !names.contains($0.name) }
        }
        return try EngineComparison(
            input: .combined(log), variants: variants, onBadRecord: onBadRecord
        ).run(into: sink)
    }

    static func line(
        _ stream: String, _ id: String, _ user: String, _ time: Int, _ more: String = "",
        source: String = "Google"
    ) -> String {
        let noun = stream == "clicks" ? "click" : "checkout"
        return """
            {"stream": "\(stream)", "\(noun)_id": "\(id)", "user_id": "\(user)", \
            "source": "\(source)", "\(noun)_timestamp": \(time)\(more)}
            """
    }

    private func line(
        _ stream: String, _ id: String, _ user: String, _ time: Int, _ more: String = "",
        source: String = "Google"
    ) -> String {
        Self.line(stream, id, user, time, more, source: source)
    }
}
