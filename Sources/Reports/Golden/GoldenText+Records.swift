import Results
import Text

// The sections with a line a record: what was attributed, what changed, what was set aside, and
// what the truth says.
extension GoldenText {
    /// A line for each row of the attributed table, by checkout time.
    static func attributed(_ reader: ResultReader) throws(ResultError) -> GoldenSection {
        var section = GoldenSection("Attributed")
        try reader.forEachRow(
            """
            SELECT checkout_timestamp, checkout_id, user_id, click_timestamp, click_id, source,
                total_amount_e4
            FROM checkout_attribution WHERE run_id = 1
            ORDER BY checkout_timestamp, checkout_id, seq
            """
        ) { row in
            let time = row.integer(0) ?? 0
            let date = TimeText.date(time)
            var line = TimeText.timeOfDay(time) + "  " + column(row.text(1) ?? "", 8)
            line += "user " + column(row.text(2) ?? "", 5)
            if let id = row.text(4) {
                line += "← " + column(id, 8) + column(GoldenText.time(row.integer(3), on: date), 12)
                line += column(row.text(5) ?? "", 10)
            } else {
                line += "← " + column("(none)", 8) + column("", 12) + column("", 10)
            }
            line += money(row.integer(6))
            section.add(on: date, line)
        }
        return section.count == 0 ? GoldenSection("") : section
    }

    /// The changes of the attributed table and of the join, where they were written.
    static func changes(_ reader: ResultReader) throws(ResultError) -> [GoldenSection] {
        [
            try changelog("Attribution changelog", of: "attribution_changelog", reader),
            try changelog("Join output", of: "join_output", reader),
        ]
    }

    private static func changelog(
        _ title: String, of table: String, _ reader: ResultReader
    ) throws(ResultError) -> GoldenSection {
        var section = GoldenSection(title)
        try reader.forEachRow(
            """
            SELECT after_seq, op, checkout_id, click_id FROM \(table) WHERE run_id = 1 ORDER BY n
            """
        ) { row in
            var line = column("after \(row.integer(0) ?? 0)", 10) + column(row.text(1) ?? "", 2)
            line += column(row.text(2) ?? "", 8) + "← " + click(row.text(3))
            section.add(line)
        }
        return section.count == 0 ? GoldenSection("") : section
    }

    /// Late, repeated, pending and rejected records.
    static func setAside(_ reader: ResultReader) throws(ResultError) -> [GoldenSection] {
        [
            try recordLines("Late records", of: "late_record", reader, isLate: true),
            try recordLines("Duplicates", of: "duplicate_record", reader, isLate: false),
            try recordLines("Pending checkouts", of: "pending_record", reader, isLate: false),
            try rejected(reader),
        ]
    }

    private static func recordLines(
        _ title: String, of table: String, _ reader: ResultReader, isLate: Bool
    ) throws(ResultError) -> GoldenSection {
        var section = GoldenSection(title)
        try reader.forEachRow(
            """
            SELECT seq, stream, id, user_id, event_time, arrival_time\
            \(isLate ? ", watermark, late_by_ms" : "")
            FROM \(table) WHERE run_id = 1 ORDER BY seq, rowid
            """
        ) { row in
            let time = row.integer(4) ?? 0
            let date = TimeText.date(time)
            var line = column("seq \(row.integer(0) ?? 0)", 8) + column(row.text(1) ?? "", 9)
            line += column(row.text(2) ?? "", 8) + "user " + column(row.text(3) ?? "", 5)
            line += "at " + column(TimeText.timeOfDay(time), 12)
            line += "arrived " + column(GoldenText.time(row.integer(5), on: date), 12)
            if isLate {
                line += "watermark " + column(GoldenText.time(row.integer(6), on: date), 12)
                line += "late by " + duration(row.integer(7))
            }
            section.add(on: date, line)
        }
        return section.count == 0 ? GoldenSection("") : section
    }

    private static func rejected(_ reader: ResultReader) throws(ResultError) -> GoldenSection {
        var section = GoldenSection("Rejected lines")
        try reader.forEachRow(
            "SELECT file, line, reason FROM rejected_record WHERE run_id = 1 ORDER BY rowid"
        ) { row in
            // The folder is the scenario's business; the file's name is what a reader knows.
            let file = (row.text(0) ?? "").split(separator: "/").last.map(String.init) ?? ""
            section.add(
                "\(PrintableText.escaping(file)):\(row.integer(1) ?? 0)  "
                    + PrintableText.escaping(row.text(2) ?? ""))
        }
        return section.count == 0 ? GoldenSection("") : section
    }

    /// The truth's totals and each checkout that it sees differently.
    static func truth(
        _ summary: RunSummary, _ reader: ResultReader
    ) throws(ResultError) -> [GoldenSection] {
        guard let truth = summary.truth else { return [] }
        var totals = GoldenSection("Stream against truth")
        totals.add(column("checkouts in the truth", 34).trimmedEnd + " \(truth.checkouts)")
        totals.add(column("seen differently", 34).trimmedEnd + " \(truth.different)")
        for cause in truth.causes {
            totals.add(column("  by " + cause.name, 34).trimmedEnd + " \(cause.checkouts)")
        }
        var differences = GoldenSection("Differences to the truth")
        try reader.forEachRow(
            """
            SELECT checkout_id, cause, stream_click_id, stream_source, truth_click_id,
                truth_source, total_amount_e4
            FROM truth_difference ORDER BY checkout_id, rowid
            """
        ) { row in
            var line = column(row.text(0) ?? "", 8) + column(row.text(1) ?? "", 18)
            line += "stream " + column(named(row.text(2), row.text(3)), 18)
            line += "truth " + column(named(row.text(4), row.text(5)), 18)
            line += money(row.integer(6))
            differences.add(line)
        }
        return [totals, differences.count == 0 ? GoldenSection("") : differences]
    }

    private static func named(_ click: String?, _ source: String?) -> String {
        guard let click else { return "(none)" }
        return source.map { "\(click) \($0)" } ?? click
    }

    /// What is in the result but not shown above, as a count and a hash.
    static func notShown(_ reader: ResultReader) throws(ResultError) -> GoldenSection {
        var section = GoldenSection("Not shown")
        let tables = [
            "watermark_progress", "attribution_credit", "window_metric", "window_metric_known",
            "source_credit", "conversion_path", "world_truth",
        ]
        for table in tables where try isStored(table, reader) {
            var hash = StableHash()
            var count = 0
            // The totals of the stream run are above; the truth's are not.
            let rows = table == "source_credit" ? "run_id = 2" : "run_id = 1"
            try reader.forEachRow("SELECT * FROM \(table) WHERE \(rows) ORDER BY rowid") { row in
                count += 1
                let values = (0..<row.columnCount).map { hashed(row.value($0)) }
                hash.add(values.joined(separator: "\t"))
            }
            if count > 0 {
                let name = table == "source_credit" ? "source_credit of the truth" : table
                section.add(column(name, 34).trimmedEnd + " \(count) rows, hash \(hash.text)")
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
        _ table: String, _ reader: ResultReader
    ) throws(ResultError) -> Bool {
        try reader.value("SELECT type FROM sqlite_master WHERE name = ?", [.text(table)])
            == .text("table")
    }
}

extension String {
    /// Without the gap that a column ends with: a number follows after one space.
    fileprivate var trimmedEnd: String { String(dropLast(2)) }
}
