public import EventLogs
public import Streaming

/// Users and products as a run sees them: one row an id and version, ids in the order of the
/// tables, versions in order of time.
public struct DimensionTables: Sendable {
    /// A user's row.
    public struct User: Sendable {
        /// The user.
        public var id: [UInt8]
        /// The gender.
        public var gender: [UInt8]?
        /// Since when the row is good; `nil`: always.
        public var validFrom: EventTime?
        /// From when on it is not any more; `nil`: it is the last.
        public var validTo: EventTime?
    }

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
        /// Since when the row is good; `nil`: always.
        public var validFrom: EventTime?
        /// From when on it is not any more; `nil`: it is the last.
        public var validTo: EventTime?
    }

    private let dimensions: Dimensions

    /// Reads the tables that the settings name; a generated world brings those that they do not.
    ///
    /// - Throws: a table that cannot be read, with file and line.
    public init(_ settings: DimensionSettings, input: LogInput) throws(LogError) {
        dimensions = try DimensionLoading.load(settings, input: input)
    }

    /// Whether a user's row depends on the time.
    public var usersHaveVersions: Bool { dimensions.usersHaveVersions }

    /// Whether a product's row depends on the time.
    public var productsHaveVersions: Bool { dimensions.productsHaveVersions }

    /// The users; `nil` where there is no such table.
    public var users: [User]? { dimensions.userRows }

    /// The products; `nil` where there is no such table.
    public var products: [Product]? { dimensions.productRows }
}
