import CSQLite
import Simulation

/// A compiled statement, released when it goes out of scope.
struct Statement: ~Copyable {
    private let handle: OpaquePointer
    private let label: String

    /// Takes over a statement that SQLite has compiled; `label` names the file in messages.
    init(_ handle: OpaquePointer, label: String) {
        self.handle = handle
        self.label = label
    }

    deinit { sqlite3_finalize(handle) }

    /// Moves to the next row.
    ///
    /// - Returns: false if there is none.
    func step() throws(ResultError) -> Bool {
        let code = sqlite3_step(handle)
        if code == SQLITE_ROW { return true }
        if code == SQLITE_DONE { return false }
        throw Connection.error(code, handle: sqlite3_db_handle(handle), label: label)
    }

    /// Makes the statement ready to run again; values stay bound.
    func reset() { sqlite3_reset(handle) }

    /// Whether it cannot change the database.
    var isReadOnly: Bool { sqlite3_stmt_readonly(handle) != 0 }

    /// The number of `?` in it.
    var parameterCount: Int { Int(sqlite3_bind_parameter_count(handle)) }

    /// The names of the columns of its rows.
    var columnNames: [String] {
        (0..<sqlite3_column_count(handle)).map { column in
            sqlite3_column_name(handle, column).map { String(cString: $0) } ?? ""
        }
    }
}

// MARK: - Values into it

extension Statement {
    /// Binds `cells` to the parameters in order; texts are not copied.
    ///
    /// `text` must stay where it is until the statement has been stepped.
    func bind(
        _ cells: UnsafeBufferPointer<Cell>, text: UnsafePointer<UInt8>
    ) throws(ResultError) {
        var parameter: Int32 = 0
        // One look at the end is enough: a code of 0 means that all went well.
        var codes = SQLITE_OK
        for cell in cells {
            parameter &+= 1
            switch cell.length {
            case Cell.integer:
                codes |= sqlite3_bind_int64(handle, parameter, cell.value)
            case Cell.null:
                codes |= sqlite3_bind_null(handle, parameter)
            default:
                // No destructor (SQLITE_STATIC): SQLite reads the bytes where they are.
                codes |= (text + Int(cell.value)).withMemoryRebound(
                    to: CChar.self, capacity: Int(cell.length)
                ) { sqlite3_bind_text(handle, parameter, $0, cell.length, nil) }
            }
        }
        guard codes == SQLITE_OK else {
            throw ResultError(.system, path: label, reason: "a text is too long for SQLite")
        }
    }

    /// Binds a value to a parameter, from 1; a text is copied.
    func bind(_ value: ResultValue, at parameter: Int) throws(ResultError) {
        let index = Int32(truncatingIfNeeded: parameter)
        let code: Int32
        switch value {
        case .null: code = sqlite3_bind_null(handle, index)
        case .integer(let integer): code = sqlite3_bind_int64(handle, index, integer)
        case .real(let real): code = sqlite3_bind_double(handle, index, real)
        case .text(var text):
            // -1 as a destructor (SQLITE_TRANSIENT) makes SQLite take a copy.
            let copy = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
            code = text.withUTF8 { bytes in
                bytes.withMemoryRebound(to: CChar.self) { bytes in
                    // An empty text may have no address, which SQLite would take for NULL.
                    bytes.baseAddress.map {
                        sqlite3_bind_text64(
                            handle, index, $0, UInt64(bytes.count), copy, UInt8(SQLITE_UTF8))
                    } ?? sqlite3_bind_text(handle, index, "", 0, copy)
                }
            }
        }
        guard code == SQLITE_OK else {
            throw Connection.error(code, handle: sqlite3_db_handle(handle), label: label)
        }
    }
}

// MARK: - Values out of it

extension Statement {
    /// Whether the current row has NULL in a column, from 0.
    func isNull(_ column: Int) -> Bool {
        sqlite3_column_type(handle, Int32(truncatingIfNeeded: column)) == SQLITE_NULL
    }

    /// The current row's integer in a column, from 0.
    func integer(_ column: Int) -> Int64 {
        sqlite3_column_int64(handle, Int32(truncatingIfNeeded: column))
    }

    /// The current row's text in a column, from 0; bytes that are no UTF-8 become U+FFFD.
    func text(_ column: Int) -> String {
        let index = Int32(truncatingIfNeeded: column)
        guard let start = sqlite3_column_text(handle, index) else { return "" }
        let count = Int(sqlite3_column_bytes(handle, index))
        return String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
    }

    /// The current row's value in a column, from 0; a BLOB is read as a text.
    func value(_ column: Int) -> ResultValue {
        let index = Int32(truncatingIfNeeded: column)
        switch sqlite3_column_type(handle, index) {
        case SQLITE_NULL: return .null
        case SQLITE_INTEGER: return .integer(integer(column))
        case SQLITE_FLOAT: return .real(sqlite3_column_double(handle, index))
        default: return .text(text(column))
        }
    }
}
