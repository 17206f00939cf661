/// What the truth found for a checkout that it cannot compare with the stream run yet, or that
/// differs.
///
/// A class, because few checkouts have one and the table of those that wait is sparse.
final class TruthVerdict {
    /// Its place in the order in which the truth closed checkouts.
    let number: Int
    /// The checkout's place as read.
    let checkout: UInt32
    let checkoutID: [UInt8]
    /// The click that the truth credits.
    let click: UInt32?
    let revenue: Int64?
    /// Whether the truth has a row of it.
    let isRow: Bool

    init(
        number: Int, checkout: UInt32, id: [UInt8], click: UInt32?, revenue: Int64?,
        isRow: Bool = true
    ) {
        self.number = number
        self.checkout = checkout
        checkoutID = id
        self.click = click
        self.revenue = revenue
        self.isRow = isRow
    }

    /// Whether nothing that may still come can make this a difference.
    func agrees(with settlement: Settlement) -> Bool {
        isRow ? settlement == Settlement(click) : settlement == .noRow
    }
}

/// A row of the stream run's attributed table for a checkout that has another row already, or none
/// in the truth.
struct CountedAgain {
    var checkoutID: [UInt8]
    var revenue: Int64?
}
