import EventLogs
import Streaming
import Testing

@testable import Simulation

/// A truth whose join hears of watermarks once a block of records comes to the rows of one that
/// hears of them after each record, as it has to where a changelog shows the steps.
@Suite struct TruthBlocksTests {
    /// These show the steps, or say that they are shown.
    private static let shown: Set<ResultTable> = [
        .joinOutput, .attributionChangelog, .runManifest,
    ]

    @Test func rowsAreThoseOfEveryStep() throws {
        let folder = try ScratchFolder()
        var inBlocks = 0
        var differences = 0
        for seed in RandomCases.seeds(300, or: 50) {
            let scenario = RandomCase(seed: seed)
            let input = try EngineRun.input(scenario.log, .jsonLines, folder)
            var configuration = try EngineRun.configuration(scenario, folder)
            configuration.seed = seed
            configuration.disorder = TruthOrderingTests.disorder(seed)
            configuration.output.upsert = seed % 7 == 0
            for variant in EngineVariant.all(configuration) {
                func tables(showingSteps: Bool) throws -> [String] {
                    var configuration = variant.configuration
                    configuration.output.changelog = showingSteps
                    inBlocks += configuration.hidesSteps ? 1 : 0
                    let sink = CollectingSink()
                    _ = try Simulator(input: input, configuration: configuration, truth: .full)
                        .run(into: sink)
                    differences += sink.tables[.truthDifference]?.count ?? 0
                    return ResultTable.allCases.filter { !Self.shown.contains($0) }
                        .map { TruthOrderingTests.text($0, sink) }
                }
                let steps = try tables(showingSteps: true)
                let blocks = try tables(showingSteps: false)
                for (a, b) in zip(steps, blocks) where a != b {
                    Issue.record("seed \(seed), \(variant.name)\nsteps \(a)\nblocks \(b)\n")
                    return
                }
            }
        }
        #expect(inBlocks > (RandomCases.areAll ? 200 : 30))
        #expect(differences > (RandomCases.areAll ? 1_000 : 150))
    }

    /// The second k1 is set aside after the first is closed, or before it, if both are in one block.
    @Test func scriptedWatermarksKeepTheirSteps() throws {
        func differences(showingSteps: Bool) throws -> [[String]] {
            try SmallRun([
                checkout("k1", "u1", 1), click("c1", "u2", 2),
                #"{"control": "watermark", "stream": "clicks", "time": 2500}"#,
                #"{"control": "watermark", "stream": "checkouts", "time": 2500}"#,
                checkout("k1", "u1", 3),
            ]) { configuration in
                configuration.output.changelog = showingSteps
                configuration.clicksWatermark.strategy = .scripted
                configuration.checkoutsWatermark.strategy = .scripted
            }.table(.truthDifference, ["checkout_id", "cause"], run: nil)
        }
        #expect(try differences(showingSteps: false) == differences(showingSteps: true))
    }
}
