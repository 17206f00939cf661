import Streaming

/// Finds the least delay that credits enough checkouts as in the truth, also where the checkouts of
/// some users count more often than once.
///
/// Completeness changes only where a checkout's need begins or its limit is reached; between those
/// it is the same. So the answer is 0 or one of the needs.
struct DelaySearch: Sendable {
    private struct Change: Sendable {
        var delay: Int64
        /// Whose checkout.
        var cluster: Int32
        /// +1 where it begins to be credited as in the truth, −1 where that ends.
        var sign: Int64
    }

    /// In the order of the delays.
    private var changes: [Change] = []
    /// By cluster: its checkouts that no delay credits as in the truth.
    private var hopeless: [Int64] = []
    /// By cluster: the number of its checkouts.
    private(set) var sizes: [Int64] = []
    /// By checkout: the number of its cluster.
    private(set) var clusters: [Int32] = []
    /// Whether a longer delay never makes anything worse.
    private var isMonotone = true

    /// Checkouts of one join key are a cluster. Cost: sorting the checkouts.
    init(_ credits: [DelayCurve.Credit]) {
        let longest = Milliseconds.longest.count
        var numbers: [UInt32: Int32] = [:]
        for credit in credits {
            let cluster = numbers[credit.key] ?? Int32(sizes.count)
            if Int(cluster) == sizes.count {
                numbers[credit.key] = cluster
                sizes.append(0)
                hopeless.append(0)
            }
            clusters.append(cluster)
            sizes[Int(cluster)] += 1
            guard credit.need < credit.limit, credit.need <= longest else {
                hopeless[Int(cluster)] += 1
                continue
            }
            changes.append(Change(delay: credit.need, cluster: cluster, sign: 1))
            if credit.limit <= longest {
                isMonotone = false
                changes.append(Change(delay: credit.limit, cluster: cluster, sign: -1))
            }
        }
        changes.sort { ($0.delay, $0.cluster, $0.sign) < ($1.delay, $1.cluster, $1.sign) }
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

    /// The least delay at which `acceptE9` billionths of all are credited as in the truth; `nil` if
    /// there is none. The checkouts of a cluster count as often as `weights` says; `unaffected` are
    /// further ones that are credited as in the truth at any delay.
    func smallest(weights: [Int64], unaffected: Int64, acceptE9: Int64) -> Milliseconds? {
        let whole = zip(weights, sizes).reduce(unaffected) { $0 + $1.0 * $1.1 }
        let enough = (Int128(whole) * Int128(acceptE9) + 999_999_999) / 1_000_000_000
        let missingMax = whole - Int64(enough)
        return isMonotone
            ? fromTheEnd(weights, missingMax) : fromTheStart(weights, whole, unaffected, missingMax)
    }

    /// Gives up the greatest needs, as long as enough are left. Cost: those that are given up.
    private func fromTheEnd(_ weights: [Int64], _ missingMax: Int64) -> Milliseconds? {
        var missing = zip(weights, hopeless).reduce(0) { $0 + $1.0 * $1.1 }
        if missing > missingMax { return nil }
        for change in changes.reversed() {
            missing += weights[Int(change.cluster)]
            if missing > missingMax { return Milliseconds(change.delay) }
        }
        return .zero
    }

    private func fromTheStart(
        _ weights: [Int64], _ whole: Int64, _ unaffected: Int64, _ missingMax: Int64
    ) -> Milliseconds? {
        var same = unaffected
        var place = 0
        var delay: Int64 = 0
        while true {
            // All that happens at this delay.
            while place < changes.count, changes[place].delay == delay {
                same += changes[place].sign * weights[Int(changes[place].cluster)]
                place += 1
            }
            if whole - same <= missingMax { return Milliseconds(delay) }
            guard place < changes.count else { return nil }
            delay = changes[place].delay
        }
    }
}
