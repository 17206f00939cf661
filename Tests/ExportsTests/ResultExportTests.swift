import Results
import Testing
import Text

@testable import Exports

@Suite struct ResultExportTests {
    private func lines(_ write: (ResultReader, (String) -> Void) throws -> Void) throws -> String {
        let folder = try TemporaryFolder()
        try writeResult(folder("r.sqlite"))
        var text = ""
        try write(ResultReader(path: folder("r.sqlite"))) { text += $0 }
        return text
    }

    // MARK: CSV

    @Test(arguments: [
        ("=1+1", "'=1+1"), ("+1", "'+1"), ("-1", "'-1"), ("@a", "'@a"), ("\ta", "'\ta"),
        ("a=1", "a=1"),
        ("", ""), ("'a", "'a"),
    ]) func aSpreadsheetRunsNoText(_ text: String, _ cell: String) {
        #expect(CSVExport.harmless(text) == cell)
    }

    @Test func csvIsExactAndQuotedWhereItMustBe() throws {
        let text = try lines { reader, emit in
            try CSVExport().write(table: "checkout_attribution", of: reader, emit)
        }
        #expect(
            text == "run_id,seq,checkout_id,user_id,product_id,quantity,total_amount_e4,"
                + "payment_method,payment_status,payment_description,gender,category,profit_e4,"
                + "source,checkout_timestamp,click_id,click_timestamp\r\n"
                + "1,3,k1,\"u,1\",p\t1,2,20050,Visa,Success,None,,back\\slash,-5,Google,"
                + "1710940981123,c1,1710940980000\r\n"
                + "1,4,k2,\"u\"\"2\"\"\",,,,\"\",Failed,\"line\nbreak\",F,,,,1710941000000,,\r\n")
    }

    @Test func csvForPeopleHasDecimalsAndTimes() throws {
        let text = try lines { reader, emit in
            var export = CSVExport()
            export.usesDecimals = true
            export.usesTimeText = true
            try export.write(table: "checkout_attribution", of: reader, emit)
        }
        #expect(text.contains(",total_amount,payment_method,"))
        #expect(text.contains(",2,2.0050,Visa,"))
        #expect(text.contains(",-0.0005,Google,2024-03-20 13:23:01.123,c1,"))
    }

    @Test func aTableThatIsNotThereIsAnError() throws {
        #expect(throws: ResultError.self) {
            try lines { try CSVExport().write(table: "nothing", of: $0, $1) }
        }
    }

    // MARK: PostgreSQL

    @Test func postgresGetsTheOriginalsColumnsThenOurs() throws {
        let text = try lines { try PostgresExport().write($0, $1) }
        #expect(
            text.contains(
                """
                COPY incoming_attribution (checkout_id, user_id, product_id, quantity, \
                total_amount, payment_method, payment_status, payment_description, gender, \
                category, profit, source, checkout_timestamp, click_timestamp, click_id, seq) \
                FROM stdin;
                k1\tu,1\tp\\t1\t2\t2.0050\tVisa\tSuccess\tNone\t\\N\tback\\\\slash\t-0.0005\tGoogle\t\
                2024-03-20 13:23:01.123\t2024-03-20 13:23:00.000\tc1\t3
                k2\tu"2"\t\\N\t\\N\t\\N\t\tFailed\tline\\nbreak\tF\t\\N\t\\N\t\\N\t\
                2024-03-20 13:23:20.000\t\\N\t\\N\t4
                \\.

                """))
        #expect(text.contains("ON CONFLICT (checkout_id) DO UPDATE SET"))
        #expect(text.hasSuffix("\nCOMMIT;\n"))
    }

    @Test func textsThatPostgresCannotStoreAreSaid() throws {
        var replaced: ReplacedTexts?
        _ = try lines { reader, emit in replaced = try PostgresExport().write(reader, emit) }
        #expect(replaced?.count == 0 && replaced?.warning == nil)
        var texts = ReplacedTexts()
        texts.note("plain", "stat", row: 1, "name")
        texts.note("a\0b", "late_record", row: 7, "id")
        texts.note("\0", "late_record", row: 8, "id")
        #expect(texts.count == 2)
        #expect(
            texts.warning?.hasPrefix(
                "2 texts hold a NUL, which PostgreSQL cannot store: U+FFFD stands for it there")
                == true)
        #expect(texts.warning?.contains("table late_record, row 7, id \"a") == true)
        #expect(texts.warning?.contains("\0") == false)
    }

    @Test func postgresTextsCannotLeaveTheirCell() {
        #expect(PostgresText.copy("a\tb\nc\rd\\N") == "a\\tb\\nc\\rd\\\\N")
        #expect(PostgresText.copy("\\.") == "\\\\.")
        #expect(PostgresText.copy("nul\0") == "nul\u{FFFD}")
        #expect(PostgresText.identifier("run 7\"") == "\"run 7\"\"\"")
        #expect(PostgresText.identifier("stat") == "stat")
    }

    @Test(arguments: [
        (Int64.max, "infinity"), (Int64.min, "-infinity"), (0, "1970-01-01 00:00:00.000"),
        (-62_135_596_800_000, "0001-01-01 00:00:00.000"),
        (-62_135_596_800_001, "0001-12-31 23:59:59.999 BC"),
    ]) func postgresHasNoYearZero(milliseconds: Int64, text: String) {
        #expect(TimestampText.postgres(milliseconds) == text)
    }

    // MARK: Grafana

    @Test func theDashboardsShowTheLastHourWithTheSamePanels() throws {
        let folder = try TemporaryFolder()
        try writeResult(folder("r.sqlite"))
        let dashboard = try GrafanaDashboard(ResultReader(path: folder("r.sqlite")))
        let files = dashboard.files(result: "/data/r.sqlite")
        let boards = files.filter { $0.path.hasPrefix("dashboards/") }.map(\.text)
        #expect(boards.count == 2)
        for board in boards {
            // The last checkout is at 13:23:20.
            #expect(board.contains("\"from\": \"2024-03-20T12:24:00.000Z\""))
            #expect(board.contains("\"to\": \"2024-03-20T13:24:00.000Z\""))
            for title in [
                "Revenue and profit", "Checkouts by attributed source",
                "Popular categories", "Customers' gender", "Failed payments by reason",
                "Late records", "Watermarks behind the clock",
            ] { #expect(board.contains("\"\(title)\""), "\(title)") }
        }
        #expect(files.contains { $0.text.contains("path: \"/data/r.sqlite\"") })
    }

    @Test func everyQueryForSQLiteRuns() throws {
        let folder = try TemporaryFolder()
        try writeResult(folder("r.sqlite"))
        let reader = try ResultReader(path: folder("r.sqlite"))
        let queries = GrafanaQueries(database: .sqlite, schema: "attrsim")
        func rows(_ sql: String) throws -> [[ResultValue]] {
            let filled = sql.split(separator: "$__from", omittingEmptySubsequences: false)
                .joined(separator: "0")
                .split(separator: "$__to", omittingEmptySubsequences: false)
                .joined(separator: "\(Int64(1) << 50)")
            return try reader.query(filled)
        }
        #expect(try rows(queries.sources) == [["(none)", 1], ["Google", 1]])
        #expect(try rows(queries.genders) == [["(unknown)", 1], ["F", 1]])
        #expect(try rows(queries.failedPayments) == [["line\nbreak", 1]])
        #expect(try rows(queries.revenueAndProfit).map(\.first) == [1_710_940_980])
        for sql in [queries.lateRecords, queries.lateness, queries.watermarks, queries.differences]
        {
            #expect(try rows(sql).isEmpty)
        }
    }
}
