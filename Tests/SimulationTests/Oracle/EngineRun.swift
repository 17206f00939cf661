import Attribution
import EventLogs
import Foundation
import Simulation
import Streaming
import Text

/// Runs a case through the simulator, from files, and brings the rows into the oracle's words.
enum EngineRun {
    enum Format: String {
        case jsonLines = "jsonl"
        case csv
        case kafkaDump
    }

    /// Runs 1 and 2.
    static func rows(
        of scenario: RandomCase, format: Format = .jsonLines, in folder: ScratchFolder
    ) throws -> (stream: OracleRows, truth: OracleRows) {
        let sink = CollectingSink()
        let simulator = Simulator(
            input: try input(scenario.log, format, folder),
            configuration: try configuration(scenario, folder), truth: .full)
        let report = try simulator.run(into: sink)
        if let truth = report.truth, truth.imbalance() != nil {
            throw SinkError("the truth's accounts do not balance")
        }
        return (sink.rows(ofRun: 1), sink.rows(ofRun: 2))
    }

    static func input(
        _ log: OracleLog, _ format: Format, _ folder: ScratchFolder
    ) throws -> LogInput {
        func write(_ text: String, to name: String) throws -> LogFile {
            var file = try folder.write(text, to: name)
            // Milliseconds of any size, with decimals.
            file.timeFormat = .epochMilliseconds
            return file
        }
        switch (log.layout, format) {
        case (.perStream, .kafkaDump):
            let lines = log.records.map { LogText.kafkaDump($0) + "\n" }.joined()
            return .kafkaDump(try write(lines, to: "dump.jsonl"), topics: [:])
        case (.combined, _):
            let lines = log.lines.map { LogText.json($0) + "\n" }.joined()
            return .combined(try write(lines, to: "log.jsonl"))
        case (.perStream, _):
            func file(_ stream: OracleLog.Stream) throws -> LogFile {
                try write(
                    format == .csv ? LogText.csv(stream, log) : LogText.jsonLines(stream, log),
                    to: "\(stream).\(format.rawValue)")
            }
            return .perStream(clicks: try file(.clicks), checkouts: try file(.checkouts))
        }
    }

    static func configuration(
        _ scenario: RandomCase, _ folder: ScratchFolder
    ) throws -> RunConfiguration {
        let settings = scenario.settings
        var configuration = RunConfiguration()
        configuration.clicksWatermark = watermark(settings.clicks)
        configuration.checkoutsWatermark = watermark(settings.checkouts)
        configuration.join.kind = settings.inner ? .inner : .left
        configuration.join.key = settings.keyWithProduct ? .userAndProduct : .user
        configuration.join.bounds = JoinBounds(
            lookback: Milliseconds(Int64(settings.lookback)),
            lookahead: Milliseconds(Int64(settings.lookahead)), isInclusive: !settings.exclusive)
        configuration.attribution.model = settings.model == .first ? .firstClick : .lastClick
        configuration.attribution.ties = settings.tiesByArrival ? .arrival : .id
        configuration.attribution.paymentStatus = settings.paymentStatuses
        configuration.deduplicate = Deduplication(settings.deduplicate)
        configuration.endOfInput = settings.stopsAtEnd ? .stop : .flush
        configuration.output.changelog = true
        if let dimensions = scenario.dimensions {
            var users = "user_id,gender\n"
            for (id, gender) in dimensions.users.sorted(by: { $0.key < $1.key }) {
                users += "\(id),\(gender)\n"
            }
            var products = "product_id,category,price,commission_rate\n"
            for (id, product) in dimensions.products.sorted(by: { $0.key < $1.key }) {
                products += "\(id),\(product.category),\(product.price / 10_000),"
                products += "0.\(product.commission)\n"
            }
            configuration.dimensions.users = try folder.write(users, to: "users.csv")
            configuration.dimensions.products = try folder.write(products, to: "products.csv")
            configuration.dimensions.lookup = dimensions.keepsUnknown ? .left : .inner
        }
        return configuration
    }

    private static func watermark(_ settings: OracleSettings.Watermark) -> WatermarkSettings {
        var watermark = WatermarkSettings()
        switch settings.strategy {
        case .bounded: watermark.strategy = .bounded
        case .scripted: watermark.strategy = .scripted
        case .none: watermark.strategy = .none
        }
        watermark.delay = Milliseconds(Int64(settings.delay))
        watermark.allowedLateness = Milliseconds(Int64(settings.allowedLateness))
        watermark.idleTimeout = settings.idleTimeout.map { Milliseconds(Int64($0)) }
        if let every = settings.every { watermark.emission = .every(Milliseconds(Int64(every))) }
        watermark.partitions = settings.partitions
        return watermark
    }
}

/// A folder for the logs of cases that vanishes with the test.
final class ScratchFolder {
    private let path: String

    init() throws {
        path = NSTemporaryDirectory() + "attrsim-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// Where a file of this name lies.
    func path(of name: String) -> String { path + "/" + name }

    /// Writes a file anew.
    func write(_ text: String, to name: String) throws -> LogFile {
        try Data(text.utf8).write(to: URL(fileURLWithPath: path + "/" + name))
        return LogFile(path: path + "/" + name, name: name)
    }
}

/// Keeps all rows of a simulation as values.
final class CollectingSink: RowSink, @unchecked Sendable {
    /// A value of a row.
    enum Value: Equatable, CustomStringConvertible {
        case null
        case integer(Int)
        case text(String)

        var description: String {
            switch self {
            case .null: "NULL"
            case .integer(let integer): "\(integer)"
            case .text(let text): text
            }
        }
    }

    private(set) var tables: [ResultTable: [[Value]]] = [:]

    func write(_ batch: RowBatch) throws(SinkError) {
        var row: [Value] = []
        for cell in batch.cells {
            switch cell.length {
            case Cell.integer: row.append(.integer(Int(cell.value)))
            case Cell.null: row.append(.null)
            default:
                let bytes = batch.text[Int(cell.value)..<Int(cell.value) + Int(cell.length)]
                row.append(.text(String(decoding: bytes, as: UTF8.self)))
            }
            if row.count == batch.columnCount {
                tables[batch.table, default: []].append(row)
                row = []
            }
        }
    }

    func discardAll() throws(SinkError) { tables = [:] }

    /// The rows of a table as text, its columns named by the contract.
    func lines(
        _ table: ResultTable, run: Int? = 1, _ line: ((String) -> Value) -> String
    ) -> [String] {
        let names = table.columns.map(\.name)
        return (tables[table] ?? []).compactMap { row in
            func value(_ name: String) -> Value {
                names.firstIndex(of: name).map { row[$0] } ?? .text("no column \(name)")
            }
            if let run, value("run_id") != .integer(run) { return nil }
            return line(value)
        }
    }

    /// Everything that an oracle tells of a run.
    func rows(ofRun run: Int) -> OracleRows {
        var rows = OracleRows()
        func place(_ value: (String) -> Value) -> String {
            "\(value("seq")) \(value("stream")) \(value("id")) \(value("user_id")) "
                + "\(value("event_time")) at \(value("arrival_time"))"
        }
        rows.add(lines(.duplicateRecord, run: run, place), to: "duplicate_record")
        rows.add(lines(.pendingRecord, run: run, place), to: "pending_record")
        rows.add(
            lines(.lateRecord, run: run) { value in
                let isEnd = value("watermark") == .integer(Int.max)
                return place(value) + " W \(isEnd ? "inf" : "\(value("watermark"))")"
            }, to: "late_record")
        for table in [ResultTable.joinOutput, .attributionChangelog] {
            let changes = lines(table, run: run) { value in
                let click =
                    value("click_id") == .null
                    ? "\(value("click_seq"))" : "\(value("click_id"))#\(value("click_seq"))"
                return "after \(value("after_seq")): \(value("op")) "
                    + "\(value("checkout_id"))#\(value("checkout_seq")) \(click)"
            }
            rows.add(changes, to: table.name)
        }
        // Rows are written as checkouts close; the order in the table is nobody's promise.
        var attributions: [(seq: Int, line: String)] = []
        _ = lines(.checkoutAttribution, run: run) { value in
            guard case .integer(let seq) = value("seq") else { return "" }
            let columns = [
                "seq", "checkout_id", "user_id", "checkout_timestamp", "source", "click_id",
                "click_timestamp", "total_amount_e4", "profit_e4",
            ]
            attributions.append((seq, columns.map { "\(value($0))" }.joined(separator: " ")))
            return ""
        }
        rows.add(attributions.sorted { $0.seq < $1.seq }.map(\.line), to: "checkout_attribution")
        rows.add(
            lines(.stat, run: run) { "\($0("name")) \($0("value"))" }
                .filter { line in OracleRows.counters.contains { line.hasPrefix($0 + " ") } },
            to: "stat")
        rows.add(
            lines(.sourceCredit, run: run) { value in
                "\(value("source")) \(value("conversions_e9")) \(value("revenue_e4")) "
                    + "\(value("profit_e4"))"
            }.sorted(), to: "source_credit")
        let differences = (tables[.truthDifference] ?? []).map { "\($0)" }
        rows.add(differences, to: OracleRows.differences)
        return rows
    }
}
