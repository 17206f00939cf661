public import EventLogs

/// Users and products as a run sees them in the end: one row an id, the last version of each, in
/// the order of the tables.
public struct DimensionTables: Sendable {
    /// A product's row.
    public struct Product: Sendable {
        /// The product.
        public var id: [UInt8]
        /// Its category.
        public var category: [UInt8]?
        /// Its price in ten-thousandths.
        public var price: Int64?
        /// Its commission rate in billionths.
        public var commissionRate: Int64?
    }

    private let dimensions: Dimensions

    /// Reads the tables that the settings name; a generated world brings those that they do not.
    ///
    /// - Throws: a table that cannot be read, with file and line.
    public init(_ settings: DimensionSettings, input: LogInput) throws(LogError) {
        dimensions = try DimensionLoading.load(settings, input: input)
    }

    /// The users; `nil` where there is no such table.
    public var users: [(id: [UInt8], gender: [UInt8]?)]? {
        dimensions.userIDs?.enumerated().map { row, id in
            let last = dimensions.user(Dimensions.Match(row: UInt32(row)), at: Int64.max)
            return (id, dimensions.gender(last).map(Array.init))
        }
    }

    /// The products; `nil` where there is no such table.
    public var products: [Product]? {
        dimensions.productIDs?.enumerated().map { row, id in
            let last = dimensions.product(Dimensions.Match(row: UInt32(row)), at: Int64.max)
            let product = dimensions.product(last)
            return Product(
                id: id, category: dimensions.bytes(product.category).map(Array.init),
                price: product.price, commissionRate: product.commissionRate)
        }
    }
}
