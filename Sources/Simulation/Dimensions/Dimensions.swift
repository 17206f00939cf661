import Streaming

/// What a run knows of users and products, as of now: the tables have no versions.
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

    /// Where a user or product is in its table.
    struct Match: Equatable, BitwiseCopyable {
        private let row: Int32

        private init(_ row: Int32) { self.row = row }

        /// A row of the table.
        init(row: UInt32) { self.row = Int32(truncatingIfNeeded: row) }

        /// There is no such table: its columns are NULL.
        static let noTable = Match(-1)
        /// The table has no such row.
        static let missing = Match(-2)

        /// The place in the table, if it is there.
        var index: Int? { row < 0 ? nil : Int(row) }
    }

    private let hasUsers: Bool
    private let hasProducts: Bool
    private var users = KeyTable()
    /// By user: the gender's number among the words + 1, 0 for NULL.
    private var genders: [UInt32] = []
    private var products = KeyTable()
    private var productRows: [Product] = []
    /// Genders and categories: a few distinct words.
    private var words = KeyTable()

    /// Tables without rows; `hasUsers` and `hasProducts` say which there are at all.
    init(hasUsers: Bool, hasProducts: Bool) {
        self.hasUsers = hasUsers
        self.hasProducts = hasProducts
    }

    /// Adds a user; a later row of the same user replaces it.
    func addUser(_ id: [UInt8], gender: [UInt8]?) {
        let row = Int(id.withUnsafeBufferPointer { users.intern($0) })
        if row == genders.count { genders.append(0) }
        genders[row] = word(gender).map { $0 + 1 } ?? 0
    }

    /// Adds a product; a later row of the same product replaces it.
    func addProduct(_ id: [UInt8], category: [UInt8]?, price: Int64?, commissionRate: Int64?) {
        let row = Int(id.withUnsafeBufferPointer { products.intern($0) })
        if row == productRows.count { productRows.append(Product()) }
        productRows[row] = Product(
            category: word(category), price: price, commissionRate: commissionRate)
    }

    /// The users in the order of their rows; `nil` where there is no such table.
    var userIDs: [[UInt8]]? {
        hasUsers ? (0..<UInt32(users.count)).map { Array(users.bytes($0)) } : nil
    }

    /// The products in the order of their rows; `nil` where there is no such table.
    var productIDs: [[UInt8]]? {
        hasProducts ? (0..<UInt32(products.count)).map { Array(products.bytes($0)) } : nil
    }

    /// Looks a user up.
    func user(_ id: UnsafeBufferPointer<UInt8>) -> Match {
        guard hasUsers else { return .noTable }
        return users.find(id).map(Match.init) ?? .missing
    }

    /// Looks a product up; NULL is in no table.
    func product(_ id: UnsafeBufferPointer<UInt8>?) -> Match {
        guard hasProducts else { return .noTable }
        guard let id, let row = products.find(id) else { return .missing }
        return Match(row: row)
    }

    /// The gender of a user, `nil` for NULL.
    func gender(_ match: Match) -> UnsafeBufferPointer<UInt8>? {
        guard let index = match.index, genders[index] > 0 else { return nil }
        return words.bytes(genders[index] - 1)
    }

    /// The product's row, all NULL without one.
    func product(_ match: Match) -> Product { match.index.map { productRows[$0] } ?? Product() }

    /// The bytes of a product's category.
    func bytes(_ category: UInt32?) -> UnsafeBufferPointer<UInt8>? {
        category.map { words.bytes($0) }
    }

    private func word(_ text: [UInt8]?) -> UInt32? {
        text.map { $0.withUnsafeBufferPointer { words.intern($0) } }
    }
}
