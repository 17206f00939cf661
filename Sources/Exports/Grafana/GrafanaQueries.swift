import Text

/// The database behind a dashboard.
public enum GrafanaDatabase: String, Sendable, Hashable, CaseIterable {
    /// PostgreSQL, with Grafana's own data source.
    case postgres
    /// The result file itself, with the data source `frser-sqlite-datasource`.
    case sqlite
}

/// The dashboard's queries: one question each, in the SQL of both databases.
///
/// Columns and rows are the same in both. The time range is `$__from` and `$__to`, milliseconds
/// since 1970, which Grafana replaces. A column `time` is a timestamp in PostgreSQL and seconds in
/// SQLite.
struct GrafanaQueries {
    let database: GrafanaDatabase
    /// The schema of the result's tables in PostgreSQL.
    let schema: String

    /// Revenue and profit by minute of checkout time; refunds count in the minute that they are of.
    var revenueAndProfit: String {
        let (total, profit, refund) =
            switch database {
            case .postgres:
                (
                    "total_amount", "profit",
                    "amount_e4 / 10000.0, profit_e4 / 10000.0, "
                        + "to_timestamp(checkout_timestamp / 1000.0) AT TIME ZONE 'UTC'"
                )
            case .sqlite:
                ("total_amount_e4", "profit_e4", "amount_e4, profit_e4, checkout_timestamp")
            }
        return """
            SELECT \(minute("at")) AS time, \(money("revenue")) AS revenue, \(money("profit")) AS profit
            FROM (
            SELECT \(total) AS revenue, \(profit) AS profit, checkout_timestamp AS at
            \(checkoutsInRange)
            UNION ALL SELECT \(refund)
            FROM \(table("refund"))
            WHERE run_id = 1 AND checkout_timestamp BETWEEN $__from AND $__to
            ) AS money
            GROUP BY 1
            ORDER BY 1
            """
    }

    /// Checkouts by the source that is credited.
    var sources: String { counts("source", as: "source", "checkouts", none: "(none)") }

    /// The ten most popular categories.
    var categories: String {
        counts("category", as: "category", "checkouts", none: "(unknown)") + "\nLIMIT 10"
    }

    /// Checkouts by the customer's gender.
    var genders: String { counts("gender", as: "gender", "checkouts", none: "(unknown)") }

    /// Failed payments by their reason. The original's texts: `Success` or `Failed`, in any case.
    var failedPayments: String {
        counts(
            "payment_description", as: "reason", "payments", none: "(unknown)",
            where: "lower(payment_status) IN ('failed', 'failure', 'fail')")
    }

    /// Late records by minute of arrival.
    var lateRecords: String {
        """
        SELECT \(arrivalMinute) AS time,
            sum(CASE WHEN stream = 'clicks' THEN 1 ELSE 0 END) AS clicks,
            sum(CASE WHEN stream = 'checkouts' THEN 1 ELSE 0 END) AS checkouts
        FROM \(table("late_record"))
        WHERE run_id = 1 AND arrival_time BETWEEN $__from AND $__to
        GROUP BY 1
        ORDER BY 1
        """
    }

    /// How late the late records are, by stream.
    var lateness: String {
        """
        SELECT stream, count(*) AS records,
            sum(CASE WHEN late_by_ms <= 1000 THEN 1 ELSE 0 END) AS within_1_s,
            sum(CASE WHEN late_by_ms <= 60000 THEN 1 ELSE 0 END) AS within_1_min,
            max(late_by_ms) AS latest_by_ms
        FROM \(table("late_record"))
        WHERE run_id = 1 AND arrival_time BETWEEN $__from AND $__to
        GROUP BY stream
        ORDER BY stream
        """
    }

    /// How far the watermarks are behind the clock, in milliseconds: the most in each minute.
    var watermarks: String {
        let columns = ["clicks", "checkouts", "join"].map {
            "max(CASE WHEN stream = '\($0)' THEN arrival_time - watermark END) AS "
                + ($0 == "join" ? "result" : $0)
        }
        // A stream that has ended has the watermark +infinity, the greatest integer.
        return """
            SELECT \(arrivalMinute) AS time,
                \(columns.joined(separator: ",\n    "))
            FROM \(table("watermark_progress"))
            WHERE run_id = 1 AND partition IS NULL AND arrival_time BETWEEN $__from AND $__to
                AND watermark BETWEEN -9000000000000000000 AND 9000000000000000000
            GROUP BY 1
            ORDER BY 1
            """
    }

    /// Checkouts that the stream saw otherwise than the truth, by cause; of the whole run.
    var differences: String {
        """
        SELECT cause, count(*) AS checkouts
        FROM \(table("truth_difference"))
        GROUP BY cause
        ORDER BY count(*) DESC, cause
        """
    }

    // MARK: Parts

    private func counts(
        _ column: String, as name: String, _ count: String, none: String,
        where condition: String? = nil
    ) -> String {
        let value = "coalesce(\(column), '\(none)')"
        let filter = condition.map { "\n    AND \($0)" } ?? ""
        return """
            SELECT \(value) AS \(name), count(*) AS \(count)
            \(checkoutsInRange)\(filter)
            GROUP BY 1
            ORDER BY count(*) DESC, \(value)\(database == .postgres ? " COLLATE \"C\"" : "")
            """
    }

    private var checkoutsInRange: String {
        switch database {
        case .postgres:
            """
            FROM shop.checkout_attribution
            WHERE checkout_timestamp BETWEEN (to_timestamp($__from / 1000.0) AT TIME ZONE 'UTC')
                AND (to_timestamp($__to / 1000.0) AT TIME ZONE 'UTC')
            """
        case .sqlite:
            """
            FROM checkout_attribution
            WHERE run_id = 1 AND checkout_timestamp BETWEEN $__from AND $__to
            """
        }
    }

    private func minute(_ column: String) -> String {
        database == .postgres ? "date_trunc('minute', \(column))" : "\(column) / 60000 * 60"
    }

    private var arrivalMinute: String {
        database == .postgres
            ? "to_timestamp(arrival_time / 60000 * 60)" : "arrival_time / 60000 * 60"
    }

    private func money(_ column: String) -> String {
        database == .postgres ? "sum(\(column))" : "sum(\(column)) / 10000.0"
    }

    private func table(_ name: String) -> String {
        database == .postgres ? "\(PostgresText.identifier(schema)).\(name)" : name
    }
}
