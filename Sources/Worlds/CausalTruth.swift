public import Attribution

/// What a world's conversions owe its sources: all 2ⁿ worlds of sources on and off, compared.
///
/// Counts and amounts are integers, so parts of the users may be computed anywhere and added up.
public struct CausalTruth: Sendable, Hashable {
    /// Conversions in the world in which exactly the sources of a set are on, by its bits.
    public private(set) var conversions: [Int64]
    /// Revenue in ten-thousandths, likewise.
    public private(set) var revenue: [Int64]
    /// Candidates at which the hazard cap could have cost a conversion; 0 in a sound world.
    public private(set) var cappedCandidates = 0
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
        cappedCandidates += other.cappedCandidates
    }

    private mutating func add(_ user: Int, _ users: CausalUsers, _ hazard: inout CausalHazard) {
        let propensity = users.propensity(of: user)
        let bursts = users.bursts(of: user)
        let exposures = users.exposures(of: user, propensity: propensity, bursts: bursts)
        let candidates = users.candidates(of: user, propensity: propensity)
        for (place, candidate) in candidates.enumerated() {
            var isCapped = false
            let outcome = hazard.outcome(
                candidate, bursts: bursts, exposures: exposures, isCapped: &isCapped)
            if isCapped { cappedCandidates += 1 }
            switch outcome {
            case .never: continue
            case .always:
                let amount = users.amount(of: user, candidate: place)
                for on in conversions.indices {
                    conversions[on] += 1
                    revenue[on] += amount
                }
            case .sometimes(let worlds):
                let amount = users.amount(of: user, candidate: place)
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
    public var shapleyConversions: [Double] { shapley(conversions) }

    /// The exact Shapley value of each source over all worlds, in ten-thousandths of revenue.
    public var shapleyRevenue: [Double] { shapley(revenue) }

    private func shapley(_ totals: [Int64]) -> [Double] {
        Shapley.enumerated(players: sources, worths: totals.map { Double($0 - totals[0]) })
    }
}
