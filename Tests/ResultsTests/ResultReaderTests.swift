import Foundation
import Simulation
import Testing

@testable import Results

struct ResultReaderTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    func result() throws -> ResultReader {
        let writer = try ResultWriter(path: folder("a.sqlite"))
        try writer.write(batch(.stat, [[1, "a", 1], [1, .null, 2], [2, "", .null]]))
        try _ = writer.complete(expectations: [])
        return try ResultReader(path: folder("a.sqlite"))
    }

    @Test func parametersAreBound() throws {
        let reader = try result()
        #expect(try reader.query("SELECT value FROM stat WHERE run_id = ?", [1]) == [[1], [2]])
        #expect(
            try reader.query("SELECT ?, ?, ?, ?", ["é", "", .null, 7]) == [["é", "", .null, 7]])
        #expect(throws: ResultError.self) { try reader.query("SELECT ?", [1, 2]) }
    }

    /// Else a report's sums would not fit 64 bits.
    @Test(arguments: [Int64.max, .min, 1 << 60])
    func whatNoRunWritesIsRefused(value: Int64) throws {
        let writer = try ResultWriter(path: folder("a.sqlite"))
        try writer.write(batch(.stat, [[1, "a", .integer(value)], [1, "b_e4", .integer(value)]]))
        try _ = writer.complete(expectations: [])
        let error = #expect(throws: ResultError.self) {
            try ResultReader(path: folder("a.sqlite"))
        }
        #expect(error?.reason == "value of the table stat holds what no run writes")
        #expect(error?.kind == .notAResult)
    }

    @Test func rowsStream() throws {
        var seen: [String] = []
        try result().forEachRow("SELECT name, value FROM stat ORDER BY rowid") { row in
            seen.append("\(row.text(0) ?? "NULL") \(row.integer(1) ?? -1) \(row.columnNames)")
        }
        let names = #"["name", "value"]"#
        #expect(seen == ["a 1 \(names)", "NULL 2 \(names)", " -1 \(names)"])
    }

    @Test func onlyValueIsFound() throws {
        let reader = try result()
        #expect(try reader.value("SELECT count(*) FROM stat") == 3)
        #expect(try reader.value("SELECT name FROM stat") == nil)
        #expect(try reader.value("SELECT run_id, name FROM stat LIMIT 1") == nil)
    }

    @Test(arguments: ["DELETE FROM stat", "DROP TABLE stat", "CREATE TABLE x (y)"])
    func readerCannotWrite(sql: String) throws {
        let reader = try result()
        #expect(throws: ResultError.self) { try reader.query(sql) }
        #expect(try reader.value("SELECT count(*) FROM stat") == 3)
    }

    @Test func wrongQueryIsAnError() throws {
        let reader = try result()
        let error = #expect(throws: ResultError.self) { try reader.query("SELECT x FROM stat") }
        #expect(error?.kind == .sql)
        #expect(error?.description == folder("a.sqlite") + ": no such column: x")
    }

    @Test func onlyResultsAreOpened() throws {
        try Data("not a database, but long enough to look at".utf8)
            .write(to: URL(fileURLWithPath: folder("text")))
        try Data().write(to: URL(fileURLWithPath: folder("empty")))
        let other = try Connection(path: folder("empty"), access: .write)
        for (path, reason) in [
            (folder("none"), "there is no such file"), (folder.path, "is a folder"),
            (folder("text"), "is no result of a run"), (folder("empty"), "is no result of a run"),
            ("/dev/null", "is not a regular file"),
        ] {
            let error = #expect(throws: ResultError.self) { try ResultReader(path: path) }
            #expect(error?.kind == .notAResult)
            #expect(error?.reason == reason)
        }
        try other.execute("CREATE TABLE run (run_id)")
        let error = #expect(throws: ResultError.self) { try ResultReader(path: folder("empty")) }
        #expect(error?.reason == "is no result of a run")
        #expect(error?.hint == "results are the .sqlite files that `attrsim run` writes")
    }
}
