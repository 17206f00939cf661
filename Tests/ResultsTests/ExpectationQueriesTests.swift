import Foundation
import Simulation
import Streaming
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
        let short = try ExpectationQueries(
            path: path, label: path, limits: QueryLimits(time: Milliseconds(300)))
        let endless =
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"
        let error = #expect(throws: ResultError.self) { try short.rows(endless) }
        #expect(error?.kind == .sql)
        #expect(error?.reason == "the query was stopped after 300ms")
        #expect(error?.hint?.contains("--sql-timeout") == true)
        // The next query has the whole limit again.
        #expect(try short.rows("SELECT 1") == [[1]])
    }

    @Test func memoryIsLimited() throws {
        let small = try ExpectationQueries(
            path: path, label: path, limits: QueryLimits(memory: 64 << 20))
        let large =
            "WITH RECURSIVE n(i, s) AS (SELECT 1, 'x' UNION SELECT i + 1, hex(zeroblob(100000)) || i "
            + "FROM n) SELECT count(*) FROM n"
        let error = #expect(throws: ResultError.self) { try small.rows(large) }
        #expect(error?.kind == .sql)
        #expect(error?.reason == "the query was stopped at 64 MB of memory")
    }

    /// SQLite's limit is the process's: at it, tests beside this one would find no memory either.
    @Test(
        .enabled(
            if: ProcessInfo.processInfo.environment["ATTRSIM_ALONE"] != nil,
            "it takes all memory that SQLite may have; make test runs it alone, at the end"))
    func aQueryThatGrowsWhileItIsCompiledIsStopped() throws {
        // Each table is the one before, twice: 2^40 of them before the first step.
        let tables = (1...40).map { "t\($0)(x) AS (SELECT a.x FROM t\($0 - 1) a, t\($0 - 1) b)" }
        let sql =
            "WITH t0(x) AS (SELECT 1), " + tables.joined(separator: ", ")
            + " SELECT count(*) FROM t40"
        let error = #expect(throws: ResultError.self) { try queries.rows(sql) }
        #expect(error?.kind == .sql)
        #expect(error?.reason == "the query was stopped at 512 MB of memory")
        #expect(try queries.rows("SELECT 1") == [[1]])
    }

    @Test(arguments: [
        "datetime('now')", "date()", "time('NOW')", "julianday('now', '+1 day')", "strftime('%s')",
        "strftime('%Y', 'now')", "unixepoch()", "CURRENT_TIMESTAMP", "current_date", "Current_Time",
        "datetime('n' || 'ow')", "date(x'6e6f77')", "date(substr('xnowx', 2, 3))",
        "date('now' || char(0) || 'x')", "datetime(0, 'unixepoch', 'localtime')",
        "datetime('2024-03-20', 'uTc')", "date((SELECT replace('n_w', '_', 'o')))",
        "(SELECT max(date(name)) FROM (SELECT 'Now' AS name))", "date(lower('NOW'))",
    ])
    func theClockIsRefused(call: String) {
        let error = #expect(throws: ResultError.self) { try queries.rows("SELECT \(call)") }
        #expect(error?.kind == .sql)
        #expect(error?.reason.contains("reads the clock, which is not allowed") == true)
        // So it is before there are rows.
        #expect(queries.fault("SELECT \(call) FROM stat WHERE value > 0")?.kind == .sql)
    }

    @Test func timesThatAreThereAreReadAsSQLiteReadsThem() throws {
        let rows = try queries.rows(
            """
            SELECT date('2024-03-20 23:59'), time('12:00:00.5'), datetime(1710936000, 'unixepoch'),
                julianday('2024-03-20'), unixepoch('2024-03-20'), date('2024-01-31', '+1 month'),
                strftime('%Y-%m', '2024-03-20'), date('no time'), date(NULL), strftime('%j', 'x')
            """)
        #expect(
            rows == [
                [
                    "2024-03-20", "12:00:00", "2024-03-20 12:00:00", .real(2460389.5),
                    1_710_892_800,
                    "2024-03-02", "2024-03", .null, .null, .null,
                ]
            ])
    }

    @Test func onlyFunctionsOfTheirArgumentsAreAllowed() throws {
        for name in [
            "random()", "randomblob(4)", "changes()", "total_changes()",
            "last_insert_rowid()", "sqlite_source_id()", "sqlite_compileoption_get(1)",
        ] {
            let error = #expect(throws: ResultError.self) { try queries.rows("SELECT \(name)") }
            #expect(error?.reason.hasPrefix("the function ") == true, "\(name)")
        }
        for sql in [
            "SELECT abs(-1), coalesce(NULL, 1), printf('%d', 1), json_extract('[1]', '$[0]')",
            "SELECT row_number() OVER (ORDER BY name), lag(name) OVER () FROM stat",
            "SELECT group_concat(name), total(value), json_group_array(name) FROM stat",
            "SELECT name LIKE 'a%', name GLOB 'a*', '[1]' -> 0 FROM stat",
        ] { #expect(try !queries.rows(sql).isEmpty) }
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
