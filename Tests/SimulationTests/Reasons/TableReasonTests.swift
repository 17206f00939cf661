import EventLogs
import Foundation
import Reports
import Streaming
import Testing
import Text

@testable import Simulation

/// What is said of checkouts that come out of a join and have no row of the table, or another one
/// than the join's pairs would give: outer and semi joins, tables that go by a watermark, rows that
/// are taken back, ids that come again.
@Suite struct TableReasonTests {
    /// One test, so that in the end it is known which rules occurred at all.
    @Test func everyRowThatIsNotThereHasARule() throws {
        var seen: Set<String> = []
        for seed in UInt64(1)...50 { try compare(seed, &seen) }
        let rules: [any ReasonRule] = [
            TableRule.padDropped, TableRule.rowWaits, TableRule.groupWaits,
            TableRule.padFirst, TableRule.writtenLast, TableRule.writtenFirst,
            SharedRule.recordKept, SharedRule.recordsCounted, SharedRule.clickRecord,
            SparkReasons.Rule.semiRow, SparkReasons.Rule.semiOnce,
            PathwayReasons.Rule.rowsTakenBack,
        ]
        let missing = rules.map { $0.rawValue }.filter { !seen.contains($0) }
        #expect(missing.isEmpty)
    }

    private func compare(_ seed: UInt64, _ seen: inout Set<String>) throws {
        let scenario = RandomCase(seed: seed)
        let folder = try ScratchFolder()
        let input = try EngineRun.input(scenario.log, .jsonLines, folder)
        let variants = EngineVariant.tables(
            try EngineRun.configuration(scenario, folder), seed: seed)
        let report = try EngineComparison(input: input, variants: variants, truth: .none)
            .run(into: CollectingSink())
        for difference in report.differences {
            for (verdict, variant) in zip(difference.verdicts, variants) {
                if verdict.outcome != .missing {
                    #expect(!verdict.reasons.isEmpty, "\(verdict), seed \(seed)")
                }
                for reason in verdict.reasons {
                    seen.insert(reason.rule)
                    let check = ReasonCheck(reason, difference, variant.configuration)
                    #expect(
                        check.faults.isEmpty && !reason.names(SharedRule.unexplained)
                            && !reason.names(SharedRule.rowUnexplained),
                        """
                        \(difference.checkout), \(verdict.outcome): \(check.text): \(check.faults), \
                        \(variant.configuration.engine.label), \(variant.configuration.join.kind), \
                        \(scenario.description)
                        """)
                }
            }
        }
    }

    @Test(arguments: UInt64(1)...8) func explainSaysTheRuleToo(_ seed: UInt64) throws {
        let scenario = RandomCase(seed: seed)
        let folder = try ScratchFolder()
        let input = try EngineRun.input(scenario.log, .jsonLines, folder)
        let variants = EngineVariant.tables(
            try EngineRun.configuration(scenario, folder), seed: seed)
        let ids = Set(scenario.log.records.filter { $0.stream == .checkouts }.map(\.id)).sorted()
        for (place, variant) in variants.enumerated() {
            for id in ids.dropFirst(place % 3).prefix(2) {
                let found = try Simulator(input: input, configuration: variant.configuration)
                    .investigate(.checkout(id))
                let text = ExplainText.text(found, scenario: "case", TextStyle(width: 10_000))
                let faults = EngineSentences.faults(of: text, found)
                #expect(
                    faults.isEmpty,
                    "\(id), \(variant.configuration.engine.label), \(faults), \(scenario.description)\n\(text)"
                )
            }
        }
    }
}

/// Reads the inequalities of an explanation back, and looks for sentences that name no rule.
enum EngineSentences {
    static func faults(of text: String, _ found: Investigation) -> [String] {
        var faults = ["the table has none of its id", "did not pair it with"].filter(text.contains)
        let time = "(none yet|the end|(?:-?[0-9]+-[0-9]{2}-[0-9]{2} )?[0-9]{2}:[0-9]{2}:[0-9.]+)"
        guard
            let expression = try? NSRegularExpression(
                pattern: "= \(time) ([<≤≥>]) [^=]* = \(time)")
        else { return ["no expression"] }
        let day = found.subjects.first.map { TimeText.date($0.eventTime) } ?? ""
        func value(_ word: String) -> Int64 {
            switch word {
            case "none yet": return .min
            case "the end": return .max
            default:
                // The full stop of a sentence is no digit of a time.
                let digits = word.hasSuffix(".") ? String(word.dropLast()) : word
                let whole = digits.contains("-") ? digits : "\(day) \(digits)"
                guard case .success(let time) = TimeText.parse(whole) else { return 0 }
                return time.milliseconds
            }
        }
        for match in expression.matches(in: text, range: NSRange(text.startIndex..., in: text)) {
            let words = (1...3).compactMap { Range(match.range(at: $0), in: text) }.map {
                String(text[$0])
            }
            let (left, right) = (value(words[0]), value(words[2]))
            let holds =
                switch words[1] {
                case "<": left < right
                case "≤": left <= right
                case "≥": left >= right
                default: left > right
                }
            if !holds { faults.append(words.joined(separator: " ")) }
        }
        return faults
    }
}

extension EngineVariant {
    /// Engines with the tables and joins that a comparison of all engines does not have.
    static func tables(_ configuration: RunConfiguration, seed: UInt64) -> [EngineVariant] {
        var random = CaseNumbers(seed &* 17 &+ 3)
        var variants: [EngineVariant] = []
        func add(
            _ engine: EngineSettings, _ kind: JoinSettings.Kind? = nil, stops: Bool? = nil
        ) {
            var variant = configuration
            variant.engine = engine
            if let kind { variant.join.kind = kind }
            if let stops { variant.endOfInput = stops ? .stop : .flush }
            // Most engines know no duplicates.
            if engine.name != "reference" { variant.deduplicate = .off }
            variants.append(
                EngineVariant(
                    runID: variants.isEmpty ? 1 : Int64(variants.count + 2), configuration: variant)
            )
        }
        var reference = configuration
        reference.deduplicate = .off
        variants.append(EngineVariant(runID: 1, configuration: reference))
        add(.flinkSQL(FlinkSQLSettings()), random.one(in: 2) ? .full : .right)
        var newer = FlinkSQLSettings()
        newer.version = .v2_3
        newer.minCleanup = Milliseconds(random.pick([0, 4000, 9000], or: 0))
        add(.flinkSQL(newer), .left, stops: random.one(in: 2))
        add(.flinkSQL(newer), random.one(in: 2) ? .full : .right, stops: random.one(in: 2))
        var batched = FlinkSQLSettings()
        batched.version = random.one(in: 2) ? .v2_3 : .v1_20
        batched.miniBatch = FlinkSQLSettings.MiniBatch()
        add(.flinkSQL(batched), nil, stops: random.one(in: 2))
        var spark = SparkSettings()
        spark.trigger = .every(Milliseconds(random.pick([1, 1000, 3000], or: 1)))
        spark.noDataBatches = !random.one(in: 3)
        for kind in [JoinSettings.Kind.semi, .right, .full] { add(.spark(spark), kind) }
        for sink in [SparkSettings.Sink.aggregate, .lastWrite, .insertIfAbsent] {
            spark.sink = sink
            add(.spark(spark), random.one(in: 4) ? .semi : nil)
        }
        var pathway = PathwaySettings()
        pathway.keepsResults = false
        pathway.cutoff = Milliseconds(random.pick([0, 1000, 3000, 9000], or: 0))
        pathway.batch = .records(random.pick([1, 1, 2, 5], or: 1))
        add(.pathway(pathway), .left)
        return variants
    }
}
