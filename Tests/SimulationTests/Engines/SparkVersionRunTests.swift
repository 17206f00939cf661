import EventLogs
import Foundation
import Simulation
import Streaming
import Testing

/// The recorded runs of Spark 4.3 that a scenario can say, through reader, pipeline, engine and
/// tables: the rows of each batch.
@Suite struct SparkVersionRunTests {
    private static let engine = "spark-4.3"
    /// A NULL event time is no record of a log.
    static let cases = RecordedRuns.cases(engine).filter { $0 != "n01_null_keys_and_times" }

    @Test(arguments: cases) func batchesHaveTheRowsThatSparkPutOut(name: String) throws {
        let runs = try RecordedRuns.expected(Self.engine, name)["runs"] as? [[String: Any]]
        for run in try #require(runs) {
            let aggregate = run["aggregate"] as? String
            let isGrouped = aggregate == "first click"
            // Windows, filters and duplicates stand in front of the join or behind it; the trigger
            // by the clock has a test of its own.
            if aggregate != nil && !isGrouped { continue }
            if run["trigger"] != nil { continue }
            // A filter that names the event time stands above the watermark: no scenario says that.
            let condition = run["where"] as? String ?? run["on"] as? String
            if condition?.contains("t IS NULL") == true { continue }
            var settings = SparkSettings()
            settings.trigger = .scripted
            settings.noDataBatches = try #require(run["no_data_batches"] as? Bool)
            settings.watermarkPolicy = run["policy"] as? String == "max" ? .max : .min
            if isGrouped { settings.sink = .aggregate }
            if let seqs = run["restart_after"] as? [NSNumber] {
                settings.restarts = RestartPlan(after: seqs.map(\.int64Value))
            } else if run["restart_after"] != nil {
                settings.restarts = .everyBatch
            }
            if let condition {
                #expect(condition.hasSuffix("source <> 'Direct'"))
                settings.filter.clicks = RowSelection([.init("source", .not(.oneOf(["Direct"])))])
            }
            let sink = try RecordedRuns.run(
                input(name, hasSources: condition != nil), .spark(settings), delay: 0, lookback: 0
            ) { configuration in
                configuration.clicksWatermark.delay = delay(run, "clicks")
                configuration.checkoutsWatermark.delay = delay(run, "checkouts")
                configuration.join.bounds = JoinBounds(
                    lookback: Milliseconds(number(run["lookback_ms"])),
                    lookahead: Milliseconds(number(run["lookahead_ms"])),
                    isInclusive: run["bounds"] as? String != "exclusive")
                if run["dedup"] != nil { configuration.deduplicate = true }
                configuration.join.kind =
                    JoinSettings.Kind(rawValue: run["join"] as? String ?? "") ?? .left
            }
            var rows: [String] = []
            for batch in run["batches"] as? [[String: Any]] ?? [] {
                let put =
                    (batch["rows"] as? [[Any]] ?? [])
                    + (batch["no_data_rows"] as? [[Any]] ?? [])
                rows += put.map { row in
                    // A group has the checkout's seq and id, the click's id and a count.
                    let words =
                        isGrouped
                        ? "\(row[0]) \(row[2] as? String ?? "-")"
                        : RecordedRuns.rows([row.count == 1 ? [row[0], NSNull()] : row])[0]
                    return "\(number(batch["after_seq"])) +I \(words)"
                }
            }
            let found =
                isGrouped ? groups(sink) : sink.changes(.joinOutput, records: .max - 2)
            #expect(
                found.sorted() == rows.sorted(), "\(name), \(run.filter { $0.key != "batches" })")
        }
    }

    /// The trace; a NULL source fails the recorded condition, as Direct does.
    private func input(_ name: String, hasSources: Bool) -> LogInput {
        guard hasSources, case .combined(var log) = RecordedRuns.input(Self.engine, name)
        else { return RecordedRuns.input(Self.engine, name) }
        var source = FieldSource(.path("source"))
        source.fallback = "Direct"
        log.fields["source"] = source
        return .combined(log)
    }

    private func groups(_ sink: CollectingSink) -> [String] {
        sink.lines(.attributionChangelog) { value in
            "\(value("after_seq")) \(value("op")) \(value("checkout_seq")) "
                + "\(value("click_id") == .null ? "-" : "\(value("click_id"))")"
        }
    }

    private func delay(_ run: [String: Any], _ stream: String) -> Milliseconds {
        if let own = run["delay_ms"] as? [String: Any] { return Milliseconds(number(own[stream])) }
        return Milliseconds(number(run["delay_ms"]))
    }

    private func number(_ value: Any?) -> Int64 { (value as? NSNumber)?.int64Value ?? 0 }
}
