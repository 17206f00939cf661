import Foundation
import Results
import Simulation
import Testing

/// A folder that vanishes with the test.
final class TemporaryFolder {
    let path: String

    init() throws {
        path = NSTemporaryDirectory() + "attrsim-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// The path of a file in it.
    func callAsFunction(_ name: String) -> String { path + "/" + name }

    /// The names of all that it holds.
    var names: [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).sorted()
    }
}

/// A batch of rows.
func batch(_ table: ResultTable, _ rows: [[ResultValue]]) -> RowBatch {
    let batch = RowBatch(table)
    for value in rows.joined() {
        switch value {
        case .null: batch.appendNull()
        case .integer(let integer): batch.append(integer)
        case .text(let text): batch.append(text)
        case .real: Issue.record("a row holds no floating-point number")
        }
    }
    return batch
}

/// Rows of `table` for run `runID`, of different values, with NULLs, empty texts and Unicode.
func rows(_ table: ResultTable, count: Int, runID: Int64 = 1) -> [[ResultValue]] {
    (0..<count).map { row in
        table.columns.enumerated().map { column, about in
            if about.name == "run_id" { return .integer(runID) }
            let mark = (row * 31 + column * 7) % 11
            if mark == 0 { return .null }
            if !about.isText { return .integer(Int64(row * 1_000 + column)) }
            return mark == 1
                ? .text("") : .text("\(about.name)-\(row)-" + ["é", "日本", "x"][row % 3])
        }
    }
}

/// A row of `run`.
func describedRun(_ runID: Int64 = 1, model: String = "first-click") -> RunRow {
    RunRow(
        runID: runID, scenario: "s", mode: runID == 1 ? "stream" : "batch", engine: "reference",
        model: model, seed: 42, watermarkDelay: 15_000, lookback: 3_600_000, configJSON: "{}")
}

/// What a `.dump` shows: the schema, then every row of every table.
func contents(_ path: String) throws -> [[ResultValue]] {
    let reader = try ResultReader(path: path)
    var all = try reader.query("SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY rowid")
    for name in try reader.tableNames() { all += try reader.query("SELECT * FROM \(name)") }
    return all
}
