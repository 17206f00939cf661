import Attribution
import EventLogs
import Simulation
import Streaming
import Testing

/// Engines that list only the pairs at the ends of a stretch come to the same tables as engines
/// that list every pair, as they must for a changelog.
@Suite struct PairListingTests {
    private static let tables = OracleRows.names.filter {
        $0 != "join_output" && $0 != "attribution_changelog"
    }

    /// Those whose tables keep other rows than the best, one a seed.
    private static func more(_ configuration: RunConfiguration, _ seed: Int) -> [EngineVariant] {
        var flink = FlinkSQLSettings()
        flink.version = .v2_3
        let sinks = [SparkSettings.Sink.lastWrite, .insertIfAbsent, .aggregate].map { sink in
            var settings = SparkSettings()
            settings.sink = sink
            return EngineSettings.spark(settings)
        }
        var configuration = configuration
        configuration.engine = ([.flinkSQL(flink)] + sinks)[seed / 2 % 4]
        return [EngineVariant(runID: 1, configuration: configuration)]
    }

    @Test(arguments: [false, true]) func tablesAreThoseOfAllPairs(isByUser: Bool) throws {
        let folder = try ScratchFolder()
        for seed in RandomCases.seeds(150, or: 40) {
            let scenario = RandomCase(seed: seed)
            let input = try EngineRun.input(scenario.log, .jsonLines, folder)
            var configuration = try EngineRun.configuration(scenario, folder)
            let isFirst = configuration.attribution.model == .firstClick
            // A table that needs one end alone, and one that needs both.
            configuration.attribution.compare =
                seed % 2 == 0 ? [isFirst ? .lastClick : .firstClick] : []
            if isByUser { configuration.attribution.partitionBy = .user }
            // The dashboard makes its own use of what the join lists, every third time.
            if seed % 3 == 0 {
                var metrics = MetricSettings()
                metrics.size = Milliseconds(60_000)
                metrics.slide = Milliseconds(20_000)
                configuration.metrics = metrics
            }
            for variant in EngineVariant.all(configuration)
                + Self.more(configuration, Int(seed))
            {
                func rows(changelog: Bool) throws -> (rows: OracleRows, metrics: [String]) {
                    var configuration = variant.configuration
                    configuration.output.changelog = changelog
                    let sink = CollectingSink()
                    _ = try Simulator(input: input, configuration: configuration).run(into: sink)
                    let metrics = [ResultTable.windowMetric, .windowMetricKnown]
                        .map { "\(sink.tables[$0] ?? [])" }
                    return (sink.rows(ofRun: 1), metrics)
                }
                if isByUser, variant.configuration.attribution.partitionBy != .user { continue }
                let (all, ends) = (try rows(changelog: true), try rows(changelog: false))
                let difference = all.rows.firstDifference(to: ends.rows, in: Self.tables)
                #expect(all.metrics == ends.metrics, "\(variant.name), seed \(seed)")
                #expect(difference == nil, "\(variant.name), seed \(seed): \(difference ?? "")")
                if difference != nil { return }
            }
        }
    }
}
