internal import Streaming

/// An exposure of one user.
struct Exposure: Sendable, Hashable {
    /// Milliseconds from the start of the world.
    var time: Double
    var source: Int
    /// The sources that must be on for it to happen, as bits: its own and those that brought it.
    var needs: Int
    /// Names it across worlds, for what is drawn about it.
    var id: UInt64
}

/// All that is drawn about one user.
struct CausalLife {
    /// The times of the bursts of interest, rising.
    var bursts: [Double]
    /// All exposures that could happen, in time order.
    var exposures: [Exposure]
    /// The moments of decision, in time order.
    var candidates: [Candidate]
}

/// Draws what happens to the users of a world, each independently of all others.
///
/// Every (user, source, purpose) has a random stream of its own, and an exposure that another one
/// brings about is drawn from a stream of its parent. So nothing that is drawn depends on whether
/// any source is on: all worlds, on or off, are subsets of the same draws.
struct CausalUsers {
    let world: CausalWorld
    private let propensities: RandomStream
    private let bursts: RandomStream
    private let field: CandidateField
    private let amounts: RandomStream
    private let exposures: [RandomStream]
    private let answers: [RandomStream]
    private let brought: [RandomStream]
    private let clicks: [RandomStream]

    init(_ world: CausalWorld) {
        self.world = world
        func stream(_ purpose: String) -> RandomStream {
            RandomStream(seed: world.seed, purpose: "worlds." + purpose)
        }
        func streams(_ purpose: String) -> [RandomStream] {
            world.sources.map { stream("\(purpose).\($0.name)") }
        }
        propensities = stream("propensity")
        bursts = stream("bursts")
        field = CandidateField(world)
        amounts = stream("amounts")
        exposures = streams("exposures")
        answers = streams("answers")
        brought = streams("brought")
        clicks = streams("clicks")
    }

    /// The user's propensity; its mean over users is 1.
    func propensity(of user: Int) -> Double {
        let spread = world.propensitySpread
        if spread == 0 { return 1 }
        return ExactMath.exp(
            spread * propensities.normal(UInt64(user)) - spread * spread / 2)
    }

    /// The times of the user's bursts of interest, rising.
    func bursts(of user: Int) -> [Double] {
        times(RandomSequence(bursts, UInt64(user)), perDay: world.burstsPerDay)
    }

    /// All exposures that could happen to the user, in time order.
    func exposures(of user: Int, propensity: Double, bursts: [Double]) -> [Exposure] {
        var all: [Exposure] = []
        for (number, source) in world.sources.enumerated() {
            let rate = source.exposuresPerDay * reach(of: source, propensity)
            let own = times(RandomSequence(exposures[number], UInt64(user)), perDay: rate)
            for (place, time) in own.enumerated() {
                add(
                    Exposure(
                        time: time, source: number, needs: 1 << number,
                        id: exposures[number].bits(UInt64(user), draw: 8 + UInt64(place))), to: &all
                )
            }
            guard source.perBurst > 0 else { continue }
            for (place, burst) in bursts.enumerated() {
                let id = answers[number].bits(UInt64(user), draw: 8 + UInt64(place))
                guard answers[number].unit(id) < source.perBurst else { continue }
                let wait = answers[number].exponential(id, draw: 1) * Double(source.burstDelay)
                add(
                    Exposure(time: burst + wait, source: number, needs: 1 << number, id: id),
                    to: &all)
            }
        }
        return all.sorted { a, b in a.time != b.time ? a.time < b.time : a.id < b.id }
    }

    /// Adds an exposure and all that it brings about, if it is within the world.
    private func add(_ exposure: Exposure, to all: inout [Exposure]) {
        guard exposure.time < Double(world.duration) else { return }
        all.append(exposure)
        for bringing in world.sources[exposure.source].brings {
            let stream = brought[bringing.source]
            var random = RandomSequence(stream, exposure.id)
            var turn: UInt64 = 0
            // Poisson: arrivals of rate 1 until the mean.
            var spent = random.exponential()
            while spent < bringing.mean {
                let wait = random.exponential() * Double(bringing.delay)
                add(
                    Exposure(
                        time: exposure.time + wait, source: bringing.source,
                        needs: exposure.needs | 1 << bringing.source,
                        id: stream.bits(exposure.id, draw: 8 + turn)), to: &all)
                spent += random.exponential()
                turn += 1
            }
        }
    }

    /// All that is drawn about a user, whatever is on or off.
    func life(of user: Int) -> CausalLife {
        let propensity = propensity(of: user)
        let bursts = bursts(of: user)
        let exposures = exposures(of: user, propensity: propensity, bursts: bursts)
        let candidates = field.candidates(
            of: user, propensity: propensity, bursts: bursts, exposures: exposures)
        return CausalLife(bursts: bursts, exposures: exposures, candidates: candidates)
    }

    /// The amount of a candidate, in ten-thousandths and whole cents.
    func amount(of candidate: Candidate) -> Int64 {
        let spread = world.amountSpread
        if spread == 0 { return (world.amountMean + 50) / 100 * 100 }
        let normal = amounts.normal(candidate.id)
        let factor = ExactMath.exp(spread * normal - spread * spread / 2)
        // Drawn as the times are, from ``ExactMath`` and IEEE 754's own operations: the same cents on
        // every machine. Up to 2⁵² cents: a wide spread must not overflow.
        return 100 * Int64(min((Double(world.amountMean) / 100 * factor).rounded(), 0x1p52))
    }

    /// Whether an exposure is in the log.
    func isClick(_ exposure: Exposure) -> Bool {
        clicks[exposure.source].unit(exposure.id) < world.sources[exposure.source].clickShare
    }

    /// ρ^targeting, divided by its mean over users.
    private func reach(of source: CausalSource, _ propensity: Double) -> Double {
        let power = source.targeting
        let spread = world.propensitySpread
        if power == 0 || spread == 0 { return 1 }
        let mean = ExactMath.exp(spread * spread * power * (power - 1) / 2)
        return ExactMath.pow(propensity, power) / mean
    }

    /// A Poisson process over the world's duration.
    private func times(_ random: RandomSequence, perDay rate: Double) -> [Double] {
        guard rate > 0 else { return [] }
        var random = random
        var times: [Double] = []
        let gap = Double(CausalWorld.day) / rate
        var time = random.exponential() * gap
        while time < Double(world.duration) {
            times.append(time)
            time += random.exponential() * gap
        }
        return times
    }
}
