import EventLogs
public import Results
public import Scenarios
import Simulation

/// Says why no checkout of a result is worth anything, where the scenario expects that they are.
public enum MoneyWarning {
    /// The warnings; none if any checkout has an amount, or no table or field for it is named.
    ///
    /// Cost: one row where there is money; else the attributed table is read once.
    ///
    /// - Throws: ``ResultError`` if the file cannot be read.
    public static func warnings(
        _ scenario: Scenario, _ result: ResultReader
    ) throws(ResultError) -> [String] {
        let dimensions = scenario.configuration.dimensions
        let amount = scenario.input.amountField
        guard dimensions.users != nil || dimensions.products != nil || amount != nil else {
            return []
        }
        let checkouts = "FROM checkout_attribution WHERE run_id = 1"
        func holds(_ condition: String) throws(ResultError) -> Bool {
            try result.value("SELECT EXISTS (SELECT 1 \(checkouts) AND \(condition))")
                == .integer(1)
        }
        let missed = try result.value(
            "SELECT value FROM stat WHERE run_id = 1 AND name = 'lookup_missed'")
        if try !holds("1") {
            guard case .integer(let missed)? = missed, missed > 0 else { return [] }
            return [
                "dimensions: no checkout has both its user and its product in the tables: all "
                    + "\(missed) are left out. Hint: \"lookup\": \"left\" keeps them."
            ]
        }
        if try holds("total_amount_e4 IS NOT NULL") { return [] }
        guard let products = dimensions.products else {
            return amount.map {
                [
                    "\($0): every amount is NULL: no checkout has a value there. Hint: name the field "
                        + "that holds it, or a table of prices (\"dimensions\": {\"products\": …})."
                ]
            } ?? []
        }
        let why: String
        if try !holds("product_id IS NOT NULL") {
            why = "no checkout has a product_id. Hint: is it called otherwise? \"fields\" says so."
        } else if try holds("category IS NOT NULL") || dimensions.lookup == .inner {
            why = "the products of these checkouts have no price in \(products.name)."
        } else {
            let example = try result.query(
                "SELECT product_id \(checkouts) AND product_id IS NOT NULL ORDER BY rowid LIMIT 1")
            let id = example.first?.first?.text.map { " (the first is \"\($0)\")" } ?? ""
            why = "no product_id of a checkout\(id) is in \(products.name)."
        }
        return ["dimensions.products: every amount is NULL: \(why)"]
    }
}

extension LogInput {
    /// The key under which the scenario names the field of a checkout's amount; `nil` if it names none.
    fileprivate var amountField: String? {
        func names(_ log: LogFile) -> Bool {
            log.fields["amount"] != nil || log.words[.checkouts]?.fields["amount"] != nil
        }
        switch self {
        case .perStream(_, let checkouts):
            return names(checkouts) ? "input.checkouts.fields.amount" : nil
        case .combined(let log), .kafkaDump(let log, _):
            return names(log) ? "input: the field \"amount\"" : nil
        case .generated, .world: return nil
        }
    }
}
