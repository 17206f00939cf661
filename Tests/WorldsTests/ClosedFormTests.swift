import Testing

@testable import Worlds

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Worlds simple enough to be solved with pen and paper; the generator must agree within five
/// standard deviations of what chance allows.
@Suite("Worlds solved in closed form")
struct ClosedFormTests {
    static let days = 30.0
    static let seeds: ClosedRange<UInt64> = 1...2

    private static func world(_ seed: UInt64, users: Int = 1_000) -> CausalWorld {
        var world = CausalWorld()
        world.seed = seed
        world.users = users
        world.propensitySpread = 0
        world.baseline = 0
        world.amountSpread = 0
        return world
    }

    private static func effect(
        _ conversions: Double, days halfLife: Double, delay: Double = 0
    ) -> CausalWorld.Effect {
        CausalWorld.Effect(
            conversions: conversions, halfLife: Int64(halfLife * 86_400_000),
            delay: Int64(delay * 86_400_000))
    }

    /// ∫ f over 0…to, by Simpson's rule.
    private static func integral(to end: Double, _ f: (Double) -> Double) -> Double {
        let steps = 2_000
        let width = end / Double(steps)
        var sum = f(0) + f(end)
        for step in 1..<steps { sum += f(Double(step) * width) * (step % 2 == 1 ? 4 : 2) }
        return sum * width / 3
    }

    /// Whether a count is within five deviations; `spread`: its variance ÷ its mean.
    private static func isNear(_ count: Int64, _ mean: Double, spread: Double = 1) -> Bool {
        abs(Double(count) - mean) < 5 * (mean * spread).squareRoot()
    }

    /// Users who convert at least once, with some sources on.
    private static func converters(_ world: CausalWorld, on: Int) throws -> Int {
        var users: Set<Int> = []
        try world.events(ofUsers: 0..<world.users, on: on) { event in
            if case .checkout = event.kind { users.insert(event.user) }
        }
        return users.count
    }

    @Test("P(a user converts) under a constant hazard and one source", arguments: seeds)
    func conversionProbability(_ seed: UInt64) throws {
        var world = Self.world(seed)
        world.baseline = 0.02
        var ads = CausalSource(name: "ads")
        ads.exposuresPerDay = 0.1
        ads.immediate = Self.effect(0.5, days: 1)
        world.sources = [ads]
        // Off: 1 − e^(−bD). On: exposures are Poisson, and one with x days left adds a Poisson
        // number of conversions with mean 0.5 · (1 − 2^(−x)).
        let off = 1 - exp(-0.02 * Self.days)
        let quiet = Self.integral(to: Self.days) { 1 - exp(-0.5 * (1 - exp2(-$0))) }
        let on = 1 - exp(-0.02 * Self.days - 0.1 * quiet)
        for (sources, probability) in [(0, off), (1, on)] {
            let mean = Double(world.users) * probability
            let count = try Self.converters(world, on: sources)
            #expect(
                Self.isNear(Int64(count), mean, spread: 1 - probability),
                "seed \(seed): \(count) users, expected \(mean)")
        }
    }

    @Test("a delayed effect brings what comes before the world ends", arguments: seeds)
    func delayed(_ seed: UInt64) throws {
        var world = Self.world(seed)
        var mail = CausalSource(name: "mail")
        mail.exposuresPerDay = 0.1
        mail.lasting = Self.effect(0.4, days: 3, delay: 10)
        world.sources = [mail]
        // ∫ (1 − 2^(−x/3)) dx over the D − 10 days after the delay.
        let reach = Self.integral(to: Self.days - 10) { 1 - exp2(-$0 / 3) }
        let mean = Double(world.users) * 0.1 * 0.4 * reach
        let truth = try CausalTruth(world)
        #expect(truth.conversions[0] == 0)
        #expect(Self.isNear(truth.incrementalConversions(of: 0), mean, spread: 1.4))
    }

    @Test("what a source brings about through another is both's, and half each's", arguments: seeds)
    func brings(_ seed: UInt64) throws {
        var world = Self.world(seed)
        var display = CausalSource(name: "display")
        display.exposuresPerDay = 0.2
        display.brings = [CausalSource.Bringing(source: 1, mean: 0.5, delay: 86_400_000)]
        var search = CausalSource(name: "search")
        search.immediate = Self.effect(0.3, days: 2)
        world.sources = [display, search]
        // An exposure with x days left, its search after s of mean 1, the sale after that:
        // 1 − (a e^(−x/a) − e^(−x)) ÷ (a − 1), with a = 2 ÷ ln 2.
        let a = 2 / log(2.0)
        let reach = Self.integral(to: Self.days) {
            1 - (a * exp(-$0 / a) - exp(-$0)) / (a - 1)
        }
        let mean = Double(world.users) * 0.2 * 0.5 * 0.3 * reach
        let truth = try CausalTruth(world)
        let lift = truth.conversions[3] - truth.conversions[0]
        // A display leads to a Poisson number of Poisson numbers.
        #expect(Self.isNear(lift, mean, spread: 1 + 0.3 + 0.15), "seed \(seed): \(lift) of \(mean)")
        #expect((0...1).allSatisfy { truth.incrementalConversions(of: $0) == lift })
        #expect(truth.shapleyConversionsE9 == [lift * 500_000_000, lift * 500_000_000])
    }

    /// The days of D on which both of two sources were met within `window` days, on average.
    private static func together(_ first: Double, _ second: Double, window: Double) -> Double {
        func both(_ days: Double) -> Double { (1 - exp(-first * days)) * (1 - exp(-second * days)) }
        return integral(to: window, both) + (days - window) * both(window)
    }

    private static func pair(_ seed: UInt64, _ conversionsPerDay: Double) -> CausalWorld {
        var world = world(seed)
        var social = CausalSource(name: "social")
        social.exposuresPerDay = 0.1
        var mail = CausalSource(name: "mail")
        mail.exposuresPerDay = 0.3
        world.sources = [social, mail]
        world.synergies = [
            CausalWorld.Synergy(
                first: 0, second: 1, conversionsPerDay: conversionsPerDay,
                window: 4 * CausalWorld.day)
        ]
        return world
    }

    @Test("synergy: each has all of it, and half of it as its Shapley value", arguments: seeds)
    func synergy(_ seed: UInt64) throws {
        let world = Self.pair(seed, 0.1)
        let truth = try CausalTruth(world)
        let mean = Double(world.users) * 0.1 * Self.together(0.1, 0.3, window: 4)
        let lift = truth.conversions[3]
        // Spells of some days: a user's conversions spread more than Poisson.
        #expect(Self.isNear(lift, mean, spread: 2), "seed \(seed): \(lift) of \(mean)")
        #expect(truth.conversions[1] + truth.conversions[2] == 0)
        #expect((0...1).allSatisfy { truth.incrementalConversions(of: $0) == lift })
        #expect(truth.shapleyConversionsE9 == [lift * 500_000_000, lift * 500_000_000])
    }

    @Test(
        "negative synergy takes away what is there and no more", arguments: seeds, [-0.02, -0.5])
    func negativeSynergy(_ seed: UInt64, _ conversionsPerDay: Double) throws {
        var world = Self.pair(seed, conversionsPerDay)
        world.baseline = 0.05
        let truth = try CausalTruth(world)
        let taken = min(0.05, -conversionsPerDay) * Self.together(0.1, 0.3, window: 4)
        let mean = Double(world.users) * (0.05 * Self.days - taken)
        #expect(Self.isNear(truth.conversions[0], Double(world.users) * 0.05 * Self.days))
        #expect(Self.isNear(truth.conversions[3], mean, spread: 1.5))
        #expect(truth.conversions[1] == truth.conversions[0])
        // Thinned from the same points: the difference is far more exact than either count.
        let loss = truth.conversions[0] - truth.conversions[3]
        #expect(Self.isNear(loss, Double(world.users) * taken, spread: 1.5))
    }

    @Test(
        "targeting doubles what an effect brings: E[ρ^(1+τ)] ÷ E[ρ^τ] = e^(σ²τ)", arguments: seeds)
    func targeting(_ seed: UInt64) throws {
        var world = Self.world(seed, users: 2_500)
        world.propensitySpread = 0.6
        var banner = CausalSource(name: "banner")
        banner.exposuresPerDay = 0.1
        banner.immediate = Self.effect(0.2, days: 0.5)
        var targeted = banner
        targeted.name = "targeted"
        targeted.targeting = log(2.0) / 0.36
        world.sources = [banner, targeted]
        let truth = try CausalTruth(world)
        let reach = Self.integral(to: Self.days) { 1 - exp2(-$0 / 0.5) }
        let mean = Double(world.users) * 0.1 * 0.2 * reach
        // Users differ: the variance of a user's number is dominated by that of ρ.
        #expect(Self.isNear(truth.incrementalConversions(of: 0), mean, spread: 2))
        #expect(Self.isNear(truth.incrementalConversions(of: 1), 2 * mean, spread: 30))
        // No interaction: a Shapley value has the mean of the leave-one-out count (not its very
        // number, since sales are points below the sum of both hazards).
        #expect(Self.isNear(truth.shapleyConversionsE9[0] / 1_000_000_000, mean, spread: 2))
        #expect(Self.isNear(truth.shapleyConversionsE9[1] / 1_000_000_000, 2 * mean, spread: 30))
    }

    @Test("revenue is conversions times the amount where amounts do not spread")
    func revenue() throws {
        var world = Self.world(1, users: 500)
        var ads = CausalSource(name: "ads")
        ads.exposuresPerDay = 0.1
        ads.immediate = Self.effect(0.3, days: 0.2)
        world.sources = [ads]
        let truth = try CausalTruth(world)
        // Every sale has the mean amount.
        #expect(truth.incrementalRevenue(of: 0) == truth.incrementalConversions(of: 0) * 500_000)
    }
}
