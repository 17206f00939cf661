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
    /// Records of the same checkout that the truth set aside.
    let copies: [UInt32]
    /// The click that the truth credits.
    let click: UInt32?
    let clickName: ClickName?
    let revenue: Int64?
    /// The names of those clicks of the stream run that the truth held when it closed the checkout.
    var streamNames: [UInt32: ClickName] = [:]

    init(
        number: Int, checkout: UInt32, id: [UInt8], copies: [UInt32], click: UInt32?,
        clickName: ClickName?, revenue: Int64?
    ) {
        self.number = number
        self.checkout = checkout
        checkoutID = id
        self.copies = copies
        self.click = click
        self.clickName = clickName
        self.revenue = revenue
    }

    /// Whether nothing that may still come can make this a difference.
    func agrees(with settlement: Settlement) -> Bool {
        copies.isEmpty && settlement == Settlement(click)
    }
}
