import Foundation
import Simulation
import Testing

@testable import Results

struct ResultWriterTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @Test func schemaIsTheContracts() throws {
        let path = folder("a.sqlite")
        try _ = ResultWriter(path: path).complete(expectations: [])
        let reader = try ResultReader(path: path)
        let record = "run_id seq stream id user_id event_time arrival_time"
        let change = "run_id n after_seq op checkout_seq click_seq checkout_id click_id"
        let expected: [(String, String)] = [
            (
                "run",
                "run_id scenario mode engine model seed watermark_delay_ms lookback_ms config_json "
                    + "fingerprint"
            ),
            ("stat", "run_id name value"),
            (
                "checkout_attribution",
                "run_id seq checkout_id user_id product_id quantity total_amount_e4 "
                    + "payment_method payment_status payment_description gender category "
                    + "profit_e4 source checkout_timestamp click_id click_timestamp"
            ),
            (
                "attribution_credit",
                "run_id model checkout_id click_id source position touchpoints credit_e9"
            ),
            ("source_credit", "run_id model source conversions_e9 revenue_e4 profit_e4"),
            (
                "truth_difference",
                "checkout_id cause stream_click_id truth_click_id stream_source truth_source "
                    + "total_amount_e4"
            ),
            ("join_output", change), ("attribution_changelog", change),
            ("late_record", record + " watermark late_by_ms"), ("duplicate_record", record),
            ("pending_record", record), ("rejected_record", "run_id file line reason raw"),
            (
                "watermark_progress",
                "run_id seq arrival_time stream partition max_event_time watermark"
            ),
            ("window_metric", "run_id window_start window_end metric dimension value"),
            ("expectation", "run_id name passed expected actual"),
            (
                "engine_difference",
                "run_id checkout_id engine click_id source outcome reason"
            ),
            ("window_metric_known", "run_id known_at metric dimension value"),
            ("conversion_path", "run_id path touchpoints conversions value_e4 nulls"),
            (
                "world_truth",
                "run_id source conversions conversions_without incremental_conversions "
                    + "shapley_conversions_e9 revenue_e4 revenue_without_e4 "
                    + "incremental_revenue_e4 shapley_revenue_e4"
            ),
            ("run_manifest", "run_id name value"),
            (
                "refund",
                "run_id seq checkout_id refund_of amount_e4 checkout_timestamp matched profit_e4"
            ),
            (
                "channel_credit",
                "run_id model channel source conversions_e9 revenue_e4 profit_e4"
            ),
            (
                "campaign_credit",
                "run_id model source campaign conversions_e9 revenue_e4 profit_e4"
            ),
            ("credit_by_day", "run_id model basis day source conversions_e9 revenue_e4"),
            ("kind_credit", "run_id model kind source conversions_e9 revenue_e4"),
            (
                "spend_return",
                "run_id model source cost_e4 conversions_e9 revenue_e4 roas_e4 "
                    + "cost_per_conversion_e4 incremental_roas_e4"
            ),
            (
                "channel_return",
                "run_id model channel cost_e4 conversions_e9 revenue_e4 roas_e4 "
                    + "cost_per_conversion_e4"
            ),
            (
                "campaign_return",
                "run_id model source campaign cost_e4 conversions_e9 revenue_e4 roas_e4 "
                    + "cost_per_conversion_e4"
            ),
            ("record_lateness", "run_id stream from_ms to_ms records"),
            (
                "partition_progress",
                "run_id stream partition first_arrival last_arrival records max_event_time "
                    + "delay_max_ms silence_from silence_to"
            ),
            ("watermark_stall", "run_id stream stood_from stood_to stood_ms watermark"),
            ("watermark_lag", "run_id stream arrival_time lag_ms"),
        ]
        #expect(try reader.tableNames() == expected.map(\.0))
        for (table, columns) in expected {
            let found = try reader.query("SELECT name FROM pragma_table_info('\(table)')")
            #expect(found.compactMap { $0[0].text }.joined(separator: " ") == columns)
        }
        let types = try reader.query(
            """
            SELECT DISTINCT c.type FROM sqlite_master AS t, pragma_table_info(t.name) AS c
            WHERE t.type = 'table' ORDER BY 1
            """)
        #expect(types == [["INTEGER"], ["TEXT"]])
        #expect(try reader.value("SELECT count(*) FROM sqlite_master WHERE type = 'index'") == 0)
    }

    @Test(arguments: [0, 1, 49, 50, 51, 63, 64, 65, 127, 128, 129, 2047, 2048])
    func everyRowArrivesAsItWas(count: Int) throws {
        let path = folder("a.sqlite")
        let writer = try ResultWriter(path: path, options: .init(credits: .table, indexes: false))
        for table in ResultTable.allCases {
            try writer.write(batch(table, rows(table, count: count)))
        }
        try _ = writer.complete(expectations: [])
        let reader = try ResultReader(path: path)
        for table in ResultTable.allCases {
            #expect(
                try reader.query("SELECT * FROM \(table.name) ORDER BY rowid")
                    == rows(table, count: count))
        }
    }

    @Test func emptyTextIsNotNull() throws {
        let path = folder("a.sqlite")
        let writer = try ResultWriter(path: path)
        // A batch without a single byte of text.
        try writer.write(
            batch(.stat, [[1, "", 1], [1, .null, 2], [.integer(.min), "", .integer(1 << 56)]]))
        try _ = writer.complete(expectations: [])
        let found = try ResultReader(path: path).query("SELECT run_id, name, value FROM stat")
        #expect(found == [[1, "", 1], [1, .null, 2], [.integer(.min), "", .integer(1 << 56)]])
    }

    @Test func textsKeepTheirBytes() throws {
        let texts = ["Ünïcødé", "日本語", "🙂", "it's", "a\"b", "line\nbreak", "a\0b"]
        let path = folder("a.sqlite")
        let writer = try ResultWriter(path: path)
        try writer.write(batch(.stat, texts.map { [1, .text($0), 0] }))
        try _ = writer.complete(expectations: [])
        let found = try ResultReader(path: path).query("SELECT name FROM stat")
        #expect(found == texts.map { [.text($0)] })
    }

    @Test func fileDoesNotDependOnBatches() throws {
        func write(_ name: String, batchRows: Int, tableByTable: Bool) throws -> [[ResultValue]] {
            let writer = try ResultWriter(path: folder(name))
            let tables = ResultTable.allCases.filter { $0 != .attributionCredit }
            let all = tables.map { rows($0, count: 300) }
            let parts = stride(from: 0, to: 300, by: batchRows).map { start in
                zip(tables, all).map { table, rows in
                    batch(table, Array(rows[start..<min(300, start + batchRows)]))
                }
            }
            if tableByTable {
                for table in tables.indices {
                    for part in parts { try writer.write(part[table]) }
                }
            } else {
                for part in parts { for batch in part { try writer.write(batch) } }
            }
            writer.addRun(describedRun(1))
            writer.addRun(describedRun(2))
            try _ = writer.complete(expectations: [])
            return try contents(folder(name))
        }
        let one = try write("a.sqlite", batchRows: 300, tableByTable: true)
        #expect(try write("b.sqlite", batchRows: 7, tableByTable: true) == one)
        #expect(try write("c.sqlite", batchRows: 64, tableByTable: false) == one)
        #expect(try write("d.sqlite", batchRows: 1, tableByTable: false) == one)
    }

    @Test func equalResultsAreEqualFiles() throws {
        for name in ["a.sqlite", "b.sqlite"] {
            let writer = try ResultWriter(path: folder(name))
            try writer.write(batch(.stat, rows(.stat, count: 10)))
            writer.addRun(describedRun())
            try _ = writer.complete(expectations: [])
        }
        let files = try ["a.sqlite", "b.sqlite"].map {
            try Data(contentsOf: URL(fileURLWithPath: folder($0)))
        }
        #expect(files[0] == files[1])
    }

    @Test func runsAreDescribed() throws {
        let path = folder("a.sqlite")
        let writer = try ResultWriter(path: path)
        var other = describedRun(2)
        other.watermarkDelay = nil
        other.seed = .max
        other.fingerprint = "given"
        writer.addRun(describedRun(1))
        writer.addRun(other)
        let fingerprint = writer.fingerprint(ofRun: 1)
        try _ = writer.complete(expectations: [])
        #expect(
            try ResultReader(path: path).query("SELECT * FROM run") == [
                [
                    1, "s", "stream", "reference", "first-click", 42, 15_000, 3_600_000, "{}",
                    .text(fingerprint),
                ],
                [
                    2, "s", "batch", "reference", "first-click", -1, .null, 3_600_000, "{}",
                    "given",
                ],
            ])
    }

    @Test func creditViewHoldsAttributedCheckoutsWithTheirRunsModel() throws {
        let path = folder("a.sqlite")
        let writer = try ResultWriter(path: path)
        func row(_ runID: Int64, _ checkout: String, _ click: ResultValue) -> [ResultValue] {
            var row = rows(.checkoutAttribution, count: 1, runID: runID)[0]
            row[2] = .text(checkout)
            row[13] = click == .null ? .null : "Google"
            row[15] = click
            return row
        }
        try writer.write(
            batch(
                .checkoutAttribution,
                [row(1, "k1", "c1"), row(1, "k2", .null), row(2, "k1", "c9")]))
        writer.addRun(describedRun(1))
        writer.addRun(describedRun(2, model: "last-click"))
        try _ = writer.complete(expectations: [])
        #expect(
            try ResultReader(path: path).query("SELECT * FROM attribution_credit") == [
                [1, "first-click", "k1", "c1", "Google", 1, 1, 1_000_000_000],
                [2, "last-click", "k1", "c9", "Google", 1, 1, 1_000_000_000],
            ])
    }

    @Test func creditsAreATableWhenAskedFor() throws {
        let path = folder("a.sqlite")
        let writer = try ResultWriter(path: path, options: .init(credits: .table, indexes: false))
        try writer.write(batch(.attributionCredit, rows(.attributionCredit, count: 3)))
        try _ = writer.complete(expectations: [])
        let reader = try ResultReader(path: path)
        #expect(try reader.value("SELECT count(*) FROM attribution_credit") == 3)
        #expect(
            try reader.value("SELECT type FROM sqlite_master WHERE name = 'attribution_credit'")
                == "table")
    }

    @Test func creditRowsForAViewAreRefused() throws {
        let writer = try ResultWriter(path: folder("a.sqlite"))
        #expect(throws: SinkError.self) {
            try writer.write(batch(.attributionCredit, rows(.attributionCredit, count: 1)))
        }
        #expect(folder.names.isEmpty)
    }

    @Test func partOfARowIsRefused() throws {
        let writer = try ResultWriter(path: folder("a.sqlite"))
        let part = RowBatch(.stat)
        part.append(Int64(1))
        #expect(throws: SinkError.self) { try writer.write(part) }
    }

    @Test func indexesAreMadeWhenAskedFor() throws {
        let path = folder("a.sqlite")
        let writer = try ResultWriter(path: path, options: .init(credits: .view, indexes: true))
        try _ = writer.complete(expectations: [])
        let count = try ResultReader(path: path).value(
            "SELECT count(*) FROM sqlite_master WHERE type = 'index'")
        #expect(count == .integer(Int64(ResultSchema.indexes.count)))
    }
}
