import Attribution
import Foundation
import Simulation
import Testing

/// Every recorded run of Flink 1.20 through reader, pipeline, engine and tables.
@Suite struct FlinkRunTests {
    static let cases = RecordedRuns.cases("flink-1.20")

    @Test func allCasesAreThere() { #expect(Self.cases.count == 33) }

    @Test(arguments: cases) func sqlRowsComeAsFlinkPutThemOut(name: String) throws {
        let expected = try RecordedRuns.expected("flink-1.20", name)
        let records = try #require(expected["n"] as? Int)
        for run in try #require(expected["runs"] as? [[String: Any]]) {
            let inner = try sql(name, run) { $0.join.kind = .inner }
            #expect(
                inner.changes(.joinOutput, records: records)
                    == RecordedRuns.rows(run["sql_inner_join"]), "inner, \(place(name, run))")
            for table in Self.tables {
                let sink = try sql(name, run, ranking: table.ranking) {
                    $0.attribution.model = table.isLast ? .lastClick : .firstClick
                    if table.isByUser { $0.attribution.partitionBy = .user }
                }
                let what = "\(table.key), \(place(name, run))"
                #expect(
                    sink.changes(.joinOutput, records: records)
                        == RecordedRuns.rows(run["sql_left_join"]), "left, \(what)")
                let recorded = try #require(run[table.key] as? [String: Any])
                #expect(
                    sink.changes(.attributionChangelog, records: records)
                        == RecordedRuns.rows(recorded["changelog"]), "changelog, \(what)")
                #expect(
                    try final(sink, name) == RecordedRuns.rows(recorded["final"]).sorted(),
                    "table, \(what)")
            }
        }
    }

    @Test(arguments: cases) func dataStreamRowsAndLateRecordsAreFlinks(name: String) throws {
        let expected = try RecordedRuns.expected("flink-1.20", name)
        let records = try #require(expected["n"] as? Int)
        for run in try #require(expected["runs"] as? [[String: Any]]) {
            let sink = try RecordedRuns.run(
                RecordedRuns.input("flink-1.20", name),
                .flinkDataStream(FlinkDataStreamSettings()),
                delay: number(run, "delay_ms"), lookback: number(run, "lookback_ms")
            ) { $0.join.kind = .inner }
            let recorded = try #require(run["datastream"] as? [String: Any])
            let joined = sink.changes(.joinOutput, records: records)
                .map { $0.replacingOccurrences(of: "+I ", with: "") }
            #expect(joined == RecordedRuns.rows(recorded["joined"]), "\(place(name, run))")
            #expect(sink.late("clicks") == RecordedRuns.rows(recorded["late_clicks"]))
            #expect(sink.late("checkouts") == RecordedRuns.rows(recorded["late_checkouts"]))
        }
    }

    private struct Table {
        var key: String
        var ranking = FlinkSQLSettings.Ranking.rowTime
        var isLast = false
        var isByUser = false
    }

    private static let tables = [
        Table(key: "sql_first_click"), Table(key: "sql_last_click", isLast: true),
        Table(key: "sql_first_click_rank", ranking: .cast),
        Table(key: "sql_last_click_rank", ranking: .cast, isLast: true),
        Table(key: "sql_seed_verbatim", isByUser: true),
        Table(key: "sql_seed_rank", ranking: .cast, isByUser: true),
    ]

    private func sql(
        _ name: String, _ run: [String: Any], ranking: FlinkSQLSettings.Ranking = .rowTime,
        _ adjust: (inout RunConfiguration) -> Void
    ) throws -> CollectingSink {
        var settings = FlinkSQLSettings()
        settings.ranking = ranking
        return try RecordedRuns.run(
            RecordedRuns.input("flink-1.20", name), .flinkSQL(settings),
            delay: number(run, "delay_ms"), lookback: number(run, "lookback_ms"), adjust)
    }

    /// `checkout_attribution` as pairs of seqs; the click's by its id and time, since the table
    /// has no seq of it.
    private func final(_ sink: CollectingSink, _ name: String) throws -> [String] {
        // The last row of a changelog for each partition is what the table must hold.
        var kept: [String] = []
        for line in sink.changes(.attributionChangelog, records: 0) {
            let parts = line.split(separator: " ").suffix(2).joined(separator: " ")
            let isGone = line.contains(" -U ")
            if isGone, let place = kept.firstIndex(of: parts) {
                kept.remove(at: place)
            } else {
                kept.append(parts)
            }
        }
        let checkouts = sink.lines(.checkoutAttribution) { "\($0("seq"))" }
        #expect(checkouts.sorted() == kept.map { "\($0.split(separator: " ")[0])" }.sorted())
        return kept.sorted()
    }

    private func number(_ run: [String: Any], _ key: String) -> Int64 {
        (run[key] as? NSNumber)?.int64Value ?? -1
    }

    private func place(_ name: String, _ run: [String: Any]) -> String {
        "\(name), delay \(number(run, "delay_ms")), lookback \(number(run, "lookback_ms"))"
    }
}
