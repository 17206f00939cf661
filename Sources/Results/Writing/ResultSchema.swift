import Simulation

/// The tables of a result file and their SQL.
///
/// Names and orders are what users rely on: more columns may only be added at the end.
enum ResultSchema {
    /// A table or the view.
    struct Table {
        var name: String
        var columns: [(name: String, isText: Bool)]

        /// Whether its rows belong to one of the file's runs.
        var hasRunID: Bool { columns.first?.name == "run_id" }

        /// The statement, with what the table and its columns mean as comments: a file explains itself
        /// (`.schema late_record`).
        var creation: String {
            let lines = columns.enumerated().map { place, column in
                let comma = place < columns.count - 1 ? "," : ""
                let type = column.isText ? "TEXT" : "INTEGER"
                return "  \(column.name) \(type)\(comma)"
                    + comment(TableMeaning.comment(name, column.name))
            }
            return "CREATE TABLE \(name) (\(comment(TableMeaning.tables[name] ?? ""))\n"
                + lines.joined(separator: "\n") + "\n)"
        }

        private func comment(_ text: String) -> String { text.isEmpty ? "" : " -- \(text)" }
    }

    /// The tables in the order in which they are made.
    static let tables: [Table] =
        [run] + rows(.stat, .checkoutAttribution, .attributionCredit, .sourceCredit)
        + rows(.truthDifference, .joinOutput, .attributionChangelog, .lateRecord)
        + rows(.duplicateRecord, .pendingRecord, .rejectedRecord, .watermarkProgress)
        + rows(.windowMetric) + [expectation] + rows(.engineDifference, .windowMetricKnown)
        + rows(.conversionPath, .worldTruth, .runManifest, .refund)
        + rows(.channelCredit, .campaignCredit, .creditByDay, .kindCredit, .spendReturn)
        + rows(.channelReturn, .campaignReturn, .recordLateness, .partitionProgress)
        + rows(.watermarkStall, .watermarkLag)

    static let run = Table(
        name: "run",
        columns: [
            ("run_id", false), ("scenario", true), ("mode", true), ("engine", true),
            ("model", true), ("seed", false), ("watermark_delay_ms", false),
            ("lookback_ms", false), ("config_json", true), ("fingerprint", true),
        ])

    static let expectation = Table(
        name: "expectation",
        columns: [
            ("run_id", false), ("name", true), ("passed", false), ("expected", true),
            ("actual", true),
        ])

    /// The statements that make an empty result.
    static func creation(_ options: ResultOptions) -> [String] {
        tables.map { table in
            let isView =
                table.name == ResultTable.attributionCredit.name && options.credits == .view
            return isView ? creditView : table.creation
        }
    }

    /// The statements that index the ids.
    static let indexes = [
        ("checkout_attribution", "checkout_id"), ("checkout_attribution", "click_id"),
        ("truth_difference", "checkout_id"), ("join_output", "checkout_id"),
        ("attribution_changelog", "checkout_id"), ("late_record", "id"), ("duplicate_record", "id"),
    ].map { table, column in "CREATE INDEX \(table)_\(column) ON \(table) (\(column))" }

    /// A statement that inserts rows, with a parameter for each value.
    static func insertion(into table: String, columns: Int, rows: Int) -> String {
        let row = "(" + repeatElement("?", count: columns).joined(separator: ",") + ")"
        return "INSERT INTO \(table) VALUES "
            + repeatElement(row, count: rows).joined(separator: ",")
    }

    /// The view: with a model that credits one click, an attributed checkout is one credit of 1.
    private static let creditView = """
        CREATE VIEW attribution_credit AS -- \(TableMeaning.tables["attribution_credit"] ?? "")
        SELECT a.run_id, r.model, a.checkout_id, a.click_id, a.source,
            1 AS position, 1 AS touchpoints, 1000000000 AS credit_e9
        FROM checkout_attribution AS a JOIN run AS r ON r.run_id = a.run_id
        WHERE a.click_id IS NOT NULL
        """

    private static func rows(_ tables: ResultTable...) -> [Table] {
        tables.map { Table(name: $0.name, columns: $0.columns) }
    }
}
