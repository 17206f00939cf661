import Results
import Text

// The sections with a line a record: what was attributed, what changed, what was set aside, and
// what the truth says.
extension GoldenText {
    /// A line for each row of the attributed table, by checkout time.
    static func attributed(_ source: GoldenSource) throws(ResultError) -> GoldenSection {
        var section = source.section("Attributed")
        try source.reader.forEachRow(
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
    static func changes(_ source: GoldenSource) throws(ResultError) -> [GoldenSection] {
        [
            try changelog("Attribution changelog", of: "attribution_changelog", source),
            try changelog("Join output", of: "join_output", source),
        ]
    }

    private static func changelog(
        _ title: String, of table: String, _ source: GoldenSource
    ) throws(ResultError) -> GoldenSection {
        var section = source.section(title)
        try source.reader.forEachRow(
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
    static func setAside(_ source: GoldenSource) throws(ResultError) -> [GoldenSection] {
        [
            try recordLines("Late records", of: "late_record", source, isLate: true),
            try recordLines("Duplicates", of: "duplicate_record", source, isLate: false),
            try recordLines("Pending checkouts", of: "pending_record", source, isLate: false),
            try rejected(source),
        ]
    }

    private static func recordLines(
        _ title: String, of table: String, _ source: GoldenSource, isLate: Bool
    ) throws(ResultError) -> GoldenSection {
        var section = source.section(title)
        try source.reader.forEachRow(
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

    private static func rejected(_ source: GoldenSource) throws(ResultError) -> GoldenSection {
        var section = source.section("Rejected lines")
        try source.reader.forEachRow(
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
        _ summary: RunSummary, _ source: GoldenSource
    ) throws(ResultError) -> [GoldenSection] {
        guard let truth = summary.truth else { return [] }
        var totals = source.section("Stream against truth")
        totals.add(column("checkouts in the truth", 34).trimmedEnd + " \(truth.checkouts)")
        totals.add(column("seen differently", 34).trimmedEnd + " \(truth.different)")
        for cause in truth.causes {
            totals.add(column("  by " + cause.name, 34).trimmedEnd + " \(cause.checkouts)")
        }
        var differences = source.section("Differences to the truth")
        try source.reader.forEachRow(
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
}

extension String {
    /// Without the gap that a column ends with: a number follows after one space.
    fileprivate var trimmedEnd: String { String(dropLast(2)) }
}
