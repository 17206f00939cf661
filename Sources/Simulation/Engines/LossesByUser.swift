/// By user, what came out of the join, until it is known which users have a row: an engine whose
/// ranking drops rows may leave a user, or all checkouts without a click, without one.
struct LossesByUser {
    private var withoutClick = CheckoutEffect()
    private var withClick: [UInt32: CheckoutEffect] = [:]
    /// How many ids could have a row.
    var ids: Int64 = 0

    /// A checkout came out; `user` is its click's, `nil` for none.
    mutating func note(user: UInt32?, amount: Int64?) {
        if let user {
            withClick[user, default: CheckoutEffect()].add(amount: amount)
        } else {
            withoutClick.add(amount: amount)
        }
    }

    /// The checkouts of those that have no row at the end.
    func losses(hasRow: (UInt32?) -> Bool) -> EngineLosses {
        var losses = EngineLosses()
        losses.ids = ids
        if !hasRow(nil) { losses.withoutClick = withoutClick }
        // Sums, whatever the order.
        for (user, effect) in withClick where !hasRow(user) { losses.withClick.add(effect) }
        return losses
    }
}
