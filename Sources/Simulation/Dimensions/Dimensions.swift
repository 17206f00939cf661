import Streaming

/// What a run knows of users and products, with all their versions.
///
/// Read once before the first record and never changed; shared by the stream run and its truth.
final class Dimensions: @unchecked Sendable {
    /// A product's row.
    struct Product {
        /// The category, by its number among the tables' words.
        var category: UInt32?
        /// The price in ten-thousandths.
        var price: Int64?
        /// The commission rate in billionths.
        var commissionRate: Int64?
    }

    /// Where a user or product, or one version of it, is in its table.
    struct Match: Equatable, BitwiseCopyable {
        /// The place, negative where there is none.
        let row: Int32

        /// What ``row`` was read from.
        init(_ row: Int32) { self.row = row }

        /// A row of the table.
        init(row: UInt32) { self.row = Int32(truncatingIfNeeded: row) }

        /// There is no such table: its columns are NULL.
        static let noTable = Match(-1)
        /// The table has no such row.
        static let missing = Match(-2)

        /// The place in the table, if it is there.
        var index: Int? { row < 0 ? nil : Int(row) }
    }

    /// What sources cost, if there is a table that says it.
    let spend: SpendTable?
    let hasUsers: Bool
    let hasProducts: Bool
    /// Whether it matters at which time something is looked up.
    let hasVersions: Bool
    /// By user: the gender's number among the words + 1, 0 for NULL.
    private let users: VersionedTable<UInt32>
    private let products: VersionedTable<Product>
    /// Genders and categories: a few distinct words.
    private let words: KeyTable

    /// The tables of some rows.
    init(_ rows: consuming DimensionRows, spend: SpendTable? = nil) {
        self.spend = spend
        rows.users.finish()
        rows.products.finish()
        hasUsers = rows.hasUsers
        hasProducts = rows.hasProducts
        hasVersions = rows.users.hasVersions || rows.products.hasVersions
        users = rows.users
        products = rows.products
        words = rows.words
    }

    /// Whether a user's row depends on the time.
    var usersHaveVersions: Bool { users.hasVersions }

    /// Whether a product's row depends on the time.
    var productsHaveVersions: Bool { products.hasVersions }

    /// All users; `nil` where there is no such table.
    var userRows: [DimensionTables.User]? {
        guard hasUsers else { return nil }
        let ids = users.ids
        return users.versions.map { version in
            let gender = gender(Match(row: version.row))
            return DimensionTables.User(
                id: ids[Int(version.key)], gender: gender.map(Array.init),
                validFrom: version.from, validTo: version.to)
        }
    }

    /// All products; `nil` where there is no such table.
    var productRows: [DimensionTables.Product]? {
        guard hasProducts else { return nil }
        let ids = products.ids
        return products.versions.map { version in
            let product = product(Match(row: version.row))
            return DimensionTables.Product(
                id: ids[Int(version.key)], category: bytes(product.category).map(Array.init),
                price: product.price, commissionRate: product.commissionRate,
                validFrom: version.from, validTo: version.to)
        }
    }

    /// Finds a user, whatever the time; ``user(_:at:)`` then gives the row.
    func user(_ id: UnsafeBufferPointer<UInt8>) -> Match {
        guard hasUsers else { return .noTable }
        return users.key(id).map(Match.init) ?? .missing
    }

    /// The row of a user that is good at a time.
    func user(_ key: Match, at time: Int64) -> Match {
        guard let index = key.index else { return key }
        return users.row(of: UInt32(index), at: time).map(Match.init) ?? .missing
    }

    /// Fetches a user's row into the cache; a hint, for a row that is looked at later.
    func prefetch(_ user: Match) {
        if let index = user.index { users.prefetch(row: index) }
    }

    /// Finds a product, whatever the time.
    func product(_ id: UnsafeBufferPointer<UInt8>) -> Match {
        guard hasProducts else { return .noTable }
        return products.key(id).map(Match.init(row:)) ?? .missing
    }

    /// The row of a product that is good at a time.
    func product(_ key: Match, at time: Int64) -> Match {
        guard let index = key.index else { return key }
        return products.row(of: UInt32(index), at: time).map(Match.init) ?? .missing
    }

    /// The gender of a user, `nil` for NULL.
    func gender(_ match: Match) -> UnsafeBufferPointer<UInt8>? {
        genderNumber(match).map { words.bytes($0) }
    }

    /// The product's row, all NULL without one.
    func product(_ match: Match) -> Product { match.index.map { products[$0] } ?? Product() }

    /// The number of a user's gender among the tables' words, `nil` for NULL.
    func genderNumber(_ match: Match) -> UInt32? {
        guard let index = match.index, users[index] > 0 else { return nil }
        return users[index] - 1
    }

    /// A gender or category by its number.
    func word(_ number: UInt32) -> UnsafeBufferPointer<UInt8> { words.bytes(number) }

    /// The bytes of a product's category.
    func bytes(_ category: UInt32?) -> UnsafeBufferPointer<UInt8>? {
        category.map { words.bytes($0) }
    }
}

/// The rows of users and products as they are read.
struct DimensionRows: ~Copyable {
    let hasUsers: Bool
    let hasProducts: Bool
    fileprivate var users = VersionedTable<UInt32>()
    fileprivate var products = VersionedTable<Dimensions.Product>()
    fileprivate var words = KeyTable()

    /// Tables without rows; `hasUsers` and `hasProducts` say which there are at all.
    init(hasUsers: Bool, hasProducts: Bool) {
        self.hasUsers = hasUsers
        self.hasProducts = hasProducts
    }

    /// Adds a row of a user, good from a time on.
    mutating func addUser(
        _ id: UnsafeBufferPointer<UInt8>, validFrom: EventTime?,
        gender: UnsafeBufferPointer<UInt8>?
    ) {
        users.add(id, validFrom: validFrom, number(of: gender).map { $0 + 1 } ?? 0)
    }

    /// Adds a row of a product, good from a time on.
    mutating func addProduct(
        _ id: UnsafeBufferPointer<UInt8>, validFrom: EventTime?,
        category: UnsafeBufferPointer<UInt8>?, price: Int64?, commissionRate: Int64?
    ) {
        products.add(
            id, validFrom: validFrom,
            Dimensions.Product(
                category: number(of: category), price: price, commissionRate: commissionRate))
    }

    private mutating func number(of text: UnsafeBufferPointer<UInt8>?) -> UInt32? {
        text.map { words.intern($0) }
    }
}
