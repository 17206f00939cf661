import CSQLite

/// Asks a result what a scenario wants to know of it.
///
/// A table's name means its rows of run 1; `main.TABLE` means those of every run. Queries may
/// only read, see ``QueryGuard``.
final class ExpectationQueries {
    private let connection: Connection
    private let watcher: QueryGuard
    private let limits: QueryLimits
    /// Whether the last query was one at all.
    private var hasCompiled = false

    /// Opens the result at `path`, which messages call `label`. A table's name means the rows of
    /// the run `runID`. `asked` is all that will be asked, so that only the tables that it names
    /// are made ready; `nil`: anything.
    convenience init(
        path: String, label: String, asked: [String]? = nil, runID: Int64 = 1,
        limits: QueryLimits = QueryLimits()
    ) throws(ResultError) {
        try self.init(
            try Connection(path: path, label: label, access: .read), asked, runID, limits)
    }

    /// Asks a result without rows, in memory.
    convenience init(
        ofNothing label: String, asked: [String]?, limits: QueryLimits
    ) throws(ResultError) {
        let connection = try Connection(inMemory: label)
        for statement in ResultSchema.creation(ResultOptions()) {
            try connection.execute(statement)
        }
        try self.init(connection, asked, 1, limits)
    }

    private init(
        _ connection: consuming Connection, _ asked: [String]?, _ runID: Int64,
        _ limits: QueryLimits
    ) throws(ResultError) {
        self.connection = connection
        self.limits = limits
        watcher = QueryGuard(limits)
        try prepare(asked, runID)
        watcher.watch(self.connection)
    }

    /// Makes a table's name mean the rows of one run.
    private func prepare(_ asked: [String]?, _ runID: Int64) throws(ResultError) {
        try connection.execute("PRAGMA temp_store = MEMORY")
        let asked = asked?.map { $0.lowercased() }
        for table in ResultSchema.tables where table.hasRunID {
            let name = table.name
            // A name can be spelled in no other way than by its letters, in quotes or not.
            if let asked, !asked.contains(where: { $0.contains(name) }) { continue }
            try connection.execute(
                "CREATE TEMP VIEW \(name) AS SELECT * FROM main.\(name) WHERE run_id = \(runID)")
        }
        // Their first use declares them as tables, which a query may not do. An SQLite without
        // them says so when they are used.
        try? connection.execute("SELECT 1 FROM json_each('[]'), json_tree('[]')")
    }

    /// What is wrong with a query, as far as shows without rows: it is compiled, and asked so far
    /// as its constants are computed.
    func fault(_ sql: String) -> ResultError? {
        do throws(ResultError) {
            _ = try rows(sql)
        } catch {
            // What comes of too few rows, or of too little time, is another matter.
            if hasCompiled, watcher.clock == nil { return nil }
            return error
        }
        return nil
    }

    /// All rows of a query.
    ///
    /// - Throws: ``ResultError`` of kind `sql` if the query is wrong or not allowed, `system` if
    ///   the file cannot be read.
    func rows(_ sql: String) throws(ResultError) -> [[ResultValue]] {
        watcher.reset()
        hasCompiled = false
        do throws(ResultError) {
            return try watcher.limitingMemory { () throws(ResultError) in try allRows(sql) }
        } catch {
            throw explained(error, sql: sql)
        }
    }

    private func allRows(_ sql: String) throws(ResultError) -> [[ResultValue]] {
        do throws(ResultError) {
            let statement = try connection.prepare(sql)
            let columns = 0..<statement.columnNames.count
            guard !columns.isEmpty else {
                throw ResultError(.sql, reason: "this statement is no query")
            }
            hasCompiled = true
            var rows: [[ResultValue]] = []
            var bytes = 0
            while try statement.step() {
                guard rows.count < QueryLimits.rows else {
                    throw ResultError(
                        .sql, reason: "more than \(QueryLimits.rows) rows",
                        hint: "count them, or add a LIMIT")
                }
                let row = columns.map { statement.value($0) }
                for case .text(let text) in row { bytes += text.utf8.count }
                guard bytes <= QueryLimits.resultBytes else {
                    throw ResultError(
                        .sql, reason: "more than \(QueryLimits.resultBytes >> 20) MB of text",
                        hint: "count, or add a LIMIT")
                }
                rows.append(row)
            }
            return rows
        } catch {
            if sqlite3_errcode(connection.handle) == SQLITE_NOMEM { watcher.noteNoMemory() }
            throw error
        }
    }

    /// The error in terms of what the author of the query can do.
    private func explained(_ error: ResultError, sql: String) -> ResultError {
        if let clock = watcher.clock {
            return ResultError(
                .sql,
                reason: "\(clock) reads the clock, which is not allowed: an expectation gives the "
                    + "same at any time",
                hint: "write the time, as in datetime('2024-03-20 12:00:00')")
        }
        if let refusal = watcher.refusal {
            return ResultError(
                .sql, reason: "\(refusal) is not allowed: an expectation may only read the result")
        }
        switch watcher.reached {
        case .time:
            return ResultError(
                .sql, reason: "the query was stopped after \(limits.timeText)",
                hint: "it may join tables without a condition, or recurse without an end; "
                    + "--sql-timeout gives it longer")
        case .memory:
            return ResultError(
                .sql, reason: "the query was stopped at \(limits.memory >> 20) MB of memory",
                hint: "it may join tables without a condition, or recurse without an end")
        case nil: break
        }
        guard error.kind == .sql else { return error }
        if error.reason == "string or blob too big" {
            return ResultError(
                .sql, reason: "a value is larger than \(QueryLimits.valueBytes >> 20) MB")
        }
        let hint = error.hint ?? SQLHint.hint(message: error.reason, sql: sql)
        return ResultError(.sql, reason: error.reason, hint: hint)
    }
}
