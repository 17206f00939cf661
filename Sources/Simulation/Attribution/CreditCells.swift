import Attribution

/// Sums of what one model gives, by a source and something else: a channel, a day, a kind.
struct CreditCells {
    /// Where a sum belongs.
    struct Key: Hashable, BitwiseCopyable {
        /// What it is beside the source: a number, -1 for none.
        var group: Int64
        /// The number of the source, -1 for unattributed.
        var source: Int64
    }

    /// The cells in the order in which they were met.
    private(set) var keys: [Key] = []
    private(set) var sums: [SourceTotals.Sums] = []
    private var places: [Key: Int] = [:]

    /// Adds the sums of a model's touches; `key` gives each touch's place, `unattributed` that of
    /// checkouts without a click.
    mutating func add(
        _ totals: SourceTotals, unattributed: Int64, key: (UInt32) -> (group: Int64, source: UInt32)
    ) {
        for touch in totals.byTouch.indices where totals.byTouch[touch].isUsed {
            let (group, source) = key(UInt32(touch))
            add(totals.byTouch[touch], Key(group: group, source: Int64(source)))
        }
        if totals.unattributed.isUsed {
            add(totals.unattributed, Key(group: unattributed, source: -1))
        }
    }

    private mutating func add(_ other: SourceTotals.Sums, _ key: Key) {
        if let place = places[key] { return sums[place].add(other) }
        places[key] = keys.count
        keys.append(key)
        var new = SourceTotals.Sums()
        new.add(other)
        sums.append(new)
    }
}
