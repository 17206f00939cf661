import Simulation
import Testing

@testable import Results

struct ExpectationQueriesTests {
    let folder: TemporaryFolder
    let queries: ExpectationQueries
    let path: String

    init() throws {
        folder = try TemporaryFolder()
        path = folder("a.sqlite")
        let writer = try ResultWriter(path: path)
        for run in [Int64(1), 2] {
            for table in ResultTable.allCases where table != .attributionCredit {
                try writer.write(batch(table, rows(table, count: 10 * Int(run), runID: run)))
            }
            writer.addRun(describedRun(run))
        }
        try _ = writer.complete(expectations: [])
        queries = try ExpectationQueries(path: path, label: path)
    }

    @Test func nameMeansRunOneAndMainMeansEveryRun() throws {
        for table in ResultSchema.tables where table.hasRunID && table.name != "expectation" {
            let runs = try queries.rows("SELECT DISTINCT run_id FROM \(table.name)")
            #expect(runs == [[1]], "\(table.name)")
            let all = try queries.rows("SELECT DISTINCT run_id FROM main.\(table.name) ORDER BY 1")
            #expect(all == [[1], [2]], "\(table.name)")
        }
        #expect(try queries.rows("SELECT count(*) FROM truth_difference") == [[30]])
    }

    @Test func everyKindOfValueIsRead() throws {
        let rows = try queries.rows("SELECT NULL, 1, 'a', '', 0.5, 9223372036854775807")
        #expect(rows == [[.null, 1, "a", "", .real(0.5), .integer(.max)]])
    }

    @Test(arguments: [
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5) "
            + "SELECT sum(i) FROM n",
        "SELECT count(*) FROM (SELECT id FROM late_record INTERSECT SELECT id FROM late_record)",
        "SELECT upper(name) FROM stat ORDER BY 1 LIMIT 1", "VALUES (1), (2)",
        "SELECT 1; -- done\n ;", "-- first\nSELECT 1 /* more */",
        "SELECT value FROM json_each('[1]')", "SELECT datetime(0, 'unixepoch')",
    ])
    func readingIsAllowed(sql: String) throws {
        #expect(try !queries.rows(sql).isEmpty)
    }

    @Test(arguments: [
        ("INSERT INTO stat VALUES (1, 'x', 2)", "changing stat"),
        ("INSERT INTO main.stat VALUES (1, 'x', 2)", "changing stat"),
        ("REPLACE INTO main.stat VALUES (1, 'x', 2)", "changing stat"),
        ("UPDATE main.stat SET value = 1", "changing stat"),
        ("DELETE FROM main.stat", "changing stat"),
        ("WITH x AS (SELECT 1) DELETE FROM main.stat RETURNING name", "changing stat"),
        ("DROP TABLE main.stat", "changing the schema"),
        ("DROP VIEW stat", "changing the schema"),
        ("ALTER TABLE main.stat RENAME TO x", "this statement"),
        ("CREATE TABLE x (y)", "changing the schema"),
        ("CREATE TEMP TABLE x (y)", "changing the schema"),
        ("CREATE VIEW x AS SELECT 1", "changing the schema"),
        ("CREATE INDEX main.x ON stat (name)", "changing the schema"),
        ("CREATE TRIGGER x AFTER INSERT ON main.stat BEGIN SELECT 1; END", "this statement"),
        ("CREATE VIRTUAL TABLE x USING fts5(y)", "changing the schema"),
        ("SELECT * FROM pragma_table_info('stat')", "changing the schema"),
        ("ANALYZE", "changing the schema"), ("ATTACH 'other.sqlite' AS other", "ATTACH"),
        ("DETACH main", "DETACH"),
        ("PRAGMA journal_mode = WAL", "PRAGMA journal_mode"),
        ("PRAGMA table_info(stat)", "PRAGMA table_info"), ("BEGIN", "a transaction"),
        ("COMMIT", "a transaction"), ("SAVEPOINT x", "a transaction"),
        ("SELECT load_extension('x')", "the function load_extension"),
        ("SELECT random()", "the function random"),
        ("SELECT current_timestamp", "the function current_timestamp"),
        ("SELECT sqlite_version()", "the function sqlite_version"),
    ])
    func allElseIsRefused(sql: String, what: String) throws {
        let before = try contents(path)
        let error = #expect(throws: ResultError.self) { try queries.rows(sql) }
        #expect(error?.kind == .sql)
        #expect(
            error?.reason == "\(what) is not allowed: an expectation may only read the result",
            "\(sql)")
        #expect(try contents(path) == before)
        #expect(folder.names == ["a.sqlite"])
        // What was refused leaves no trace.
        #expect(try queries.rows("SELECT 1") == [[1]])
    }

    @Test(arguments: [
        ("SELECT 1; SELECT 2", "more than one SQL statement"),
        ("SELECT 1; nonsense", "more than one SQL statement"),
        ("", "there is no SQL statement"), (" -- nothing\n;", "there is no SQL statement"),
        ("SELECT 1\0; DELETE FROM stat", "a NUL character in the SQL"),
        ("SELEC 1", "near \"SELEC\": syntax error"),
        ("SELECT 1 +", "incomplete input"),
        ("REINDEX", "this statement is no query"), ("VACUUM", "this statement is no query"),
        ("VACUUM INTO 'x.sqlite'", "this statement is no query"),
        ("SELECT nosuch(1)", "no such function: nosuch"),
    ])
    func wrongSQLIsAnError(sql: String, reason: String) {
        let error = #expect(throws: ResultError.self) { try queries.rows(sql) }
        #expect(error?.kind == .sql)
        #expect(error?.reason == reason)
    }

    @Test func unknownTableIsAnErrorWithTheNearestName() {
        let error = #expect(throws: ResultError.self) {
            try queries.rows("SELECT count(*) FROM late_records")
        }
        #expect(error?.reason == "no such table: late_records")
        #expect(
            error?.hint?.hasPrefix("did you mean late_record? the tables are run, stat, ") == true)
    }

    @Test func unknownColumnIsAnErrorWithTheNearestName() {
        let error = #expect(throws: ResultError.self) {
            try queries.rows("SELECT l.late_by FROM late_record AS l")
        }
        #expect(error?.reason == "no such column: l.late_by")
        #expect(
            error?.hint
                == "did you mean late_by_ms? late_record has run_id, seq, stream, id, user_id, "
                + "event_time, arrival_time, watermark, late_by_ms")
    }

    @Test func doubleQuotesAreNoText() {
        let error = #expect(throws: ResultError.self) {
            try queries.rows("SELECT value FROM stat WHERE name = \"clicks_late\"")
        }
        #expect(error?.reason.hasPrefix("no such column: ") == true)
        #expect(error?.hint == "a text stands in single quotes; stat has run_id, name, value")
    }

    @Test func runawayQueryIsStopped() throws {
        let short = try ExpectationQueries(path: path, label: path, stepLimit: 100_000)
        func count(_ limit: Int) -> String {
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT \(limit)) "
                + "SELECT count(*) FROM n"
        }
        #expect(try short.rows(count(1_000)) == [[1_000]])
        let error = #expect(throws: ResultError.self) { try short.rows(count(1_000_000)) }
        #expect(error?.kind == .sql)
        #expect(error?.reason == "the query was stopped after 100000 steps")
        // The next query has the whole limit again.
        for _ in 0..<20 { #expect(try short.rows(count(1_000)) == [[1_000]]) }
    }

    @Test func numberOfRowsIsLimited() throws {
        func list(_ limit: Int) -> String {
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT \(limit)) "
                + "SELECT i FROM n"
        }
        #expect(try queries.rows(list(10_000)).count == 10_000)
        let error = #expect(throws: ResultError.self) { try queries.rows(list(10_001)) }
        #expect(error?.reason == "more than 10000 rows")
    }
}
