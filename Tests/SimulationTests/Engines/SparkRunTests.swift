import Foundation
import Simulation
import Testing

/// Every recorded run of Spark 3.5 through reader, pipeline, engine and tables.
@Suite struct SparkRunTests {
    static let cases = RecordedRuns.cases("spark-3.5")

    @Test func allCasesAreThere() { #expect(Self.cases.count == 28) }

    @Test(arguments: cases) func batchesHaveTheRowsThatSparkPutOut(name: String) throws {
        let expected = try RecordedRuns.expected("spark-3.5", name)
        for run in try #require(expected["runs"] as? [[String: Any]]) {
            var settings = SparkSettings()
            settings.trigger = .scripted
            settings.noDataBatches = try #require(run["no_data_batches"] as? Bool)
            settings.watermarkPolicy = run["policy"] as? String == "max" ? .max : .min
            let sink = try RecordedRuns.run(
                RecordedRuns.input("spark-3.5", name), .spark(settings),
                delay: number(run, "delay_ms"), lookback: number(run, "lookback_ms"),
                lookahead: number(run, "lookahead_ms")
            ) { $0.join.kind = run["join"] as? String == "inner" ? .inner : .left }
            let place = "\(name), \(run.filter { $0.key != "batches" })"

            var rows: [String] = []
            var dropped: [Int] = []
            for batch in try #require(run["batches"] as? [[String: Any]]) {
                let step = number(batch, "after_seq")
                rows +=
                    (RecordedRuns.rows(batch["rows"]) + RecordedRuns.rows(batch["no_data_rows"]))
                    .map { "\(step) +I \($0)" }
                dropped.append(Int(number(batch, "dropped")))
            }
            #expect(
                sink.changes(.joinOutput, records: .max - 2).sorted() == rows.sorted(), "\(place)")
            #expect(droppedByBatch(sink, run) == dropped, "dropped, \(place)")
        }
    }

    /// How many records each batch dropped.
    private func droppedByBatch(_ sink: CollectingSink, _ run: [String: Any]) -> [Int] {
        let late = sink.lines(.lateRecord) { "\($0("seq"))" }.compactMap { Int64($0) }
        var last: Int64 = 0
        return (run["batches"] as? [[String: Any]] ?? []).map { batch in
            let step = number(batch, "after_seq")
            defer { last = step }
            return late.count { $0 > last && $0 < step }
        }
    }

    private func number(_ object: [String: Any], _ key: String) -> Int64 {
        (object[key] as? NSNumber)?.int64Value ?? -1
    }
}
