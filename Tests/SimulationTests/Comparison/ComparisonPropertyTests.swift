import EventLogs
import Foundation
import Streaming
import Testing

@testable import Simulation

/// Comparisons of all engines over small random logs.
@Suite struct ComparisonPropertyTests {
    /// A range, and seeds that once found a reason missing or a number that did not bear it out.
    static let seeds =
        Array(UInt64(1)...60) + [111, 119, 208, 316, 366, 871, 1278, 1956, 2029, 2208, 2217, 2253]

    /// One test, so that in the end it is known which rules occurred at all.
    @Test func everyDifferenceHasAReasonOfTheEnginesState() throws {
        let seen = RulesSeen()
        for seed in Self.seeds { try explain(seed, seen) }
        for (engine, missing) in seen.missing(of: EngineSettings.samples) {
            #expect(
                missing == (Self.notNeeded[engine] ?? []), "rules of \(engine) that never occurred")
        }
    }

    /// Rules that no checkout of these logs needs, on which engines differ: one that joins or leaves
    /// them is a change of what a comparison says.
    private static let notNeeded: [String: [String]] = [
        "reference": ["tie"],
        "flink-sql": [
            "checkout not cleaned yet", "click gone", "click not cleaned yet",
            "click without a checkout", "click without a checkout at once",
            "still held, not cleaned yet",
        ],
        "flink-datastream": ["checkout gone", "click gone", "tie"],
        "kafka-streams": [
            "checkout beyond retention", "checkout gone", "checkout not kept", "click gone",
            "click not kept", "still held, closed", "tie",
        ],
        "spark": [
            "checkout gone", "checkout kept from matching", "click filtered by the query",
            "click gone", "click without a checkout", "padded by the filter", "semi join's row",
            "semi join, out already",
            "tie",
        ],
        "pathway": ["checkout forgotten", "checkout not forgotten yet", "pair taken back", "tie"],
        "quixstreams": ["click beyond the limit", "click replaced", "tie"],
    ]

    private func explain(_ seed: UInt64, _ seen: RulesSeen) throws {
        let scenario = RandomCase(seed: seed)
        let folder = try ScratchFolder()
        let input = try EngineRun.input(scenario.log, .jsonLines, folder)
        let configuration = try EngineRun.configuration(scenario, folder)
        let sink = CollectingSink()
        let comparison = EngineComparison(
            input: input, variants: EngineVariant.varied(configuration, seed: seed), truth: .none)
        let report = try comparison.run(into: sink)

        for difference in report.differences {
            #expect(difference.verdicts.count == comparison.variants.count)
            // As bytes: texts that only look the same are other ids.
            let answers = Set(
                difference.verdicts.map {
                    Array(
                        "\($0.outcome) \($0.click ?? "-") \($0.source ?? "-") \($0.amount ?? -1)"
                            .utf8)
                })
            #expect(answers.count > 1, "\(difference.checkout) does not differ, seed \(seed)")
            for (verdict, variant) in zip(difference.verdicts, comparison.variants) {
                if verdict.outcome != .missing {
                    #expect(!verdict.reasons.isEmpty, "\(verdict), seed \(seed)")
                }
                #expect(
                    !verdict.reasons.contains { $0.names(SharedRule.unexplained) },
                    "\(difference.checkout): \(verdict), \(scenario.description)")
                for reason in verdict.reasons {
                    let check = ReasonCheck(reason, difference, variant.configuration)
                    #expect(
                        check.faults.isEmpty,
                        """
                        \(check.text): \(check.faults), \(variant.configuration.engine), \
                        \(scenario.description)
                        """
                    )
                    seen.note(verdict.engine, reason.rule)
                }
                let rows = sink.lines(.checkoutAttribution, run: Int(variant.runID)) { value in
                    let id = "\(value("checkout_id"))"
                    return id.utf8.elementsEqual(difference.checkout.utf8)
                        ? "row with \(value("click_id"))" : ""
                }.filter { !$0.isEmpty }
                if verdict.outcome == .attributed {
                    #expect(rows.contains("row with \(verdict.click ?? "")"), "seed \(seed)")
                }
                if [.late, .pending].contains(verdict.outcome) {
                    #expect(rows.isEmpty, "\(difference.checkout): \(verdict), seed \(seed)")
                }
            }
        }
    }

    @Test(arguments: seeds.prefix(10)) func engineAloneDoesAsInAComparison(seed: UInt64) throws {
        let scenario = RandomCase(seed: seed)
        let folder = try ScratchFolder()
        let input = try EngineRun.input(scenario.log, .jsonLines, folder)
        let variants = EngineVariant.all(try EngineRun.configuration(scenario, folder))
        let together = CollectingSink()
        _ = try EngineComparison(input: input, variants: variants).run(into: together)
        for variant in variants {
            let alone = CollectingSink()
            _ = try Simulator(input: input, configuration: variant.configuration).run(into: alone)
            let difference = together.rows(ofRun: Int(variant.runID)).firstDifference(
                to: alone.rows(ofRun: 1))
            #expect(difference == nil, "\(variant.name), seed \(seed): \(difference ?? "")")
        }
    }

    @Test func sameEngineTwiceNeverDiffers() throws {
        for seed in Self.seeds.prefix(10) {
            let scenario = RandomCase(seed: seed)
            let folder = try ScratchFolder()
            let input = try EngineRun.input(scenario.log, .jsonLines, folder)
            let configuration = try EngineRun.configuration(scenario, folder)
            for variant in EngineVariant.all(configuration) {
                let twin = EngineVariant(runID: 7, configuration: variant.configuration)
                let report = try EngineComparison(input: input, variants: [variant, twin])
                    .run(into: CollectingSink())
                #expect(report.differences.isEmpty, "\(variant.name), seed \(seed)")
            }
        }
    }
}

extension EngineVariant {
    /// All engines as a comparison runs them.
    static func all(_ configuration: RunConfiguration) -> [EngineVariant] {
        var kafka = KafkaStreamsSettings()
        kafka.grace = Milliseconds(2000)
        var spark = SparkSettings()
        spark.trigger = .every(Milliseconds(3000))
        let engines: [EngineSettings] = [
            .reference, .flinkSQL(FlinkSQLSettings()),
            .flinkDataStream(FlinkDataStreamSettings()), .kafkaStreams(kafka),
            .spark(spark),
        ]
        return zip([1, 3, 4, 5, 6] as [Int64], engines).map { runID, engine in
            var configuration = configuration
            configuration.engine = engine
            if engine.name == "flink-datastream" { configuration.join.kind = .inner }
            return EngineVariant(runID: runID, configuration: configuration)
        }
    }
}

extension EngineVariant {
    /// All engines, each with settings of its own for each seed.
    static func varied(_ configuration: RunConfiguration, seed: UInt64) -> [EngineVariant] {
        var random = CaseNumbers(seed &* 31 &+ 7)
        var others = [7, 8].map { EngineVariant(runID: $0, configuration: configuration) }
        others[0].configuration.engine = .pathway(PathwaySettings())
        others[0].configuration.join.kind = .left
        others[1].configuration.engine = .quixStreams(QuixStreamsSettings())
        return (all(configuration) + others).map { variant in
            var variant = variant
            let engine = variant.configuration.engine
            if var settings: FlinkSQLSettings = engine.settings() {
                settings.minCleanup = Milliseconds(random.pick([0, 0, 0, 4000], or: 0))
                settings.ranking = random.one(in: 2) ? .cast : .rowTime
                variant.configuration.engine = .flinkSQL(settings)
            } else if var settings: KafkaStreamsSettings = engine.settings() {
                settings.grace = Milliseconds(random.pick([0, 1000, 2000, 9000], or: 0))
                settings.mode = random.one(in: 4) ? .eager : .fixed
                settings.emitInterval = Milliseconds(random.pick([0, 0, 0, 2000], or: 0))
                variant.configuration.engine = .kafkaStreams(settings)
            } else if var settings: SparkSettings = engine.settings() {
                settings.noDataBatches = !random.one(in: 3)
                settings.watermarkPolicy = random.one(in: 3) ? .max : .min
                settings.trigger =
                    random.one(in: 3)
                    ? .scripted : .every(Milliseconds(random.pick([1, 1000, 3000], or: 1)))
                variant.configuration.engine = .spark(settings)
            } else if var settings: PathwaySettings = engine.settings() {
                settings.cutoff =
                    random.one(in: 3)
                    ? nil : Milliseconds(random.pick([0, 1000, 3000, 9000], or: 0))
                settings.keepsResults = random.one(in: 2)
                settings.batch = .records(random.pick([1, 1, 2, 5], or: 1))
                variant.configuration.engine = .pathway(settings)
            } else if var settings: QuixStreamsSettings = engine.settings() {
                settings.join = random.one(in: 3) ? .asOf : .interval
                settings.commitEvery = .records(random.pick([1, 3, 8], or: 1))
                let lookback = configuration.join.bounds.lookback.count
                settings.grace =
                    random.one(in: 2)
                    ? nil : Milliseconds(lookback + random.pick([0, 1000, 5000], or: 0))
                variant.configuration.engine = .quixStreams(settings)
            }
            return variant
        }
    }
}
