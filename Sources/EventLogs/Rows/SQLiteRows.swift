import CSQLite
import Text

/// What is read of a database.
enum DatabaseRows: Sendable, Hashable {
    case table(String)
    case query(String)
}

/// The rows of a table or a query of a SQLite database: its columns are the fields.
///
/// The database is opened for reading alone and read in one transaction, so that all rows are of
/// one moment. Rows of a table come in the order of their rowids.
struct SQLiteRows: RowReader, ~Copyable {
    private let cursor: DatabaseCursor
    private let schema: LogSchema
    /// Which columns are wanted, and the slots where their values go.
    private let columns: [(slot: Int, column: Int32)]
    /// By wanted column: what the row has there, and where in ``text``.
    private var cells: [(kind: FieldValue.Kind, start: Int, length: Int)]
    private(set) var line: Int64 = 0
    /// The texts of the row: SQLite's own lack the bytes behind that readers may touch.
    private var text = TextBuffer()
    private(set) var bytesConsumed = 0

    /// Opens a database; its columns must be those that are needed.
    static func open(
        _ path: LogPath, _ rows: DatabaseRows?, _ schema: LogSchema, columns: [CSVRows.Column],
        ignoringCase: Bool
    ) throws(LogError) -> SQLiteRows {
        let cursor = try DatabaseCursor(path, rows)
        let found = try find(columns, cursor, path.name, ignoringCase)
        return SQLiteRows(cursor, schema, found)
    }

    private init(
        _ cursor: DatabaseCursor, _ schema: LogSchema, _ columns: [(slot: Int, column: Int32)]
    ) {
        self.cursor = cursor
        self.schema = schema
        self.columns = columns
        cells = Array(repeating: (.null, 0, 0), count: columns.count)
    }

    var raw: UnsafeBufferPointer<UInt8> {
        UnsafeBufferPointer(start: text.start, count: text.count)
    }

    var unread: (line: Int64, bytes: UnsafeBufferPointer<UInt8>) {
        (line + 1, UnsafeBufferPointer(start: nil, count: 0))
    }

    mutating func advance() throws(LogError) -> Bool {
        let statement = cursor.statement
        guard try cursor.step(line: line + 1) else { return false }
        line += 1
        text.truncate(to: 0)
        for (place, (_, column)) in columns.enumerated() {
            if place > 0 { text.append(UInt8(ascii: "|")) }
            // The type has to be asked for before the text, which may change it.
            let kind: FieldValue.Kind =
                switch sqlite3_column_type(statement, column) {
                case SQLITE_NULL: .null
                case SQLITE_INTEGER, SQLITE_FLOAT: .number
                default: .text
                }
            let start = text.count
            if kind != .null, let bytes = sqlite3_column_text(statement, column) {
                text.append(copying: bytes, Int(sqlite3_column_bytes(statement, column)))
            }
            cells[place] = (kind, start, text.count - start)
        }
        bytesConsumed += text.count
        return true
    }

    mutating func read(into values: inout FieldValues) throws(LineFault) -> Bool {
        values.clear()
        for (place, (slot, _)) in columns.enumerated() {
            let (kind, start, length) = cells[place]
            if kind == .text, let invalid = UTF8Check.firstInvalid(text.start + start, length) {
                throw LineFault(.notUTF8(at: invalid))
            }
            values[slot] = FieldValue(start: text.start + start, length: length, kind: kind)
        }
        return true
    }

    var pathsThere: [String] { cursor.columnNames }

    borrowing func words(_ fault: LineFault, _ values: borrowing FieldValues) -> FaultWords {
        FaultPlace(schema: schema, bytes: raw).words(fault, values)
    }

    private static func find(
        _ wanted: [CSVRows.Column], _ cursor: DatabaseCursor, _ file: String, _ ignoresCase: Bool
    ) throws(LogError) -> [(slot: Int, column: Int32)] {
        let header = try CSVHeader(
            names: cursor.columnNames, file: file, wanted, ignoringCase: ignoresCase)
        return header.columns.map { ($0.slot, Int32($0.column)) }
    }
}

extension LogFile {
    /// What is read of a database; `nil` if nothing is named.
    var rowsOfDatabase: DatabaseRows? {
        if let query { return .query(query) }
        return table.map { .table($0) }
    }
}
