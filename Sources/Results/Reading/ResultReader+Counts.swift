extension ResultReader {
    /// The columns that hold how many of something there are, which is added up.
    private static let counts = [
        ("stat", "value"), ("conversion_path", "conversions"), ("conversion_path", "nulls"),
        ("record_lateness", "records"), ("partition_progress", "records"),
    ]
    /// No log has as many records: beyond that, sums would not fit 64 bits.
    private static let countMax = Int64(1) << 52

    /// Checks that what is to be added up are counts: a database that is damaged, or that somebody has
    /// edited, may hold anything.
    ///
    /// Cost: a look at the rows of small tables, and of the paths.
    func checkCounts() throws(ResultError) {
        let columns = Set(
            try query(
                "SELECT m.name || '.' || c.name FROM sqlite_master m, pragma_table_info(m.name) c "
                    + "WHERE m.type = 'table'"
            ).compactMap { $0.first?.text })
        for (table, column) in Self.counts where columns.contains("\(table).\(column)") {
            // Money is none, and is summed in 128 bits.
            let isCount = table == "stat" ? " AND substr(name, -3) <> '_e4'" : ""
            let wrong = try query(
                "SELECT \(column) FROM \(table) WHERE \(column) NOT BETWEEN ? AND ?\(isCount) LIMIT 1",
                [.integer(-Self.countMax), .integer(Self.countMax)])
            if wrong.isEmpty { continue }
            throw ResultError(
                .notAResult, path: path,
                reason: "\(column) of the table \(table) holds what counts nothing",
                hint: "the file is damaged, or was edited: run the scenario again")
        }
    }
}
