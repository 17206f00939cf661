/// The hazard of one user at one moment, in every world at once.
///
/// An exposure counts in the worlds in which all sources that it needs are on, so the hazards of all
/// 2ⁿ worlds are sums over subsets: n · 2ⁿ⁻¹ additions instead of a pass over the exposures each.
struct CausalHazard {
    private let world: CausalWorld
    private let curves: EffectCurves
    /// What is added in all worlds in which a set of sources is on, by its bits.
    private var added: [Double]
    private var touched: [Int] = []
    /// By source: the sets that an exposure within a synergy's window needs.
    private var active: [[Int]]

    init(_ world: CausalWorld) {
        self.world = world
        curves = EffectCurves(world)
        added = Array(repeating: 0, count: 1 << world.sources.count)
        active = Array(repeating: [], count: world.sources.count)
    }

    /// In which worlds a candidate converts: none, all, or those that the mask says.
    enum Outcome {
        case never
        case always
        case sometimes([Bool])
    }

    /// Decides a candidate of a user with some bursts and exposures, both in time order.
    mutating func outcome(
        _ candidate: Candidate, bursts: [Double], exposures: [Exposure]
    ) -> Outcome {
        var fixed = world.baseline
        for burst in bursts {
            if burst > candidate.time { break }
            fixed += curves.burst.hazard(atAge: candidate.time - burst)
        }
        var highest = fixed
        for exposure in exposures {
            if exposure.time > candidate.time { break }
            let curve = curves.sources[exposure.source]
            let age = candidate.time - exposure.time
            let hazard = curve.immediate.hazard(atAge: age) + curve.lasting.hazard(atAge: age)
            if hazard == 0 { continue }
            if added[exposure.needs] == 0 { touched.append(exposure.needs) }
            added[exposure.needs] += hazard
            highest += hazard
        }
        defer { clear() }
        var lowest = fixed
        for synergy in world.synergies {
            highest += max(0, synergy.conversionsPerDay)
            lowest += min(0, synergy.conversionsPerDay)
        }
        if candidate.level >= highest { return .never }
        if candidate.level < lowest { return .always }
        return .sometimes(worlds(candidate, fixed, exposures))
    }

    private mutating func clear() {
        for needs in touched { added[needs] = 0 }
        touched.removeAll(keepingCapacity: true)
    }

    private mutating func worlds(
        _ candidate: Candidate, _ fixed: Double, _ exposures: [Exposure]
    ) -> [Bool] {
        var hazards = added
        for source in world.sources.indices {
            let bit = 1 << source
            for on in hazards.indices where on & bit != 0 { hazards[on] += hazards[on ^ bit] }
        }
        for synergy in world.synergies { add(synergy, candidate.time, exposures, to: &hazards) }
        return hazards.map { candidate.level < fixed + $0 }
    }

    private mutating func add(
        _ synergy: CausalWorld.Synergy, _ time: Double, _ exposures: [Exposure],
        to hazards: inout [Double]
    ) {
        for source in [synergy.first, synergy.second] {
            active[source].removeAll(keepingCapacity: true)
            for exposure in exposures where exposure.source == source {
                let age = time - exposure.time
                guard age >= 0, age <= Double(synergy.window) else { continue }
                if !active[source].contains(exposure.needs) {
                    active[source].append(exposure.needs)
                }
            }
            if active[source].isEmpty { return }
        }
        for on in hazards.indices {
            let isActive = [synergy.first, synergy.second].allSatisfy { source in
                active[source].contains { $0 & on == $0 }
            }
            if isActive { hazards[on] += synergy.conversionsPerDay }
        }
    }
}
