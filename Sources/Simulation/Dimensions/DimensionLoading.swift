import EventLogs

/// Reads the tables of users and products before the first record.
enum DimensionLoading {
    /// Since when a row is good: a column that tables without versions lack.
    private static let versionColumns = ["valid_from"]
    private static let userColumns = ["user_id", "gender"]
    private static let productColumns = ["product_id", "category", "price", "commission_rate"]

    /// The tables that the settings name; a generated world brings those that they do not.
    ///
    /// - Throws: a table that cannot be read, with file and line.
    static func load(_ settings: DimensionSettings, input: LogInput) throws(LogError) -> Dimensions
    {
        var world: GeneratedWorld?
        if case .generated(let generation) = input {
            do throws(GenerationError) {
                world = try GeneratedWorld(generation)
            } catch {
                throw error.asLogError
            }
        }
        var users: TableReader?
        var products: TableReader?
        if let file = settings.users {
            users = try TableReader(file, columns: userColumns, optional: versionColumns)
        } else if let world {
            users = try TableReader(
                csv: world.usersTable(), named: "generated users", columns: userColumns,
                optional: versionColumns)
        }
        if let file = settings.products {
            products = try TableReader(
                file, columns: productColumns, optional: versionColumns)
        } else if let world {
            products = try TableReader(
                csv: world.productsTable(), named: "generated products", columns: productColumns,
                optional: versionColumns)
        } else if case .world(let causal) = input {
            products = try TableReader(
                csv: causal.productsTable(), named: "the world's product", columns: productColumns,
                optional: versionColumns)
        }
        let spend = try settings.spend.map { (file) throws(LogError) in
            try SpendTable(file, input: input)
        }
        return try read(users, products, spend)
    }

    private static func read(
        _ users: TableReader?, _ products: TableReader?, _ spend: SpendTable?
    ) throws(LogError) -> Dimensions {
        var dimensions = DimensionRows(hasUsers: users != nil, hasProducts: products != nil)
        while let row = try users?.next() {
            try row.withNeeded(0) { (id) throws(LogError) in
                let validFrom = try row.time(2)
                row.withText(1) { dimensions.addUser(id, validFrom: validFrom, gender: $0) }
            }
        }
        while let row = try products?.next() {
            try row.withNeeded(0) { (id) throws(LogError) in
                let validFrom = try row.time(4)
                let price = try row.decimal(2, scale: 4)
                let rate = try row.decimal(3, scale: 9)
                row.withText(1) { category in
                    dimensions.addProduct(
                        id, validFrom: validFrom, category: category, price: price,
                        commissionRate: rate)
                }
            }
        }
        return Dimensions(dimensions, spend: spend)
    }
}
