public import Results
import Text

/// Tables of a result as CSV (RFC 4180): a header, lines that end in CR LF, fields in quotes where
/// they need them.
///
/// NULL is an empty field, the empty text is `""`. Unless asked otherwise, integers stay integers:
/// money in ten-thousandths (`_e4`), credits in billionths (`_e9`), times in milliseconds.
public struct CSVExport: Sendable {
    /// Whether money and credits are decimal numbers, in columns without `_e4` and `_e9`.
    public var usesDecimals = false
    /// Whether times are text: `2024-03-20 13:23:48.123`, UTC.
    public var usesTimeText = false
    /// Whether a text that a spreadsheet would run as a formula, one that begins with `=`, `+`, `-`,
    /// `@`, a tab or a line break, has an apostrophe in front.
    public var isForSpreadsheets = false

    /// An export of plain integers.
    public init() {}

    /// The tables that a result holds.
    public static func tableNames(_ reader: ResultReader) throws(ResultError) -> [String] {
        try ResultShape.all(reader).map(\.name)
    }

    /// Writes a table; `emit` takes its lines one by one. Memory does not grow with the table.
    ///
    /// - Returns: the number of rows.
    /// - Throws: ``ResultError`` if the result cannot be read or has no such table.
    @discardableResult
    public func write(
        table name: String, of reader: ResultReader, _ emit: (String) -> Void
    ) throws(ResultError) -> Int {
        guard let table = try ResultShape.all(reader).first(where: { $0.name == name }) else {
            throw ResultError(.sql, path: reader.path, reason: "there is no table \"\(name)\"")
        }
        let header = table.columns.map { usesDecimals ? $0.plainName : $0.name }
        emit(CSVText.row(header) + "\r\n")
        var rows = 0
        try reader.forEachRow(table.query) { row in
            var line = ""
            for (index, column) in table.columns.enumerated() {
                if index > 0 { line += "," }
                line += cell(row.value(index), column)
            }
            emit(line + "\r\n")
            rows += 1
        }
        return rows
    }

    private func cell(_ value: ResultValue, _ column: ResultShape.Column) -> String {
        switch value {
        case .null: ""
        case .text(let text):
            CSVText.field(isForSpreadsheets ? Self.harmless(text) : text, marksEmpty: true)
        case .real(let real): "\(real)"  // No table holds one.
        case .integer(let integer):
            if usesDecimals, let decimals = column.decimals {
                DecimalText.fixed(integer, decimals: decimals)
            } else if usesTimeText, column.isTime {
                TimestampText.plain(integer)
            } else {
                String(integer)
            }
        }
    }

    /// A text as a spreadsheet takes it for one.
    static func harmless(_ text: String) -> String {
        guard let first = text.utf8.first, "=+-@\t\r\n".utf8.contains(first) else { return text }
        return "'" + text
    }
}
