import Results
import Text

/// What a golden text is made of, and in which form.
struct GoldenSource {
    let reader: ResultReader
    let form: GoldenForm
    let keepsRows: Bool

    init(_ reader: ResultReader, _ form: GoldenForm, keepsRows: Bool = false) {
        self.reader = reader
        self.form = form
        self.keepsRows = keepsRows
    }

    /// An empty section.
    func section(_ title: String) -> GoldenSection {
        GoldenSection(title, form, keepsRows: keepsRows)
    }
}

// What is in the result but in no section above: other columns of the tables that are there, and
// other tables.
extension GoldenText {
    /// The tables that the sections show, and the columns of theirs that need no digest: those
    /// that are shown, and names of folders.
    private static let shown: [(table: String, order: String, columns: Set<String>)] = [
        (
            "checkout_attribution", "checkout_timestamp, checkout_id, seq",
            [
                "checkout_timestamp", "checkout_id", "user_id", "click_timestamp", "click_id",
                "source", "total_amount_e4",
            ]
        ),
        ("attribution_changelog", "n", ["n", "after_seq", "op", "checkout_id", "click_id"]),
        ("join_output", "n", ["n", "after_seq", "op", "checkout_id", "click_id"]),
        (
            "late_record", "seq, rowid",
            [
                "seq", "stream", "id", "user_id", "event_time", "arrival_time", "watermark",
                "late_by_ms",
            ]
        ),
        (
            "duplicate_record", "seq, rowid",
            ["seq", "stream", "id", "user_id", "event_time", "arrival_time"]
        ),
        (
            "pending_record", "seq, rowid",
            ["seq", "stream", "id", "user_id", "event_time", "arrival_time"]
        ),
        ("rejected_record", "rowid", ["file", "line", "reason"]),
        (
            "truth_difference", "checkout_id, rowid",
            [
                "checkout_id", "cause", "stream_click_id", "truth_click_id", "stream_source",
                "truth_source", "total_amount_e4",
            ]
        ),
    ]

    /// Tables of what the run was, which says where it ran as well; and what is kept for pictures
    /// alone, of which golden texts that people have know nothing.
    private static let leftOut: Set = [
        "run", "stat", "expectation", "run_manifest", "record_lateness", "partition_progress",
        "watermark_stall", "watermark_lag",
    ]

    /// Digests of the columns and tables that no section shows.
    static func notShown(_ source: GoldenSource) throws(ResultError) -> [GoldenSection] {
        var sections: [GoldenSection] = []
        for (table, order, columns) in shown where try isStored(table, source) {
            let others = try self.columns(of: table, source).filter {
                $0 != "run_id" && !columns.contains($0)
            }
            if others.isEmpty { continue }
            sections.append(
                try digests(
                    "\(table), other columns", table, others.joined(separator: ", "), order,
                    source))
        }
        for table in try source.reader.tableNames() where try isStored(table, source) {
            if leftOut.contains(table) || shown.contains(where: { $0.table == table }) {
                continue
            }
            // The totals of the stream run are above; the truth's are not.
            let isTotals = table == "source_credit"
            sections.append(
                try digests(
                    isTotals ? "source_credit of the truth" : table, table, "*", "rowid", source,
                    run: isTotals ? 2 : 1))
        }
        let filled = sections.filter { !$0.isEmpty }
        // One heading for all of them.
        return filled.isEmpty
            ? [] : [filled.reduce(into: GoldenSection("Not shown")) { $0.take($1) }]
    }

    /// The digests of a table's rows, each under the table's name.
    private static func digests(
        _ name: String, _ table: String, _ columns: String, _ order: String,
        _ source: GoldenSource, run: Int = 1
    ) throws(ResultError) -> GoldenSection {
        let hasRuns = try self.columns(of: table, source).first == "run_id"
        var blocks = GoldenBlocks()
        blocks.keepsRows = source.keepsRows
        try source.reader.forEachRow(
            "SELECT \(columns) FROM \(table) \(hasRuns ? "WHERE run_id = \(run)" : "") ORDER BY \(order)"
        ) { row in
            blocks.add((0..<row.columnCount).map { hashed(row.value($0)) }.joined(separator: "\t"))
        }
        return GoldenSection(named: name, blocks)
    }

    private static func columns(
        of table: String, _ source: GoldenSource
    ) throws(ResultError) -> [String] {
        try source.reader.rows("SELECT * FROM \(table) LIMIT 0").columnNames
    }

    /// What was not shown before there were blocks, as a count and a hash.
    static func notShownBefore(_ source: GoldenSource) throws(ResultError) -> GoldenSection {
        var section = source.section("Not shown")
        let tables = [
            "watermark_progress", "attribution_credit", "window_metric", "window_metric_known",
            "source_credit", "conversion_path", "world_truth",
        ]
        for table in tables where try isStored(table, source) {
            var hash = StableHash()
            var count = 0
            // The totals of the stream run are above; the truth's are not.
            let rows = table == "source_credit" ? "run_id = 2" : "run_id = 1"
            try source.reader.forEachRow("SELECT * FROM \(table) WHERE \(rows) ORDER BY rowid") {
                row in
                count += 1
                let values = (0..<row.columnCount).map { hashed(row.value($0)) }
                hash.add(values.joined(separator: "\t"))
            }
            if count > 0 {
                let name = table == "source_credit" ? "source_credit of the truth" : table
                section.add(DisplayWidth.pad(name, to: 34) + " \(count) rows, hash \(hash.text)")
            }
        }
        return section.count == 0 ? GoldenSection("") : section
    }

    /// A value as it enters a hash; it must never change.
    private static func hashed(_ value: ResultValue) -> String {
        switch value {
        case .null: "null"
        case .integer(let integer): "integer(\(integer))"
        case .real(let real): "real(\(real))"
        case .text(let text): "text(\(text.debugDescription))"
        }
    }

    /// Whether it is a table of its own: a view shows what is above in another form.
    private static func isStored(
        _ table: String, _ source: GoldenSource
    ) throws(ResultError) -> Bool {
        try source.reader.value("SELECT type FROM sqlite_master WHERE name = ?", [.text(table)])
            == .text("table")
    }
}
