/// Asks a result what a scenario wants to know of it.
///
/// A table's name means its rows of run 1; `main.TABLE` means those of every run. Queries may
/// only read, see ``QueryGuard``.
final class ExpectationQueries {
    /// After how many steps of SQLite's machine a query is stopped: some ten seconds. Steps are
    /// counted, not seconds, so that a query is stopped on every machine or on none.
    static let stepLimit = 1_000_000_000
    /// How many rows a query may yield.
    static let rowLimit = 10_000

    private let connection: Connection
    private let watcher: QueryGuard
    private let stepLimit: Int

    /// Opens the result at `path`, which messages call `label`. A table's name means the rows of
    /// the run `runID`. `asked` is all that will be asked, so that only the tables that it names
    /// are made ready; `nil`: anything.
    init(
        path: String, label: String, asked: [String]? = nil, runID: Int64 = 1,
        stepLimit: Int = ExpectationQueries.stepLimit
    ) throws(ResultError) {
        connection = try Connection(path: path, label: label, access: .read)
        self.stepLimit = stepLimit
        watcher = QueryGuard(stepLimit: stepLimit)
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
        watcher.watch(connection)
    }

    /// All rows of a query.
    ///
    /// - Throws: ``ResultError`` of kind `sql` if the query is wrong or not allowed, `system` if
    ///   the file cannot be read.
    func rows(_ sql: String) throws(ResultError) -> [[ResultValue]] {
        watcher.reset()
        do throws(ResultError) {
            let statement = try connection.prepare(sql)
            let columns = 0..<statement.columnNames.count
            guard !columns.isEmpty else {
                throw ResultError(.sql, reason: "this statement is no query")
            }
            var rows: [[ResultValue]] = []
            while try statement.step() {
                guard rows.count < ExpectationQueries.rowLimit else {
                    throw ResultError(
                        .sql, reason: "more than \(ExpectationQueries.rowLimit) rows",
                        hint: "count them, or add a LIMIT")
                }
                rows.append(columns.map { statement.value($0) })
            }
            return rows
        } catch {
            throw explained(error, sql: sql)
        }
    }

    /// The error in terms of what the author of the query can do.
    private func explained(_ error: ResultError, sql: String) -> ResultError {
        if let refusal = watcher.refusal {
            return ResultError(
                .sql, reason: "\(refusal) is not allowed: an expectation may only read the result")
        }
        if watcher.hasReachedLimit {
            return ResultError(
                .sql, reason: "the query was stopped after \(stepLimit) steps",
                hint: "it may join tables without a condition, or recurse without an end")
        }
        guard error.kind == .sql else { return error }
        let hint = error.hint ?? SQLHint.hint(message: error.reason, sql: sql)
        return ResultError(.sql, reason: error.reason, hint: hint)
    }
}
