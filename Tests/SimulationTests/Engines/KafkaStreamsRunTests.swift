import Foundation
import Simulation
import Streaming
import Testing

/// Every recorded run of Kafka Streams 3.9 through reader, pipeline, engine and tables: the rows
/// in order.
@Suite struct KafkaStreamsRunTests {
    private static let engine = "kafka-streams-3.9"
    static let cases = RecordedRuns.cases(engine)
    static let sharedCases = RecordedRuns.sharedCases(engine)

    @Test func allCasesAreThere() { #expect(Self.cases.count == 18) }

    @Test(arguments: cases) func rowsComeAsKafkaPutThemOut(name: String) throws {
        try compare(name)
    }

    @Test(.enabled(if: !sharedCases.isEmpty, "no runs beside the project"), arguments: sharedCases)
    func rowsOfMoreRunsComeAsKafkaPutThemOut(name: String) throws { try compare(name) }

    private func compare(_ name: String) throws {
        let runs = try RecordedRuns.expected(Self.engine, name)["runs"] as? [[String: Any]]
        for run in try #require(runs) {
            var settings = KafkaStreamsSettings()
            settings.mode = run["mode"] as? String == "eager" ? .eager : .fixed
            if settings.mode == .fixed { settings.grace = Milliseconds(number(run, "grace_ms")) }
            let sink = try RecordedRuns.run(
                RecordedRuns.input(Self.engine, name), .kafkaStreams(settings), delay: 0,
                lookback: number(run, "lookback_ms"), lookahead: number(run, "lookahead_ms")
            ) { $0.join.kind = run["join"] as? String == "inner" ? .inner : .left }
            let rows = sink.changes(.joinOutput, records: .max - 2)
                .map { $0.replacingOccurrences(of: "+I ", with: "") }
            #expect(
                rows == RecordedRuns.rows(run["rows"]),
                "\(name), \(run.filter { $0.key != "rows" })")
        }
    }

    private func number(_ run: [String: Any], _ key: String) -> Int64 {
        (run[key] as? NSNumber)?.int64Value ?? -1
    }
}
