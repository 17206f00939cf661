import Attribution
import EventLogs
import Foundation
import Simulation
import Streaming
import Testing
import Text

/// Every recorded run of Flink 2.3 and of 1.20 beside it, as far as a scenario can say it, through
/// reader, pipeline, engine and tables: the rows of each step.
@Suite struct FlinkVersionRunTests {
    private static let engine = "flink-2.3"
    static let cases = RecordedRuns.cases(engine)
    static let sharedCases = RecordedRuns.sharedCases(engine)

    @Test(arguments: cases) func stepsHaveTheRowsThatFlinkPutOut(name: String) throws {
        try compare(name)
    }

    @Test(.enabled(if: !sharedCases.isEmpty, "no runs beside the project"), arguments: sharedCases)
    func stepsOfMoreRunsHaveTheRowsThatFlinkPutOut(name: String) throws { try compare(name) }

    /// What no scenario can say, beside queries with columns of their own: a NULL event time, a
    /// table with a history.
    private static let beyond = [
        "a54_null_time_pushdown": "a NULL event time", "e01_temporal_join": "a temporal join",
    ]

    private func compare(_ name: String) throws {
        if let why = Self.beyond[name] { return print("flink \(name): not statable, \(why)") }
        let folder = RecordedRuns.folder(Self.engine, name)
        let meta = try FlinkCase(folder)
        var compared = 0
        for (file, version) in [
            ("expected.json", FlinkVersion.v2_3), ("expected-1.20.json", .v1_20),
        ] {
            let expected = try RecordedRuns.expected(Self.engine, name, file)
            let records = try #require(expected["n"] as? Int)
            let queries = try #require(expected["queries"] as? [String: Any])
            for (query, what) in Self.queries {
                guard let recorded = queries[query] as? [String: Any],
                    let rows = recorded["rows"] as? [[Any]]
                else { continue }
                // A query with other columns of its own asks for something else.
                if query == "first", name.hasPrefix("d") { continue }
                let sink = try meta.run(what, version)
                let table: ResultTable = what.isTable ? .attributionChangelog : .joinOutput
                var found = sink.changes(table, records: .max - 2)
                if what == .lateClicks || what == .lateCheckouts {
                    found = sink.late(what == .lateClicks ? "clicks" : "checkouts").map {
                        let seq = $0.split(separator: " ")[0]
                        return "\(seq) +I \(seq) -"
                    }
                }
                let wanted = RecordedRuns.rows(rows.map { Array($0.prefix(4)) })
                #expect(
                    found.sorted() == wanted.sorted(),
                    "\(name), \(version.rawValue), \(query), \(records) records")
                compared += rows.count
            }
        }
        print("flink \(name): \(compared) rows agree")
    }

    private static let queries: [(String, FlinkCase.Question)] = [
        ("left", .join(.left)), ("inner", .join(.inner)), ("right", .join(.right)),
        ("full", .join(.full)), ("first", .table()), ("last", .table(isLast: true)),
        ("first_cast", .table(.cast)), ("last_cast", .table(.cast, isLast: true)),
        ("by_user", .table(byUser: true)), ("datastream", .dataStream),
        ("late_clicks", .lateClicks), ("late_checkouts", .lateCheckouts),
        ("joined", .join(.left)), ("firsts", .table()),
    ]
}

/// A recorded case of Flink: its log as a scenario would have it, and its settings.
private struct FlinkCase {
    enum Question: Equatable {
        case join(JoinSettings.Kind)
        case table(
            _ ranking: FlinkSQLSettings.Ranking = .rowTime, isLast: Bool = false,
            byUser: Bool = false)
        case dataStream, lateClicks, lateCheckouts

        var isTable: Bool { if case .table = self { true } else { false } }
    }

    private let settings: [String: Any]
    private let join: [String: Any]
    private let config: [String: String]
    private let folder: ScratchFolder
    private let input: LogInput
    private let ranksByCheckout: Bool

    init(_ recorded: URL) throws {
        let json = try JSONSerialization.jsonObject(
            with: Data(contentsOf: recorded.appendingPathComponent("meta.json")))
        let meta = try #require(json as? [String: Any])
        settings = meta["settings"] as? [String: Any] ?? [:]
        join = meta["join"] as? [String: Any] ?? [:]
        config = settings["config"] as? [String: String] ?? [:]
        ranksByCheckout = recorded.lastPathComponent == "g01_two_time_columns"
        folder = try ScratchFolder()
        let trace = try String(
            contentsOf: recorded.appendingPathComponent("trace.jsonl"), encoding: .utf8)
        var log = try folder.write(try Self.log(trace), to: "log.jsonl")
        log.timeFormat = .epochMilliseconds
        input = .combined(log)
    }

    /// The trace with arrival times: a sleep moves the clock, a record by a millisecond.
    private static func log(_ trace: String) throws -> String {
        var clock: Int64 = 1_000_000
        var lines = ""
        for line in trace.split(separator: "\n") {
            clock += 1
            let json = try JSONSerialization.jsonObject(with: Data(line.utf8))
            var record = try #require(json as? [String: Any])
            switch record["control"] as? String {
            case "sleep":
                clock += (record["ms"] as? NSNumber)?.int64Value ?? 0
                record = ["control": "processing_time", "time": clock]
            case "restore": record = ["control": "restart"]
            case nil:
                let kind = record["stream"] as? String == "clicks" ? "click" : "checkout"
                var named: [String: Any] = ["stream": kind + "s", "arrival_timestamp": clock]
                named["\(kind)_id"] = record["id"]
                named["\(kind)_timestamp"] = record["t"]
                named["user_id"] = record["user"]
                named["source"] = record["source"]
                named["product_id"] = record["product"]
                named["partition"] = record["partition"]
                if kind == "checkout" { named["source"] = nil }
                record = named
            default: break
            }
            let data = try JSONSerialization.data(withJSONObject: record, options: .sortedKeys)
            lines += String(decoding: data, as: UTF8.self) + "\n"
        }
        return lines
    }

    func run(_ question: Question, _ version: FlinkVersion) throws -> CollectingSink {
        var configuration = RunConfiguration()
        configuration.output.changelog = true
        configuration.clicksWatermark = watermark("clicks")
        configuration.checkoutsWatermark = watermark("checkouts")
        configuration.join.bounds = bounds
        if (join["keys"] as? [String])?.count == 2 { configuration.join.key = .userAndProduct }
        switch question {
        case .dataStream, .lateClicks, .lateCheckouts:
            var own = FlinkDataStreamSettings()
            own.version = version
            configuration.engine = .flinkDataStream(own)
            configuration.join.kind = .inner
        case .join(let kind):
            configuration.engine = .flinkSQL(sql(version, .rowTime))
            configuration.join.kind = kind
        case .table(let ranking, let isLast, let byUser):
            let own = ranksByCheckout && ranking == .rowTime ? .checkoutTime : ranking
            configuration.engine = .flinkSQL(sql(version, own))
            configuration.attribution.model = isLast ? .lastClick : .firstClick
            configuration.attribution.partitionBy = byUser ? .user : .checkout
        }
        let sink = CollectingSink()
        _ = try Simulator(input: input, configuration: configuration, truth: .none).run(into: sink)
        return sink
    }

    private var isSource: Bool { settings["watermarks"] as? String == "pushdown" }
    private var isScripted: Bool { settings["watermarks"] as? String == "scripted" }

    private func sql(
        _ version: FlinkVersion, _ ranking: FlinkSQLSettings.Ranking
    ) -> FlinkSQLSettings {
        var own = FlinkSQLSettings()
        own.version = version
        own.ranking = ranking
        own.watermarks = isSource || isScripted ? .source : .assigner
        own.backend = settings["backend"] as? String == "rocksdb" ? .rocksdb : .hashmap
        own.parallelism = number(settings["parallelism"]).map { Int($0) } ?? 1
        own.stateTTL = duration(config["table.exec.state.ttl"]) ?? .zero
        own.minCleanup =
            duration(config["table.exec.interval-join.min-cleanup-interval"]) ?? .zero
        if config["table.exec.mini-batch.enabled"] == "true" {
            var batch = FlinkSQLSettings.MiniBatch()
            batch.size = config["table.exec.mini-batch.size"].flatMap { Int($0) } ?? batch.size
            batch.latency =
                duration(config["table.exec.mini-batch.allow-latency"]) ?? batch.latency
            own.miniBatch = batch
        }
        if settings["handshake"] as? String == "checkpoint" { own.checkpoints = .everyRecord }
        return own
    }

    private func watermark(_ stream: String) -> WatermarkSettings {
        var watermark = WatermarkSettings()
        let delay = number((settings["delay_ms"] as? [String: Any])?[stream])
        watermark.delay = Milliseconds(delay ?? number(settings["delay_ms"]) ?? 0)
        if isScripted { watermark.strategy = .scripted }
        watermark.partitions = number(settings["partitions"]).map { Int($0) }
        let options = (settings["source_options"] as? [String: Any])?[stream] as? [String: String]
        watermark.idleTimeout =
            duration(config["table.exec.source.idle-timeout"])
            ?? duration(options?["scan.watermark.idle-timeout"])
        if let every = number(settings["auto_watermark_interval_ms"]), every > 0,
            options?["scan.watermark.emit.strategy"] != "on-event"
        {
            watermark.emission = .every(Milliseconds(every))
        }
        return watermark
    }

    private var bounds: JoinBounds {
        var bounds = JoinBounds(
            lookback: Milliseconds(number(join["before_ms"]) ?? 0),
            lookahead: Milliseconds(number(join["after_ms"]) ?? 0))
        bounds.includesLower = join["before_inclusive"] as? Bool ?? true
        bounds.includesUpper = join["after_inclusive"] as? Bool ?? true
        return bounds
    }

    private func number(_ value: Any?) -> Int64? { (value as? NSNumber)?.int64Value }

    /// `10 min`, `5 s` or `800 ms`.
    private func duration(_ text: String?) -> Milliseconds? {
        guard let parts = text?.split(separator: " "), parts.count == 2,
            let count = Int64(parts[0])
        else { return nil }
        let units: [Substring: Int64] = ["ms": 1, "s": 1_000, "min": 60_000, "h": 3_600_000]
        return units[parts[1]].map { Milliseconds(count * $0) }
    }
}
