import Results
import Text

/// A table of a result file as exports see it.
struct ResultShape: Sendable, Equatable {
    /// A column.
    struct Column: Sendable, Equatable {
        var name: String
        var isText: Bool

        /// Whether it holds milliseconds since 1970 UTC.
        var isTime: Bool {
            !isText
                && [
                    "checkout_timestamp", "click_timestamp", "event_time", "arrival_time",
                    "watermark", "max_event_time", "window_start", "window_end",
                ].contains(name)
        }

        /// How many of the integer's digits are decimals, by the name's ending.
        var decimals: Int? { name.hasSuffix("_e4") ? 4 : name.hasSuffix("_e9") ? 9 : nil }

        /// The name without `_e4` and `_e9`.
        var plainName: String { decimals == nil ? name : String(name.dropLast(3)) }
    }

    var name: String
    var columns: [Column]
    /// Whether its rows follow from other tables.
    var isView: Bool

    /// All tables and views, in the order in which they were made.
    static func all(_ reader: ResultReader) throws(ResultError) -> [ResultShape] {
        let found = try reader.query(
            "SELECT name, type FROM sqlite_master WHERE type IN ('table', 'view') ORDER BY rowid")
        var shapes: [ResultShape] = []
        for row in found {
            guard let name = row[0].text else { continue }
            let columns = try reader.query("SELECT name, type FROM pragma_table_info(?)", [row[0]])
            shapes.append(
                ResultShape(
                    name: name,
                    columns: columns.map {
                        Column(name: $0[0].text ?? "", isText: $0[1].text == "TEXT")
                    }, isView: row[1].text == "view"))
        }
        return shapes
    }

    /// A query for all rows, in the order in which they were written.
    var query: String {
        let names = columns.map { SQLText.identifier($0.name) }.joined(separator: ", ")
        return "SELECT \(names) FROM \(SQLText.identifier(name))"
            + (isView ? "" : " ORDER BY rowid")
    }
}
