import Foundation
import Simulation
import Streaming
import Testing

/// Every recorded run of Quix Streams 3.28 through reader, pipeline, engine and tables: the rows
/// in order.
@Suite struct QuixStreamsRunTests {
    private static let engine = "quixstreams-3.28"
    static let cases = RecordedRuns.cases(engine)
    static let sharedCases = RecordedRuns.sharedCases(engine)

    @Test func allCasesAreThere() { #expect(Self.cases.count == 15) }

    @Test(arguments: cases) func rowsComeAsQuixPutThemOut(name: String) throws {
        try compare(name)
    }

    @Test(.enabled(if: !sharedCases.isEmpty, "no runs beside the project"), arguments: sharedCases)
    func rowsOfMoreRunsComeAsQuixPutThemOut(name: String) throws { try compare(name) }

    private func compare(_ name: String) throws {
        let runs = try RecordedRuns.expected(Self.engine, name)["runs"] as? [[String: Any]]
        for run in try #require(runs) {
            var settings = QuixStreamsSettings()
            settings.join = run["join"] as? String == "asof" ? .asOf : .interval
            settings.grace = Milliseconds(number(run, "grace_ms"))
            settings.commitEvery = .records(Int(number(run, "commit_every")))
            let sink = try RecordedRuns.run(
                RecordedRuns.input(Self.engine, name), .quixStreams(settings), delay: 0,
                lookback: number(run, "lookback_ms"), lookahead: number(run, "forward_ms"))
            let rows = sink.changes(.joinOutput, records: .max - 2)
                .map { $0.replacingOccurrences(of: "+I ", with: "") }
            #expect(
                rows == RecordedRuns.rows(run["rows"]),
                "\(name), \(run.filter { $0.key != "rows" })")
            #expect(sink.lines(.pendingRecord) { $0("seq") == .null ? "" : "held" } == [])
        }
    }

    private func number(_ run: [String: Any], _ key: String) -> Int64 {
        (run[key] as? NSNumber)?.int64Value ?? -1
    }
}
