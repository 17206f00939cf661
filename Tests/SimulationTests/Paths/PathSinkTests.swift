import Attribution
import EventLogs
import Simulation
import Testing

/// Paths that a run hands over as numbers, against the same as rows of text.
@Suite struct PathSinkTests {
    /// Hands on rows alone, so that paths are written as text.
    private final class RowsAlone: RowSink {
        let collector = PathCollector()
        func write(_ batch: RowBatch) throws(SinkError) { try collector.write(batch) }
        func discardAll() throws(SinkError) { try collector.discardAll() }
    }

    private func paths(
        _ input: LogInput, _ configuration: RunConfiguration, _ sink: any RowSink,
        _ collector: PathCollector
    ) throws -> [String] {
        _ = try Simulator(input: input, configuration: configuration, truth: .none)
            .run(into: sink)
        let set = collector.paths
        return set.paths.map { path in
            let names = set.touches(of: path).map { set.sources[Int($0.source)] }
            return "\(names) \(path.conversions) \(path.value) \(path.nulls)"
        } + ["\(set.sources)"]
    }

    private func expectEqual(
        _ input: LogInput, _ configuration: RunConfiguration, _ place: String
    ) throws -> [String] {
        let numbers = PathCollector()
        let text = RowsAlone()
        let found = try paths(input, configuration, numbers, numbers)
        #expect(found == (try paths(input, configuration, text, text.collector)), "\(place)")
        return found
    }

    @Test func numbersAreThePathsOfTheText() throws {
        let folder = try ScratchFolder()
        var journeys = 0
        for seed in UInt64(0)..<60 {
            let scenario = RandomCase(seed: seed)
            var configuration = try EngineRun.configuration(scenario, folder)
            configuration.output = OutputSettings()
            configuration.output.paths = true
            configuration.engine = .reference
            let input = try EngineRun.input(scenario.log, .jsonLines, folder)
            journeys += try expectEqual(input, configuration, "seed \(seed)").count - 1
        }
        #expect(journeys > 60)
    }

    /// What a result's text is read as, a name with the separator being two.
    @Test(arguments: ["a > b", "x >", "> y", ">", "plain"])
    func namesWithTheSeparatorAreReadAsInAResult(name: String) throws {
        let folder = try ScratchFolder()
        let log = [
            click("c1", "u", 10, source: name), click("c2", "u", 20, source: "B"),
            checkout("k1", "u", 30),
        ].map { $0 + "\n" }.joined()
        var configuration = RunConfiguration()
        configuration.output.paths = true
        let input = LogInput.combined(try folder.write(log, to: "log.jsonl"))
        #expect(try expectEqual(input, configuration, name).count == 2)
    }
}
