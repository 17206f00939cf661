import Streaming

/// By user, the checkouts without a click that may have the one row of all of them, in the order in
/// which they came out: the first that no pair takes out again.
///
/// Memory follows those behind one that may still find a click.
struct SharedPads {
    private var waiting: [Int32] = []
    /// Whether nothing can take the first one out any more.
    private var isFinal = false

    /// A checkout comes out without a click.
    mutating func add(_ checkout: Int32, _ checkouts: inout CheckoutStore) {
        if isFinal { return }
        checkouts.retain(checkout)
        waiting.append(checkout)
    }

    /// A checkout has a row of its own from now on, with a click.
    ///
    /// - Returns: whether it had the row of all, and which checkout has it now.
    mutating func takeOut(
        _ checkout: Int32, _ checkouts: inout CheckoutStore
    ) -> (hadRow: Bool, next: Int32?) {
        guard let place = waiting.firstIndex(of: checkout) else { return (false, nil) }
        waiting.remove(at: place)
        checkouts.release(checkout)
        settle(&checkouts)
        return (place == 0, waiting.first)
    }

    /// The engine is done with a checkout.
    mutating func close(_ checkout: Int32, _ checkouts: inout CheckoutStore) {
        if waiting.first == checkout { settle(&checkouts) }
    }

    /// Once the engine is done with the first one, those behind it will never have the row.
    private mutating func settle(_ checkouts: inout CheckoutStore) {
        guard !isFinal, let first = waiting.first, !checkouts[first].isHeld else { return }
        isFinal = true
        for checkout in waiting.dropFirst() { checkouts.release(checkout) }
        waiting.removeSubrange(1...)
    }
}
