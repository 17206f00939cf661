import CSQLite
import Foundation
import Streaming
import Testing

@testable import EventLogs

/// Tables and queries of databases.
@Suite struct ReadingDatabaseTests {
    /// A database that SQL has made, and its connection.
    final class Database {
        let folder: ReadingFolder
        let connection: OpaquePointer
        var path: String { folder.path + "/shop.sqlite" }

        init(_ sql: String) throws {
            folder = try ReadingFolder()
            var opened: OpaquePointer?
            _ = sqlite3_open(folder.path + "/shop.sqlite", &opened)
            connection = try #require(opened)
            run(sql)
        }

        deinit { sqlite3_close_v2(connection) }

        func run(_ sql: String) {
            #expect(sqlite3_exec(connection, sql, nil, nil, nil) == SQLITE_OK, "\(sql)")
        }

        func read(
            policy: BadRecordPolicy = .fail, _ change: (inout LogFile) -> Void
        ) throws(LogError) -> ReadLog {
            var file = LogFile(path: path, name: "shop.sqlite")
            change(&file)
            return try ReadLog(openLog(file, as: .clicks, onBadRecord: policy))
        }

        func error(_ change: (inout LogFile) -> Void) -> String {
            do throws(LogError) {
                _ = try read(change)
                return "no error"
            } catch {
                return error.description
            }
        }
    }

    static let table = """
        CREATE TABLE clicks (click_id, user_id INTEGER, source TEXT, click_timestamp, extra BLOB);
        INSERT INTO clicks VALUES ('c1', 1, 'a"b', 5, x'00'), ('c2', 2, '', '2024-03-20 10:00:00', NULL);
        """

    @Test func aTablesRowsAreRead() throws {
        let database = try Database(Self.table)
        let log = try database.read { $0.table = "clicks" }
        #expect(log.ids == ["c1", "c2"] && log.records.map(\.user) == ["1", "2"])
        #expect(log.records.map(\.source) == ["a\"b", ""] && log.records[0].time == 5)
        let query = try database.read { $0.query = "SELECT * FROM clicks ORDER BY click_id DESC" }
        #expect(query.ids == ["c2", "c1"])
    }

    @Test func badRowsAreListed() throws {
        let database = try Database(
            Self.table
                + "INSERT INTO clicks VALUES (NULL, 1, 's', 1, 1), ('c3', 2, x'ff', 1, 1), ('c4', 2, 's', 'x', 1), ('c5', 1, 's', 1.5, 1);"
        )
        let log = try database.read(policy: .skip) { $0.table = "clicks" }
        #expect(log.rejected.map(\.line).prefix(3) == [3, 4, 5], "\(log.reasons)")
        #expect(
            database.error { $0.table = "clicks" }.hasPrefix("shop.sqlite:3: click_id is missing"))
    }

    @Test func whatIsNotThereIsNamed() throws {
        let database = try Database(Self.table)
        #expect(database.error { $0.table = "click" }.contains("there is \"clicks\""))
        #expect(database.error { _ in }.contains("\"table\""))
        #expect(
            database.error { $0.query = "SELECT 1 AS x" }.contains("there is no column click_id"))
        #expect(database.error { $0.query = "SELEC" }.contains("cannot be run"))
        #expect(database.error { $0.query = "DELETE FROM clicks" }.contains("gives no rows"))
        let other = try database.folder.write("other.sqlite", Array("no database".utf8))
        var file = LogFile(path: other, name: "other.sqlite")
        file.table = "clicks"
        #expect(throws: LogError.self) {
            try ReadLog(openLog(file, as: .clicks, onBadRecord: .fail))
        }
        let text = LogFile(path: database.path, name: "shop.sqlite")
        var asLines = text
        asLines.format = .jsonLines
        #expect(throws: LogError.self) {
            try ReadLog(openLog(asLines, as: .clicks, onBadRecord: .skip))
        }
    }

    @Test func aDatabaseThatIsBeingWrittenIsRefused() throws {
        let database = try Database(Self.table)
        database.run("BEGIN EXCLUSIVE")
        #expect(database.error { $0.table = "clicks" }.contains("is being written by another"))
        database.run("COMMIT")
        #expect(try database.read { $0.table = "clicks" }.ids.count == 2)
    }

    @Test("a database that is cut anywhere is cut off, however little of it is missing")
    func cutOff() throws {
        let database = try Database(Self.table)
        database.run(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 400) "
                + "INSERT INTO clicks SELECT 'x' || i, i, 'a source', i, NULL FROM n")
        let whole = [UInt8](try Data(contentsOf: URL(fileURLWithPath: database.path)))
        #expect(whole.count > 3 * 4_096 && whole.count % 4_096 == 0)
        for policy in [BadRecordPolicy.fail, .skip] {
            for missing in [1, 100, 3_000, 4_096, 5_000, whole.count - 4_096, whole.count - 100] {
                let bytes = Array(whole.dropLast(missing))
                let path = try database.folder.write("cut.sqlite", bytes)
                var file = LogFile(path: path, name: "cut.sqlite")
                file.table = "clicks"
                let error = #expect(throws: LogError.self) {
                    try ReadLog(openLog(file, as: .clicks, onBadRecord: policy))
                }
                #expect(error?.kind == .badData && error?.reason.contains("is cut off") == true)
            }
        }
        // As a program before SQLite 3.7 leaves it: the count is of another time.
        var old = whole
        (old[27], old[31]) = (old[27] &+ 1, 200)
        for (bytes, isWhole) in [(old, true), (old.dropLast(), false)] {
            let needed = DatabaseSize.needed(Array(bytes.prefix(100)), size: Int64(bytes.count))
            #expect((needed == Int64(bytes.count)) == isWhole)
        }
    }

    @Test("pages that stand in a write-ahead log are no cut")
    func writeAheadLog() throws {
        let database = try Database("PRAGMA journal_mode = WAL; " + Self.table)
        database.run("PRAGMA wal_autocheckpoint = 0")
        database.run("INSERT INTO clicks SELECT 'x', 1, hex(zeroblob(9000)), 7, NULL")
        #expect(try database.read { $0.table = "clicks" }.ids == ["c1", "c2", "x"])
        database.run("PRAGMA wal_checkpoint(TRUNCATE)")
        #expect(try database.read { $0.table = "clicks" }.ids == ["c1", "c2", "x"])
    }
}
