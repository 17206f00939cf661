import EventLogs
import Scenarios
import Simulation

// Users and products: looked up in a database, or joined from files with all their versions.

extension FlinkJob {
    /// Users and products as of processing time, as the original job looks them up.
    var looksUpCheckouts: String {
        var from = ["FROM \(relation(.checkouts)) AS k"]
        let join = configuration.dimensions.lookup == .inner ? "JOIN" : "LEFT JOIN"
        for (table, alias, key) in lookups {
            from.append(
                "\(join) \(table) FOR SYSTEM_TIME AS OF k.proc_time AS \(alias) "
                    + "ON \(alias).\(key) = k.\(key)")
        }
        return """
            -- Users and products as they are when a checkout comes.
            CREATE TEMPORARY VIEW enriched_checkouts AS
            SELECT k.*, \(lookupColumns.joined(separator: ", "))
            \(from.joined(separator: "\n"));
            """
    }

    func joinsTables(to relation: String, as name: String) -> String {
        let times = ["checkout_timestamp", "click_timestamp"]
            .map { "CAST(\($0) AS TIMESTAMP(3)) AS \($0)" }
        let kept = joinedColumns.filter { !$0.hasSuffix("_timestamp") }
        let join = configuration.dimensions.lookup == .inner ? "JOIN" : "LEFT JOIN"
        var from = [
            "FROM (",
            "    SELECT \((kept + times).joined(separator: ", "))",
            "    FROM \(relation)",
            ") AS k",
        ]
        for (table, alias, key) in lookups {
            from.append(
                "\(join) \(table) AS \(alias) ON \(alias).\(key) = k.\(key)"
                    + version(of: table, alias))
        }
        return """
            -- Users and products. A join with a plain table takes no time attributes.
            CREATE TEMPORARY VIEW \(name) AS
            SELECT k.*, \(lookupColumns.joined(separator: ", "))
            \(from.joined(separator: "\n"));
            """
    }

    /// The condition under which a row is the version that counts.
    private func version(of table: String, _ alias: String) -> String {
        guard table == "users" ? usersHaveVersions : productsHaveVersions else { return "" }
        let time = looksUpAtArrival ? "k.arrived" : "k.checkout_timestamp"
        return """

                AND (\(alias).valid_from IS NULL OR \(alias).valid_from <= \(time))
                AND (\(alias).valid_to IS NULL OR \(time) < \(alias).valid_to)
            """
    }

    private var lookups: [(table: String, alias: String, key: String)] {
        (hasUsers ? [("users", "u", "user_id")] : [])
            + (hasProducts ? [("products", "p", "product_id")] : [])
    }

    var lookupColumns: [String] {
        (hasUsers ? ["u.gender"] : [])
            + (hasProducts ? ["p.category", "p.price", "p.commission_rate"] : [])
    }
}
