import CSQLite

/// An open database, closed when it goes out of scope.
///
/// This type and ``Statement`` are the only places that hold SQLite's pointers. A connection is
/// used by one thread at a time.
struct Connection: ~Copyable {
    /// What a connection may do.
    enum Access {
        /// Read and write a file that exists.
        case write
        /// Read a file that exists.
        case read
    }

    /// SQLite's connection.
    let handle: OpaquePointer
    /// The file's name in messages, which need not be the name that it was opened by.
    let label: String

    /// Opens the database file at `path`.
    ///
    /// - Throws: ``ResultError`` of kind `system` if it cannot be opened.
    init(path: String, label: String? = nil, access: Access) throws(ResultError) {
        // A leading "./" keeps SQLite from reading ":memory:" or "file:" as something special.
        try self.init(
            name: path.hasPrefix("/") ? path : "./" + path, label: label ?? path,
            access == .write ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY)
    }

    /// An empty database in memory.
    init(inMemory label: String) throws(ResultError) {
        try self.init(name: ":memory:", label: label, SQLITE_OPEN_READWRITE)
    }

    private init(name: String, label: String, _ access: Int32) throws(ResultError) {
        var opened: OpaquePointer?
        // No mutex: a connection belongs to one thread at a time.
        let code = sqlite3_open_v2(name, &opened, SQLITE_OPEN_NOMUTEX | access, nil)
        guard code == SQLITE_OK, let opened,
            csqlite_refuse_double_quoted_texts(opened) == SQLITE_OK
        else {
            let message = opened.map(Connection.message) ?? "out of memory"
            sqlite3_close_v2(opened)
            throw ResultError(.system, path: label, reason: "cannot be opened: \(message)")
        }
        handle = opened
        self.label = label
    }

    deinit {
        // Version 2 waits for statements that are still alive.
        sqlite3_close_v2(handle)
    }

    /// Runs statements that yield nothing of interest.
    func execute(_ sql: String) throws(ResultError) {
        let code = sqlite3_exec(handle, sql, nil, nil, nil)
        guard code == SQLITE_OK else { throw error(code) }
    }

    /// Compiles the one statement of `sql`.
    ///
    /// - Throws: ``ResultError`` of kind `sql` if it is wrong, or if there is none or another.
    func prepare(_ sql: String) throws(ResultError) -> Statement {
        var bytes = Array(sql.utf8)
        guard !bytes.contains(0) else {
            // SQLite would take what follows for no part of the statement.
            throw ResultError(.sql, path: label, reason: "a NUL character in the SQL")
        }
        bytes.append(0)
        var found: OpaquePointer?
        var rest = bytes[...]
        while rest.count > 1 {
            var next: OpaquePointer?
            let (code, length) = compile(rest, &next)
            let isFirst = found == nil
            if isFirst { found = next } else { sqlite3_finalize(next) }
            guard isFirst ? code == SQLITE_OK : code == SQLITE_OK && next == nil else {
                if isFirst { throw error(code) }
                sqlite3_finalize(found)
                throw ResultError(
                    .sql, path: label, reason: "more than one SQL statement",
                    hint: "only one is allowed, here and after a semicolon there is another")
            }
            rest = rest.dropFirst(length)
        }
        guard let found else {
            throw ResultError(.sql, path: label, reason: "there is no SQL statement")
        }
        return Statement(found, label: label)
    }

    /// Compiles the first statement of some text that ends with a zero; `nil` if it holds only
    /// space, comments or a semicolon.
    ///
    /// - Returns: SQLite's result code, and how many bytes the statement takes.
    private func compile(
        _ sql: ArraySlice<UInt8>, _ statement: inout OpaquePointer?
    ) -> (code: Int32, length: Int) {
        sql.withUnsafeBytes { bytes in
            guard let start = bytes.bindMemory(to: CChar.self).baseAddress else {
                return (SQLITE_OK, sql.count)
            }
            var tail: UnsafePointer<CChar>?
            let code = sqlite3_prepare_v3(
                handle, start, Int32(clamping: bytes.count),
                UInt32(SQLITE_PREPARE_PERSISTENT), &statement, &tail)
            return (code, tail.map { max(1, $0 - start) } ?? sql.count)
        }
    }

    /// The error behind a result code.
    func error(_ code: Int32) -> ResultError {
        Connection.error(code, handle: handle, label: label)
    }

    /// The error behind a result code of the connection `handle`.
    static func error(_ code: Int32, handle: OpaquePointer?, label: String) -> ResultError {
        let message = handle.map(message) ?? String(cString: sqlite3_errstr(code))
        switch code & 0xff {  // The low byte of an extended code is the plain one.
        case SQLITE_FULL:
            return ResultError(
                .system, path: label, reason: "cannot be written: the disk is full")
        case SQLITE_IOERR, SQLITE_CANTOPEN, SQLITE_READONLY, SQLITE_PERM, SQLITE_NOMEM,
            SQLITE_BUSY, SQLITE_LOCKED:
            return ResultError(.system, path: label, reason: message)
        case SQLITE_NOTADB, SQLITE_CORRUPT:
            return ResultError(.notAResult, path: label, reason: message)
        case SQLITE_MISUSE:
            return ResultError(.internal, path: label, reason: message)
        default:
            return ResultError(.sql, path: label, reason: message)
        }
    }

    private static func message(_ handle: OpaquePointer) -> String {
        String(cString: sqlite3_errmsg(handle))
    }
}
