import CSQLite
import Files
import Text

/// A database that is open for reading alone, and the rows of one statement in one transaction.
final class DatabaseCursor {
    private let database: OpaquePointer
    let statement: OpaquePointer
    private let name: String

    /// Opens a database and begins to read.
    init(_ path: LogPath, _ rows: DatabaseRows?) throws(LogError) {
        guard let rows else {
            throw LogError(
                .badData, file: path.name, reason: "is a database, of which no rows are named",
                hint: "write \"table\": \"clicks\" or \"query\": \"SELECT …\" beside its path")
        }
        name = path.name
        let database = try Self.open(path)
        do throws(LogError) {
            statement = try Self.prepare(rows, database, path.name)
        } catch {
            sqlite3_close_v2(database)
            throw error
        }
        self.database = database
    }

    deinit {
        sqlite3_finalize(statement)
        sqlite3_close_v2(database)
    }

    /// The names of the columns.
    var columnNames: [String] {
        (0..<sqlite3_column_count(statement)).map { column in
            sqlite3_column_name(statement, column).map { String(cString: $0) } ?? ""
        }
    }

    /// Moves to the next row; `line` is its number.
    func step(line: Int64) throws(LogError) -> Bool {
        let code = sqlite3_step(statement)
        if code == SQLITE_ROW { return true }
        if code == SQLITE_DONE { return false }
        throw Self.error(code, database, name, line: line)
    }

    private static func open(_ path: LogPath) throws(LogError) -> OpaquePointer {
        if path.path == "-" {
            throw LogError(
                .badData, file: path.name, reason: "a database cannot come from standard input",
                hint: "name its file")
        }
        // SQLite's own word for a file that is missing or a folder says little.
        _ = try FileBytes(path)
        // A reader would see what was there before a transaction that is under way: a result that
        // depends on the moment. SQLite locks these bytes while it writes (its file format, 2.3 and
        // 4.6), in a journal's mode and with a write-ahead log.
        if FileSystem.isHeldForWriting(path.path, byte: 0x4000_0001)
            || FileSystem.isHeldForWriting(path.path + "-shm", byte: 120)
        {
            throw busy(path.name, line: nil)
        }
        try DatabaseSize.check(path)
        var database: OpaquePointer?
        let code = sqlite3_open_v2(path.path, &database, SQLITE_OPEN_READONLY, nil)
        guard code == SQLITE_OK, let database else {
            defer { sqlite3_close_v2(database) }
            throw error(code, database, path.name, line: nil)
        }
        sqlite3_busy_timeout(database, 1_000)
        // What a query may do: read.
        sqlite3_exec(database, "PRAGMA query_only = 1", nil, nil, nil)
        let begun = sqlite3_exec(database, "BEGIN; SELECT 1 FROM sqlite_schema", nil, nil, nil)
        if begun != SQLITE_OK {
            defer { sqlite3_close_v2(database) }
            throw error(begun, database, path.name, line: nil)
        }
        return database
    }

    private static func prepare(
        _ rows: DatabaseRows, _ database: OpaquePointer, _ name: String
    ) throws(LogError) -> OpaquePointer {
        switch rows {
        case .query(let query): return try prepare(query, database, name, what: "query")
        case .table(let table):
            let tables = self.tables(of: database)
            guard tables.contains(where: { $0.lowercased() == table.lowercased() }) else {
                throw LogError(
                    .badData, file: name, reason: "has no table \"\(table)\"",
                    hint: NearestName.of(table, among: tables).map { "there is \"\($0)\"" }
                        ?? (tables.isEmpty
                            ? "it has no tables at all"
                            : "its tables are \(tables.prefix(20).joined(separator: ", "))"))
            }
            let quoted =
                "\""
                + table.split(separator: "\"", omittingEmptySubsequences: false)
                .joined(separator: "\"\"") + "\""
            // A view, or a table without rowids, comes as SQLite gives it.
            var statement: OpaquePointer?
            let ordered = "SELECT * FROM \(quoted) ORDER BY rowid"
            if sqlite3_prepare_v2(database, ordered, -1, &statement, nil) == SQLITE_OK,
                let statement
            {
                return statement
            }
            return try prepare("SELECT * FROM \(quoted)", database, name, what: "table")
        }
    }

    private static func prepare(
        _ query: String, _ database: OpaquePointer, _ name: String, what: String
    ) throws(LogError) -> OpaquePointer {
        var statement: OpaquePointer?
        let code = sqlite3_prepare_v2(database, query, -1, &statement, nil)
        guard code == SQLITE_OK else {
            if code == SQLITE_ERROR {
                throw LogError(
                    .badData, file: name,
                    reason:
                        "the \(what) cannot be run: \(String(cString: sqlite3_errmsg(database)))",
                    hint: "try it: sqlite3 FILE \"…\"")
            }
            throw error(code, database, name, line: nil)
        }
        guard let statement, sqlite3_column_count(statement) > 0,
            sqlite3_stmt_readonly(statement) != 0
        else {
            sqlite3_finalize(statement)
            throw LogError(
                .badData, file: name, reason: "the \(what) gives no rows",
                hint: "write one SELECT")
        }
        return statement
    }

    /// The tables and views of a database, by name.
    static func tables(of path: LogPath) throws(LogError) -> [String] {
        let database = try open(path)
        defer { sqlite3_close_v2(database) }
        return tables(of: database)
    }

    private static func tables(of database: OpaquePointer) -> [String] {
        var statement: OpaquePointer?
        defer { sqlite3_finalize(statement) }
        let query =
            "SELECT name FROM sqlite_schema WHERE type IN ('table', 'view') AND name NOT LIKE "
            + "'sqlite\\_%' ESCAPE '\\' ORDER BY name"
        var names: [String] = []
        guard sqlite3_prepare_v2(database, query, -1, &statement, nil) == SQLITE_OK else {
            return names
        }
        while sqlite3_step(statement) == SQLITE_ROW {
            if let text = sqlite3_column_text(statement, 0) { names.append(String(cString: text)) }
        }
        return names
    }

    private static func busy(_ file: String, line: Int64?) -> LogError {
        LogError(
            .badData, file: file, line: line, reason: "the database is being written by another",
            hint: "wait until that has ended, or read a copy: "
                + "sqlite3 FILE \".backup copy.sqlite\"")
    }

    private static func error(
        _ code: Int32, _ database: OpaquePointer?, _ file: String, line: Int64?
    ) -> LogError {
        let words = database.map { String(cString: sqlite3_errmsg($0)) } ?? "error \(code)"
        switch code & 0xFF {
        case SQLITE_BUSY, SQLITE_LOCKED, SQLITE_PROTOCOL:
            return busy(file, line: line)
        case SQLITE_NOTADB:
            return LogError(
                .badData, file: file, line: line, reason: "is no SQLite database",
                hint: "its \"format\" may be another; a packed or encrypted one cannot be read")
        case SQLITE_CORRUPT:
            return LogError(
                .badData, file: file, line: line, reason: "the database is damaged: \(words)",
                hint: "sqlite3 FILE .recover saves what can be saved")
        case SQLITE_CANTOPEN, SQLITE_READONLY:
            return LogError(
                .badData, file: file, line: line,
                reason: "the database cannot be opened for reading alone: \(words)",
                hint: "another has left changes beside it that are not in it yet (-wal, -journal): "
                    + "open it once with sqlite3, or read a copy: sqlite3 FILE \".backup copy.sqlite\""
            )
        case SQLITE_IOERR, SQLITE_NOMEM, SQLITE_FULL, SQLITE_PERM:
            return LogError(.system, file: file, line: line, reason: "cannot be read: \(words)")
        default:
            return LogError(
                .badData, file: file, line: line, reason: "cannot be read: \(words)",
                hint: "look at it with sqlite3")
        }
    }
}
