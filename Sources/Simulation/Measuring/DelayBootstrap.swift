public import Streaming

/// How sure an answer about the delay is: what it would be with other users of the same kind.
///
/// The bootstrap over users: as many users as there are, drawn with replacement, a thousand times
/// over; checkouts of one user stay together, since they are late together. With the join key
/// `user+product` it is users' products that are drawn.
public struct DelayBootstrap: Sendable, Hashable {
    /// An interval of values.
    public struct Interval<Value: Sendable & Hashable>: Sendable, Hashable {
        /// 2.5 % of the draws are below.
        public var low: Value
        /// 2.5 % of the draws are above.
        public var high: Value
    }

    /// How often users were drawn.
    public static let draws = 1000

    /// How many users there are to draw from.
    public var users: Int
    /// The share credited as in the truth at the delay in question, in billionths, rounded down.
    public var completenessE9: Interval<Int64>
    /// The smallest delay that is good enough; `nil`: none is.
    public var smallestDelay: Interval<Milliseconds?>
}

extension DelayCurve {
    /// Draws users again and again, and tells how the answers spread.
    ///
    /// - Parameters:
    ///   - delay: the delay whose completeness is in question.
    ///   - acceptE9: what is good enough, in billionths.
    ///   - seed: the same seed gives the same draws.
    /// - Returns: `nil` without checkouts of at least two users.
    public func bootstrap(
        at delay: Milliseconds, acceptE9: Int64, seed: UInt64
    ) -> DelayBootstrap? {
        let search = DelaySearch(self)
        let users = clusters.count
        guard users > 1 else { return nil }
        var sameOf = clusters.map(\.always)
        for credit in credits where credit.isSame(at: delay.count) {
            sameOf[Int(credit.cluster)] += 1
        }
        var random = RandomSequence(seed: seed, purpose: "tune.bootstrap")
        var shares: [Int64] = []
        var delays: [Int64] = []
        for _ in 0..<DelayBootstrap.draws {
            var weights = [Int64](repeating: 0, count: users)
            var (same, whole) = (unaffected, unaffected)
            for _ in 0..<users {
                let user = Int(random.below(UInt64(users)))
                weights[user] += 1
                same += sameOf[user]
                whole += clusters[user].size
            }
            shares.append(Int64(Int128(same) * 1_000_000_000 / Int128(max(1, whole))))
            let smallest = search.smallest(
                weights: weights, unaffected: unaffected, acceptE9: acceptE9)
            delays.append(smallest?.count ?? .max)
        }
        func interval(_ values: [Int64]) -> (low: Int64, high: Int64) {
            let sorted = values.sorted()
            // Of a thousand, 25 are below and 25 above.
            let outside = sorted.count / 40
            return (sorted[outside], sorted[sorted.count - 1 - outside])
        }
        let (share, smallest) = (interval(shares), interval(delays))
        func duration(_ count: Int64) -> Milliseconds? { count == .max ? nil : Milliseconds(count) }
        return DelayBootstrap(
            users: users,
            completenessE9: .init(low: share.low, high: share.high),
            smallestDelay: .init(low: duration(smallest.low), high: duration(smallest.high)))
    }
}
