import Attribution
import EventLogs
import Streaming
import Testing

@testable import Simulation

/// The truth belongs to the log: nothing that is said of how the stream is run changes it.
///
/// Random logs with repeated ids over long spans × settings × engines, against a truth of its own
/// for each log. A failure names its seed.
@Suite struct TruthOfTheLogTests {
    @Test func noSettingOfTheStreamChangesTheTruth() throws {
        let folder = try ScratchFolder()
        var repeated = 0
        for seed in RandomCases.seeds(60, or: 20) {
            var scenario = RandomCase(seed: seed)
            var random = CaseNumbers(seed &+ 77)
            // Long spans between records of one id.
            scenario.log.lines = scenario.log.lines.enumerated().map { place, line in
                guard case .record(var record) = line, place % 3 == 0 else { return line }
                record.eventTime += 100_000 * Int.random(in: 0...3, using: &random)
                return .record(record)
            }
            let asked = try EngineRun.configuration(scenario, folder)
            let input = try EngineRun.input(scenario.log, .jsonLines, folder)
            var base = RunConfiguration()
            base.join = asked.join
            base.attribution = asked.attribution
            base.attribution.compare = [.linear, .lastClick]
            base.dimensions = asked.dimensions
            let truth = try Self.truth(input, base)
            repeated += truth.contains("clicks_duplicate 0") ? 0 : 1
            for _ in 0..<6 {
                var settings = random.settings(scenario.log.layout)
                settings.deduplicate = true
                var other = scenario
                other.settings = settings
                var configuration = try EngineRun.configuration(other, folder)
                configuration.join = base.join
                configuration.attribution = base.attribution
                configuration.dimensions = base.dimensions
                configuration.dimensions.asOf = asked.dimensions.asOf
                configuration.deduplicate = random.pick(
                    [nil, .watermark, .forever, .within(Milliseconds(5000)), .untilReached], or: nil
                )
                configuration.output = OutputSettings()
                configuration.output.upsert = random.one(in: 3)
                configuration.output.changelog = random.one(in: 2)
                configuration.disorder = TruthOrderingTests.disorder(random.next())
                configuration.engine = random.pick(Self.engines(base), or: .reference)
                let same: String
                do { same = try Self.truth(input, configuration) } catch {
                    Issue.record(
                        "seed \(seed), \(configuration.engine.name): \(error)\n\(configuration)")
                    return
                }
                guard same == truth else {
                    Issue.record(
                        """
                        seed \(seed), \(configuration.engine.name): the truth has changed
                        \(truth)
                        \(same)
                        \(configuration)
                        \(scenario.description)
                        """)
                    return
                }
            }
        }
        #expect(repeated > (RandomCases.areAll ? 30 : 10))
    }

    private static func engines(_ configuration: RunConfiguration) -> [EngineSettings] {
        [
            .reference, .reference, .flinkSQL(FlinkSQLSettings()),
            .kafkaStreams(KafkaStreamsSettings()), .spark(SparkSettings()),
        ] + (configuration.join.kind == .inner ? [.flinkDataStream(FlinkDataStreamSettings())] : [])
    }

    /// Totals, accounts and rows of run 2.
    private static func truth(
        _ input: LogInput, _ configuration: RunConfiguration
    ) throws -> String {
        let sink = CollectingSink()
        _ = try Simulator(input: input, configuration: configuration, truth: .full).run(into: sink)
        return [ResultTable.sourceCredit, .stat, .checkoutAttribution].map { table in
            sink.lines(table, run: 2) { value in
                table.columns.map { "\(value($0.name))" }.joined(separator: " ")
            }.joined(separator: "\n")
        }.joined(separator: "\n\n")
    }

    /// The example that the rule is told by: an order comes again 20 minutes later, with a sale
    /// between.
    @Test(arguments: [0, 600, 3600] as [Int64]) func anOrderIsOneHoweverLongTheStreamWaits(
        delay: Int64
    ) throws {
        let run = try SmallRun([
            click("c1", "u1", 0), checkout("k1", "u1", 60), checkout("k2", "u1", 660),
            checkout("k1", "u1", 1260),
        ]) {
            $0.clicksWatermark.delay = .seconds(delay)
            $0.checkoutsWatermark.delay = .seconds(delay)
        }
        #expect(
            run.table(.sourceCredit, ["source", "conversions_e9"], run: 2)
                == [["Google", "2000000000"]])
        let differences = run.table(
            .truthDifference, ["checkout_id", "cause", "stream_click_id", "truth_click_id"],
            run: nil)
        #expect(
            differences == (delay == 0 ? [["k1", "duplicate counted", "c1", "NULL"]] : []))
    }

    /// Only a scenario that says so lets the truth count an id again.
    @Test func deduplicateFalseCountsEachRecord() throws {
        let lines = [click("c1", "u1", 0), checkout("k1", "u1", 60), checkout("k1", "u1", 70)]
        func conversions(_ deduplicate: Deduplication?, _ engine: EngineSettings) throws
            -> [[String]]
        {
            try SmallRun(lines) {
                $0.deduplicate = deduplicate
                $0.engine = engine
            }.table(.sourceCredit, ["conversions_e9"], run: 2)
        }
        let flink = EngineSettings.flinkSQL(FlinkSQLSettings())
        #expect(try conversions(nil, .reference) == [["1000000000"]])
        #expect(try conversions(nil, flink) == [["1000000000"]])
        #expect(try conversions(false, .reference) == [["2000000000"]])
        #expect(try conversions(false, flink) == [["2000000000"]])
    }

    /// A sink with a primary key replaces rows of the stream's table, not what the log holds.
    @Test func anUpsertDoesNotTouchTheTruth() throws {
        let run = try SmallRun([
            click("c1", "u1", 0), checkout("k1", "u1", 60), checkout("k8", "u8", 100),
            click("c2", "u2", 4000, source: "Two"), checkout("k1", "u2", 5000),
        ]) { $0.output.upsert = true }
        #expect(
            run.table(.sourceCredit, ["source", "conversions_e9"])
                == [["Two", "1000000000"], ["NULL", "1000000000"]])
        #expect(
            run.table(.sourceCredit, ["source", "conversions_e9"], run: 2)
                == [["Google", "1000000000"], ["NULL", "1000000000"]])
        #expect(
            run.table(
                .truthDifference,
                ["checkout_id", "cause", "stream_click_id", "truth_click_id"], run: nil)
                == [["k1", "duplicate", "c2", "c1"]])
    }
}
