internal import Attribution

/// What a world's conversions owe its sources: all 2ⁿ worlds of sources on and off, compared.
///
/// Counts and amounts are integers, so parts of the users may be computed anywhere and added up.
public struct CausalTruth: Sendable, Hashable {
    /// Conversions in the world in which exactly the sources of a set are on, by its bits.
    public private(set) var conversions: [Int64]
    /// Revenue in ten-thousandths, likewise.
    public private(set) var revenue: [Int64]
    /// The number of sources.
    public let sources: Int

    /// The truth of a world, over all its users.
    public init(_ world: CausalWorld) throws(CausalWorldError) {
        try self.init(world, users: 0..<world.users)
    }

    /// The truth over some of the users of a world.
    public init(_ world: CausalWorld, users range: Range<Int>) throws(CausalWorldError) {
        try world.check()
        sources = world.sources.count
        conversions = Array(repeating: 0, count: 1 << sources)
        revenue = conversions
        let users = CausalUsers(world)
        var hazard = CausalHazard(world)
        for user in range { add(user, users, &hazard) }
    }

    /// Adds the truth over other users of the same world.
    public mutating func add(_ other: CausalTruth) {
        precondition(sources == other.sources, "truths of one world")
        for on in conversions.indices {
            conversions[on] += other.conversions[on]
            revenue[on] += other.revenue[on]
        }
    }

    private mutating func add(_ user: Int, _ users: CausalUsers, _ hazard: inout CausalHazard) {
        let life = users.life(of: user)
        for candidate in life.candidates {
            let outcome = hazard.outcome(
                candidate, bursts: life.bursts, exposures: life.exposures)
            switch outcome {
            case .never: continue
            case .always:
                let amount = users.amount(of: candidate)
                for on in conversions.indices {
                    conversions[on] += 1
                    revenue[on] += amount
                }
            case .sometimes(let worlds):
                let amount = users.amount(of: candidate)
                for on in worlds.indices where worlds[on] {
                    conversions[on] += 1
                    revenue[on] += amount
                }
            }
        }
    }
}

extension CausalTruth {
    /// The world as it is, all sources on, as bits.
    public var all: Int { (1 << sources) - 1 }

    /// Conversions that would have been without any source.
    public var baselineConversions: Int64 { conversions[0] }
    /// Revenue that would have been without any source.
    public var baselineRevenue: Int64 { revenue[0] }

    /// Conversions that would be lost if the source alone were off (leave-one-out).
    public func incrementalConversions(of source: Int) -> Int64 {
        conversions[all] - conversions[all ^ 1 << source]
    }

    /// Revenue that would be lost if the source alone were off, in ten-thousandths.
    public func incrementalRevenue(of source: Int) -> Int64 {
        revenue[all] - revenue[all ^ 1 << source]
    }

    /// The exact Shapley value of each source over all worlds, in conversions. They sum to all
    /// conversions less the baseline.
    public var shapleyConversions: [Double] {
        Shapley.enumerated(
            players: sources, worths: conversions.map { Double($0 - conversions[0]) })
    }

    /// The Shapley values in billionths of a conversion, each rounded by itself, half away from
    /// zero.
    public var shapleyConversionsE9: [Int64] { shapley(conversions, scale: 1_000_000_000) }

    /// The Shapley values in ten-thousandths of revenue, each rounded by itself, half away from
    /// zero.
    public var shapleyRevenue: [Int64] { shapley(revenue, scale: 1) }

    /// Σ over sets S without i of |S|! · (n − 1 − |S|)! · (v(S ∪ i) − v(S)), in integers; then ÷ n!.
    private func shapley(_ totals: [Int64], scale: Int128) -> [Int64] {
        var factorials: [Int128] = [1]
        for number in 0..<sources { factorials.append(factorials[number] * Int128(number + 1)) }
        return (0..<sources).map { source in
            var sum: Int128 = 0
            for set in totals.indices where set & 1 << source == 0 {
                let size = set.nonzeroBitCount
                let gain = Int128(totals[set | 1 << source]) - Int128(totals[set])
                sum += factorials[size] * factorials[sources - 1 - size] * gain
            }
            return Money.rounded(sum * scale, dividedBy: factorials[sources]) ?? 0
        }
    }
}
