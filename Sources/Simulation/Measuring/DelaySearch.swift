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
    private var hopeless: [Int64]
    private let clusters: [DelayCurve.Cluster]
    /// Whether a longer delay never makes anything worse.
    private var isMonotone = true

    /// Cost: sorting the checkouts that some delay sees otherwise.
    init(_ curve: DelayCurve) {
        let longest = Milliseconds.longest.count
        clusters = curve.clusters
        hopeless = [Int64](repeating: 0, count: clusters.count)
        for credit in curve.credits {
            guard credit.need < credit.limit, credit.need <= longest else {
                hopeless[Int(credit.cluster)] += 1
                continue
            }
            changes.append(Change(delay: credit.need, cluster: credit.cluster, sign: 1))
            if credit.limit <= longest {
                isMonotone = false
                changes.append(Change(delay: credit.limit, cluster: credit.cluster, sign: -1))
            }
        }
        changes.sort { ($0.delay, $0.cluster, $0.sign) < ($1.delay, $1.cluster, $1.sign) }
    }

    /// The delays at which completeness changes, 0 before all, and how many checkouts are credited
    /// as in the truth from there on.
    var steps: [(delay: Int64, same: Int64)] {
        var same = clusters.reduce(0) { $0 + $1.always }
        var steps: [(delay: Int64, same: Int64)] = [(0, same)]
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
        let whole = zip(weights, clusters).reduce(unaffected) { $0 + $1.0 * $1.1.size }
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
        var same = zip(weights, clusters).reduce(unaffected) { $0 + $1.0 * $1.1.always }
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
