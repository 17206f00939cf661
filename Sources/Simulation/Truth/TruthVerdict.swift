/// What the truth found for a checkout that it cannot compare with the stream run yet, or that
/// differs.
struct TruthVerdict {
    /// Its place in the order in which the truth closed checkouts.
    var number: Int
    /// The checkout's place as read.
    var checkout: UInt32
    /// Records of the same checkout that the truth set aside.
    var copies: [UInt32]
    /// The click that the truth credits.
    var click: UInt32?
    var revenue: Int64?
    var checkoutID: [UInt8] = []
    /// The names of those clicks in question that the truth held when it closed the checkout.
    var names: [UInt32: ClickName] = [:]

    /// Whether nothing that may still come can make this a difference.
    func agrees(with settlement: Settlement) -> Bool {
        copies.isEmpty && settlement == Settlement(click)
    }
}
