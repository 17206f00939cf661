import EventLogs
import Streaming
import Testing

@testable import Simulation

/// A truth that runs beside the stream comes to the rows of one that begins when the stream has
/// ended: whichever of the two settles a checkout first, and whatever happened to its records.
@Suite struct TruthOrderingTests {
    @Test(arguments: [1, 1 << 20]) func rowsAreThoseOfASortedLog(window: Int) throws {
        let folder = try ScratchFolder()
        var differences = 0
        for seed in RandomCases.seeds(200, or: 40) {
            let scenario = RandomCase(seed: seed)
            let input = try EngineRun.input(scenario.log, .jsonLines, folder)
            var configuration = try EngineRun.configuration(scenario, folder)
            configuration.seed = seed
            configuration.disorder = Self.disorder(seed)
            configuration.output.upsert = seed % 7 == 0
            for variant in EngineVariant.all(configuration) {
                func tables(_ ordering: TruthRun.Ordering) throws -> [String] {
                    var simulator = Simulator(
                        input: input, configuration: variant.configuration, truth: .full)
                    simulator.reading.truth = ordering
                    let sink = CollectingSink()
                    let report = try simulator.run(into: sink)
                    differences += sink.tables[.truthDifference]?.count ?? 0
                    return ResultTable.allCases.map { Self.text($0, sink) }
                        + ["\(report.differences)"]
                }
                let sorted = try tables(.sorted)
                let beside = try tables(.beside(window: window))
                for (a, b) in zip(sorted, beside) where a != b {
                    Issue.record(
                        "seed \(seed), \(variant.name)\nsorted \(a)\nbeside \(b)\n")
                    return
                }
            }
        }
        #expect(differences > (RandomCases.areAll ? 1_000 : 200))
    }

    /// All kinds, on logs whose times lie within a few seconds.
    static func disorder(_ seed: UInt64) -> [Disturbance] {
        let share = Share(billionths: 300_000_000)
        let effects: [Disturbance.Effect] = [
            .late(share: share, by: Milliseconds(Int64(seed % 5) * 40)),
            .duplicate(share: share, after: .uniform(min: Milliseconds(0), max: Milliseconds(90))),
            .drop(share: Share(billionths: 100_000_000)),
            .skew(share: share, byMilliseconds: seed % 2 == 0 ? 30 : -30),
        ]
        return effects.indices.filter { seed >> UInt64($0) & 1 == 1 }
            .map { Disturbance(effect: effects[$0]) }
    }

    /// A table's rows in their order, those of run 1 first.
    static func text(_ table: ResultTable, _ sink: CollectingSink) -> String {
        let rows = (sink.tables[table] ?? []).map { "\($0)" }
        guard table.columns.first?.name == "run_id" else { return rows.joined(separator: "\n") }
        let first = rows.filter { $0.hasPrefix("[1,") }
        let rest = rows.filter { !$0.hasPrefix("[1,") }
        return "\(table.name)\n" + (first + rest).joined(separator: "\n")
    }
}
