import Attribution
import Streaming

/// What a run knows of users and products, as of now: the tables have no versions.
///
/// Read once before the first record and never changed; shared by the stream run and its truth.
final class Dimensions: @unchecked Sendable {
    /// A product's row.
    struct Product {
        /// The category, in the texts of the tables.
        var category: TextHandle?
        /// The price in ten-thousandths.
        var price: Int64?
        /// The commission rate in billionths.
        var commissionRate: Int64?
    }

    /// The number of a user or product in its table.
    enum Match: Equatable {
        /// There is no such table: its columns are NULL.
        case noTable
        /// The table has no such row.
        case missing
        /// The row.
        case row(Int)
    }

    private let hasUsers: Bool
    private let hasProducts: Bool
    private var users = KeyTable()
    private var genders: [TextHandle?] = []
    private var products = KeyTable()
    private var productRows: [Product] = []
    private var texts = TextArena()

    /// Tables without rows; `hasUsers` and `hasProducts` say which there are at all.
    init(hasUsers: Bool, hasProducts: Bool) {
        self.hasUsers = hasUsers
        self.hasProducts = hasProducts
    }

    /// Adds a user; a later row of the same user replaces it.
    func addUser(_ id: [UInt8], gender: [UInt8]?) {
        let row = Int(id.withUnsafeBufferPointer { users.intern($0) })
        if row == genders.count { genders.append(nil) }
        genders[row] = store(gender)
    }

    /// Adds a product; a later row of the same product replaces it.
    func addProduct(_ id: [UInt8], category: [UInt8]?, price: Int64?, commissionRate: Int64?) {
        let row = Int(id.withUnsafeBufferPointer { products.intern($0) })
        if row == productRows.count { productRows.append(Product()) }
        productRows[row] = Product(
            category: store(category), price: price, commissionRate: commissionRate)
    }

    private func store(_ text: [UInt8]?) -> TextHandle? {
        text.map { $0.withUnsafeBufferPointer { texts.store($0) } }
    }

    /// Looks a user up.
    func user(_ id: UnsafeBufferPointer<UInt8>) -> Match {
        guard hasUsers else { return .noTable }
        return users.find(id).map { .row(Int($0)) } ?? .missing
    }

    /// Looks a product up; NULL is in no table.
    func product(_ id: UnsafeBufferPointer<UInt8>?) -> Match {
        guard hasProducts else { return .noTable }
        guard let id, let row = products.find(id) else { return .missing }
        return .row(Int(row))
    }

    /// The gender of a user, `nil` for NULL.
    func gender(_ match: Match) -> UnsafeBufferPointer<UInt8>? {
        guard case .row(let row) = match else { return nil }
        return genders[row].map { texts.bytes($0) }
    }

    /// The product's row, all NULL without one.
    func product(_ match: Match) -> Product {
        guard case .row(let row) = match else { return Product() }
        return productRows[row]
    }

    /// The bytes of a product's category.
    func bytes(_ text: TextHandle?) -> UnsafeBufferPointer<UInt8>? { text.map { texts.bytes($0) } }
}
