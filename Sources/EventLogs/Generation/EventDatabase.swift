import CSQLite
import Files
import Streaming

/// A database with the events of a world, a table a stream, which appears under its name only when
/// it is complete. About 0.6 M rows a second.
final class EventDatabase {
    /// The cells of the next row, separated by tabs.
    var text = LineText()
    private let file: AtomicFile
    private let database: OpaquePointer
    /// By stream.
    private var insertions: [OpaquePointer] = []

    /// Begins a database whose tables have these columns.
    init(
        path: String, columns: (EventStream) -> [EventColumn]
    ) throws(GenerationError) {
        do { file = try AtomicFile(path) } catch {
            throw GenerationError(error, doing: "cannot be created")
        }
        var opened: OpaquePointer?
        // A leading "./" keeps SQLite from reading ":memory:" or "file:" as something special.
        let name = file.temporaryPath.hasPrefix("/") ? "" : "./"
        let code = sqlite3_open_v2(
            name + file.temporaryPath, &opened, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nil)
        guard code == SQLITE_OK, let opened else {
            sqlite3_close_v2(opened)
            throw GenerationError(.system, path, reason: "cannot be created as a database")
        }
        database = opened
        // Nobody else knows the file, and after a failure it is removed.
        try execute("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; BEGIN")
        for stream in EventStream.allCases {
            let columns = columns(stream)
            let declared = columns.map { "\"\($0.name)\" \($0.type)" }.joined(separator: ", ")
            try execute("CREATE TABLE \(stream.name) (\(declared))")
            let places = Array(repeating: "?", count: columns.count).joined(separator: ", ")
            var insertion: OpaquePointer?
            let insert = "INSERT INTO \(stream.name) VALUES (\(places))"
            try check(sqlite3_prepare_v2(database, insert, -1, &insertion, nil))
            if let insertion { insertions.append(insertion) }
        }
    }

    deinit {
        for insertion in insertions { sqlite3_finalize(insertion) }
        sqlite3_close_v2(database)
    }

    /// Adds a row with the cells of ``text``.
    func insert(_ stream: EventStream) throws(GenerationError) {
        let insertion = insertions[Int(stream.rawValue)]
        let code = text.bytes.withUnsafeBufferPointer { bytes in
            var column: Int32 = 1
            var start = 0
            for end in 0...bytes.count where end == bytes.count || bytes[end] == 9 {
                // A column's type makes numbers of them. The text stays until the row is in
                // (no destructor: SQLITE_STATIC).
                (bytes.baseAddress.map { $0 + start })?.withMemoryRebound(
                    to: CChar.self, capacity: end - start
                ) { _ = sqlite3_bind_text(insertion, column, $0, Int32(end - start), nil) }
                column += 1
                start = end + 1
            }
            let code = sqlite3_step(insertion)
            sqlite3_reset(insertion)
            return code
        }
        if code != SQLITE_DONE { try check(code) }
    }

    /// Writes what is left, and hands the file over to whoever gives it its name.
    func complete() throws(GenerationError) -> AtomicFile {
        try execute("COMMIT")
        return file
    }

    private func execute(_ sql: String) throws(GenerationError) {
        try check(sqlite3_exec(database, sql, nil, nil, nil))
    }

    private func check(_ code: Int32) throws(GenerationError) {
        guard code != SQLITE_OK else { return }
        let isFull = code & 0xFF == SQLITE_FULL
        throw GenerationError(
            .system, file.path,
            reason: "cannot be written: "
                + (isFull ? "the disk is full" : String(cString: sqlite3_errmsg(database))),
            hint: isFull ? "free some space, or generate fewer clicks" : nil)
    }
}
