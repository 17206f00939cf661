import Streaming

/// Finds the least delay that credits enough checkouts as in the truth.
///
/// Completeness changes only where a checkout's need begins or its limit is reached; between those
/// it is the same. So the answer is 0 or one of the needs.
struct DelaySearch {
    private struct Change {
        var delay: Int64
        /// Which checkout.
        var credit: Int32
        /// +1 where it begins to be credited as in the truth, −1 where that ends.
        var sign: Int64
    }

    private var changes: [Change] = []

    /// Cost: sorting the checkouts.
    init(_ credits: [DelayCurve.Credit]) {
        let longest = Milliseconds.longest.count
        for (place, credit) in credits.enumerated() where credit.need < credit.limit {
            if credit.need <= longest {
                changes.append(Change(delay: credit.need, credit: Int32(place), sign: 1))
                if credit.limit <= longest {
                    changes.append(Change(delay: credit.limit, credit: Int32(place), sign: -1))
                }
            }
        }
        changes.sort { ($0.delay, $0.credit) < ($1.delay, $1.credit) }
    }

    /// The delays at which completeness changes, 0 before all, and how many checkouts are credited
    /// as in the truth from there on.
    var steps: [(delay: Int64, same: Int64)] {
        var steps: [(delay: Int64, same: Int64)] = [(0, 0)]
        var same: Int64 = 0
        for change in changes {
            same += change.sign
            if steps[steps.count - 1].delay == change.delay {
                steps[steps.count - 1].same = same
            } else {
                steps.append((change.delay, same))
            }
        }
        return steps
    }

    /// The least delay at which enough are credited as in the truth; `nil` if there is none.
    ///
    /// - Parameters:
    ///   - weights: by checkout, how often it counts.
    ///   - unaffected: the weight of all that are credited as in the truth at any delay.
    ///   - acceptE9: what is enough, in billionths of all.
    func smallest(weights: [Int64], unaffected: Int64, acceptE9: Int64) -> Milliseconds? {
        let whole = weights.reduce(unaffected, +)
        func isEnough(_ same: Int64) -> Bool {
            Int128(same) * 1_000_000_000 >= Int128(whole) * Int128(acceptE9)
        }
        var same = unaffected
        var place = 0
        var delay: Int64 = 0
        while true {
            // All that happens at this delay.
            while place < changes.count, changes[place].delay == delay {
                same += changes[place].sign * weights[Int(changes[place].credit)]
                place += 1
            }
            if isEnough(same) { return Milliseconds(delay) }
            guard place < changes.count else { return nil }
            delay = changes[place].delay
        }
    }
}
