/// The users and products that a run knows, with money in whole ten-thousandths.
struct OracleDimensions {
    struct Product {
        var category: String
        var price: Int
        /// In hundredths, so that prices in whole units lose nothing.
        var commission: Int
    }

    var users: [String: String]
    var products: [String: Product]
    /// `lookup: left` keeps a checkout that a table does not know.
    var keepsUnknown: Bool

    func isInTables(_ checkout: OracleLog.Record) -> Bool {
        // NULL is looked up nowhere.
        (checkout.user == OracleLog.Record.nobody || users[checkout.user] != nil)
            && (checkout.product == nil || product(of: checkout) != nil)
    }

    /// Price × quantity, and the commission on it: no discount, no shipping costs.
    func amounts(of checkout: OracleLog.Record) -> (total: Int, profit: Int)? {
        guard let product = product(of: checkout) else { return nil }
        let total = product.price * checkout.quantity
        return (total, total * product.commission / 100)
    }

    private func product(of checkout: OracleLog.Record) -> Product? {
        checkout.product.flatMap { products[$0] }
    }
}
