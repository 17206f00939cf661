/// The clicks of each checkout's pairs, for models that need all of them: a list a checkout.
struct PairLists {
    private struct Pair: BitwiseCopyable {
        var click: Int32
        var before: Int32
    }

    private var pairs: [Pair] = []
    private var free: [Int32] = []

    /// Adds a click to the list that ends with `last`.
    ///
    /// - Returns: the new last pair.
    mutating func append(_ click: Int32, after last: Int32) -> Int32 {
        let pair = Pair(click: click, before: last)
        if let slot = free.popLast() {
            pairs[Int(slot)] = pair
            return slot
        }
        pairs.append(pair)
        return Int32(pairs.count - 1)
    }

    /// Gives the clicks of the list that ends with `last`, and gives the list up.
    mutating func remove(_ last: Int32) -> [Int32] {
        var clicks: [Int32] = []
        var next = last
        while next != CheckoutStore.noPair {
            clicks.append(pairs[Int(next)].click)
            free.append(next)
            next = pairs[Int(next)].before
        }
        return clicks
    }

    /// Takes a click out of the list that ends with `last`.
    ///
    /// - Returns: the new last pair.
    mutating func remove(_ click: Int32, from last: Int32) -> Int32 {
        var previous = CheckoutStore.noPair
        var pair = last
        while pair != CheckoutStore.noPair, pairs[Int(pair)].click != click {
            previous = pair
            pair = pairs[Int(pair)].before
        }
        if pair == CheckoutStore.noPair { return last }
        free.append(pair)
        let before = pairs[Int(pair)].before
        if previous == CheckoutStore.noPair { return before }
        pairs[Int(previous)].before = before
        return last
    }

    /// The clicks of the list that ends with `last`.
    func clicks(_ last: Int32) -> [Int32] {
        var clicks: [Int32] = []
        var next = last
        while next != CheckoutStore.noPair {
            clicks.append(pairs[Int(next)].click)
            next = pairs[Int(next)].before
        }
        return clicks
    }
}
