internal import Streaming

/// Shapley value of the pooled conversion rate: v(S) = conversions ÷ journeys, over the journeys
/// whose sources all lie in S (0 without one).
///
/// Values are rates, may be negative, and sum to the rate of all journeys. Enumerated up to
/// ``Shapley/enumeratedMax`` sources; beyond, the mean over ``samples`` random orders of the
/// sources, half of them the others reversed, from a fixed seed. Every order hands out the whole
/// rate, so the sum is exact in both cases.
///
/// Source: Shao and Li, "Data-driven multi-touch attribution models" (2011), with v(S) pooled.
public enum ShapleyPooledRate {
    /// How many orders are drawn beyond ``Shapley/enumeratedMax`` sources, unless said otherwise.
    public static let samples = 4_096

    /// The value of each source, by number.
    public static func values(
        _ paths: PathSet, seed: UInt64 = 1, samples: Int = samples
    ) -> [Double] {
        let coalitions = Coalitions(paths)
        guard coalitions.sources <= Shapley.enumeratedMax else {
            return sampled(coalitions, seed: seed, pairs: max(1, samples / 2))
        }
        let conversions = coalitions.sumsOverSubsets(\.conversions)
        let journeys = coalitions.sumsOverSubsets { $0.conversions + $0.nulls }
        let worths = zip(conversions, journeys).map { $1 > 0 ? $0 / $1 : 0 }
        return Shapley.enumerated(players: coalitions.sources, worths: worths)
    }

    static func sampled(_ coalitions: Coalitions, seed: UInt64, pairs: Int) -> [Double] {
        var random = RandomSequence(seed: seed, purpose: "attribution.shapley.orders")
        var order = Array(0..<coalitions.sources)
        var sums = Array(repeating: 0.0, count: coalitions.sources)
        for _ in 0..<pairs {
            for place in stride(from: order.count - 1, to: 0, by: -1) {
                order.swapAt(place, Int(random.below(UInt64(place + 1))))
            }
            addGains(of: order, coalitions, to: &sums)
            addGains(of: order.reversed(), coalitions, to: &sums)
        }
        return sums.map { $0 / Double(2 * pairs) }
    }

    /// Adds what each source adds to the rate when they join in an order.
    private static func addGains(
        of order: [Int], _ coalitions: Coalitions, to sums: inout [Double]
    ) {
        var turns = Array(repeating: 0, count: order.count)
        for (turn, source) in order.enumerated() { turns[source] = turn }
        var conversions = Array(repeating: 0.0, count: order.count)
        var journeys = conversions
        // A set's journeys count from the turn of its last member.
        for coalition in coalitions.all {
            let turn = coalition.members.reduce(0) { max($0, turns[Int($1)]) }
            conversions[turn] += coalition.conversions
            journeys[turn] += coalition.conversions + coalition.nulls
        }
        var (allConversions, allJourneys, rate) = (0.0, 0.0, 0.0)
        for (turn, source) in order.enumerated() {
            allConversions += conversions[turn]
            allJourneys += journeys[turn]
            let next = allJourneys > 0 ? allConversions / allJourneys : 0
            sums[source] += next - rate
            rate = next
        }
    }
}
