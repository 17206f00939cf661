extension ResultReader {
    /// The columns that reports reckon with: how many there are, and times.
    private static let numbers = [
        ("run", "watermark_delay_ms"), ("stat", "value"), ("conversion_path", "conversions"),
        ("conversion_path", "nulls"), ("record_lateness", "records"),
        ("partition_progress", "records"), ("partition_progress", "first_arrival"),
        ("partition_progress", "last_arrival"), ("partition_progress", "max_event_time"),
        ("partition_progress", "delay_max_ms"), ("partition_progress", "silence_from"),
        ("partition_progress", "silence_to"), ("watermark_stall", "stood_from"),
        ("watermark_stall", "stood_to"), ("watermark_stall", "stood_ms"),
        ("watermark_lag", "arrival_time"), ("watermark_lag", "lag_ms"),
        ("late_record", "event_time"),
        ("late_record", "arrival_time"), ("watermark_progress", "arrival_time"),
        ("window_metric", "window_start"), ("window_metric", "window_end"),
    ]
    /// No log has as many records, and no time is as far from 1970: beyond that, sums and spans would not
    /// fit 64 bits.
    private static let numberMax = Int64(1) << 56

    /// Checks that what reports reckon with is as a run writes it: a database that is damaged, or that
    /// somebody has edited, may hold anything.
    ///
    /// Cost: a look at the rows of these tables; those of one row a checkout are none of them.
    func checkNumbers() throws(ResultError) {
        let columns = Set(
            try query(
                "SELECT m.name || '.' || c.name FROM sqlite_master m, pragma_table_info(m.name) c "
                    + "WHERE m.type = 'table'"
            ).compactMap { $0.first?.text })
        for (table, column) in Self.numbers where columns.contains("\(table).\(column)") {
            // Money is shown, and summed in 128 bits.
            let isCount = table == "stat" ? " AND substr(name, -3) <> '_e4'" : ""
            let wrong = try query(
                "SELECT 1 FROM \(table) WHERE \(column) NOT BETWEEN ? AND ?\(isCount) LIMIT 1",
                [.integer(-Self.numberMax), .integer(Self.numberMax)])
            if wrong.isEmpty { continue }
            throw ResultError(
                .notAResult, path: path,
                reason: "\(column) of the table \(table) holds what no run writes",
                hint: "the file is damaged, or was edited: run the scenario again")
        }
    }
}
