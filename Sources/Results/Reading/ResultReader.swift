/// Reads a result file, and cannot change it.
///
///     let reader = try ResultReader(path: "out/late-events.sqlite")
///     let late = try reader.query("SELECT seq, id FROM late_record WHERE run_id = ?", [1])
///
/// A reader is used by one thread at a time.
public final class ResultReader {
    /// The file.
    public let path: String
    private let connection: Connection

    /// Opens a result.
    ///
    /// - Throws: ``ResultError`` of kind `notAResult` if there is no such file or it is something
    ///   else, `system` if it cannot be read.
    public init(path: String) throws(ResultError) {
        self.path = path
        try ResultPlace.checkReadable(path)
        connection = try Connection(path: path, access: .read)
        // Only the first read finds out whether the file is a database at all.
        let found: Set<String>
        do {
            found = Set(try tableNames())
        } catch {
            throw error.kind == .system ? error : ResultReader.noResult(path)
        }
        guard found.isSuperset(of: ["run", "stat", "checkout_attribution"]) else {
            throw ResultReader.noResult(path)
        }
        try checkNumbers()
    }

    /// The tables and views of the file, in the order in which they were made.
    public func tableNames() throws(ResultError) -> [String] {
        try query("SELECT name FROM sqlite_master WHERE type IN ('table', 'view') ORDER BY rowid")
            .compactMap { $0.first?.text }
    }

    /// All rows of a query; `values` are bound to its parameters (`?`).
    ///
    /// Keeps them in memory: for a table of unknown size, use ``forEachRow(_:_:_:)``.
    ///
    /// - Throws: ``ResultError`` of kind `sql` if the query is wrong.
    public func query(
        _ sql: String, _ values: [ResultValue] = []
    ) throws(ResultError) -> [[ResultValue]] {
        var rows: [[ResultValue]] = []
        try forEachRow(sql, values) { row in
            rows.append((0..<row.columnCount).map { row.value($0) })
        }
        return rows
    }

    /// The only value of a query that yields one row of one column, else `nil`.
    public func value(
        _ sql: String, _ values: [ResultValue] = []
    ) throws(ResultError) -> ResultValue? {
        let rows = try query(sql, values)
        return rows.count == 1 && rows[0].count == 1 ? rows[0][0] : nil
    }

    /// Calls `body` with each row of a query, one at a time.
    ///
    /// - Throws: ``ResultError`` of kind `sql` if the query is wrong.
    public func forEachRow(
        _ sql: String, _ values: [ResultValue] = [], _ body: (borrowing ResultRow) -> Void
    ) throws(ResultError) {
        let row = try rows(sql, values)
        while try row.next() { body(row) }
    }

    /// The rows of a query, to be fetched one by one: call ``ResultRow/next()`` before the first.
    ///
    /// - Throws: ``ResultError`` of kind `sql` if the query is wrong.
    public func rows(
        _ sql: String, _ values: [ResultValue] = []
    ) throws(ResultError) -> ResultRow {
        let statement = try connection.prepare(sql)
        for (index, value) in values.enumerated() { try statement.bind(value, at: index + 1) }
        return ResultRow(statement)
    }

    /// Runs statements that change nothing but temporary tables.
    func execute(_ sql: String) throws(ResultError) { try connection.execute(sql) }

    private static func noResult(_ path: String) -> ResultError {
        ResultError(
            .notAResult, path: path, reason: "is no result of a run",
            hint: "results are the .sqlite files that `attrsim run` writes")
    }
}

/// The current row of a query.
public struct ResultRow: ~Copyable {
    private let statement: Statement
    /// The number of columns.
    public let columnCount: Int

    init(_ statement: consuming Statement) {
        columnCount = statement.columnNames.count
        self.statement = statement
    }

    /// Moves to the next row.
    ///
    /// - Returns: false if there is none.
    public func next() throws(ResultError) -> Bool { try statement.step() }

    /// Asks the query again, with another value for its only parameter.
    func restart(_ value: ResultValue) throws(ResultError) {
        statement.reset()
        try statement.bind(value, at: 1)
    }

    /// The names of the columns.
    public var columnNames: [String] { statement.columnNames }

    /// The value of a column, from 0.
    public func value(_ column: Int) -> ResultValue { statement.value(column) }

    /// The integer of a column, from 0; `nil` for NULL.
    public func integer(_ column: Int) -> Int64? {
        statement.isNull(column) ? nil : statement.integer(column)
    }

    /// The text of a column, from 0; `nil` for NULL.
    public func text(_ column: Int) -> String? {
        statement.isNull(column) ? nil : statement.text(column)
    }
}
