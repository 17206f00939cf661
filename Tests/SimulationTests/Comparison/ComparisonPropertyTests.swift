import EventLogs
import Foundation
import Simulation
import Streaming
import Testing

/// Comparisons of all engines over small random logs.
@Suite struct ComparisonPropertyTests {
    /// A range, and seeds that once found a reason missing or a number that did not bear it out.
    static let seeds =
        Array(UInt64(1)...60) + [111, 119, 208, 316, 366, 871, 1278, 1956, 2029, 2208, 2217, 2253]

    @Test(arguments: seeds) func everyDifferenceHasAReasonOfTheEnginesState(seed: UInt64) throws {
        let scenario = RandomCase(seed: seed)
        let folder = try ScratchFolder()
        let input = try EngineRun.input(scenario.log, .jsonLines, folder)
        let configuration = try EngineRun.configuration(scenario, folder)
        let sink = CollectingSink()
        let comparison = EngineComparison(
            input: input, variants: EngineVariant.all(configuration), truth: .none)
        let report = try comparison.run(into: sink)

        for difference in report.differences {
            #expect(difference.verdicts.count == 5)
            // As bytes: texts that only look the same are other ids.
            let answers = Set(
                difference.verdicts.map { Array("\($0.outcome) \($0.click ?? "-")".utf8) })
            #expect(answers.count > 1, "\(difference.checkout) does not differ, seed \(seed)")
            for (verdict, variant) in zip(difference.verdicts, comparison.variants) {
                if verdict.outcome != .missing {
                    #expect(!verdict.reasons.isEmpty, "\(verdict), seed \(seed)")
                }
                #expect(
                    !verdict.reasons.contains { $0.rule == .unexplained },
                    "\(difference.checkout): \(verdict), \(scenario.description)")
                for reason in verdict.reasons {
                    #expect(
                        reason.isBorneOut(for: verdict.engine),
                        "\(difference.checkout): \(verdict), \(scenario.description)")
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

extension EngineReason {
    /// Whether the numbers are what the rule asks for.
    func isBorneOut(for engine: String) -> Bool {
        let (time, watermark) = (time?.milliseconds ?? 0, watermark ?? .unset)
        let end = limit?.rawValue ?? .min
        let isFlink = engine.hasPrefix("flink")
        switch rule {
        case .checkoutLate, .clickLate: return engine == "spark" ? time <= end : time < end
        case .clickAccepted: return time >= end
        case .clickHeld, .checkoutHeld:
            if isFlink { return watermark.rawValue < end }
            return engine == "spark" ? time > end : time >= end
        case .clickNotCleaned, .checkoutNotCleaned:
            return engine == "flink-sql" && watermark.rawValue >= end
        case .clickGone, .checkoutGone:
            if engine == "kafka-streams" { return time < end }
            return engine == "flink-datastream"
                ? watermark.rawValue >= end : watermark.rawValue > end
        case .clickNotKept, .checkoutNotKept:
            return engine == "kafka-streams" ? time < end : watermark.rawValue >= end
        case .beyondRetention: return engine == "kafka-streams"
        case .notLookedFor: return engine == "flink-sql"
        case .padded: return watermark.rawValue > end
        case .paddedAtOnce:
            return engine == "flink-sql" ? watermark.rawValue >= end : watermark.rawValue > end
        case .paddedBefore: return watermark.rawValue > end
        case .innerJoin: return true
        default: return true
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
            .reference, .flinkSQL(FlinkSQLSettings()), .flinkDataStream, .kafkaStreams(kafka),
            .spark(spark),
        ]
        return zip([1, 3, 4, 5, 6] as [Int64], engines).map { runID, engine in
            var configuration = configuration
            configuration.engine = engine
            if engine == .flinkDataStream { configuration.join.kind = .inner }
            return EngineVariant(runID: runID, configuration: configuration)
        }
    }
}
