import Attribution
import Testing

@testable import Worlds

@Suite("Worlds with a known truth")
struct CausalWorldTests {
    static let day = CausalWorld.day

    /// Display that brings searches, a targeted mail, and answers to bursts of interest.
    static func shop(_ seed: UInt64, users: Int = 120) -> CausalWorld {
        var world = CausalWorld()
        world.seed = seed
        world.users = users
        world.burstsPerDay = 0.05
        world.burstEffect = CausalWorld.Effect(conversions: 0.1, halfLife: 2 * CausalWorld.hour)
        var display = CausalSource(name: "display")
        display.exposuresPerDay = 0.2
        display.lasting = CausalWorld.Effect(conversions: 0.02, halfLife: 5 * day)
        display.brings = [CausalSource.Bringing(source: 2, mean: 0.5, delay: CausalWorld.hour)]
        display.clickShare = 0.3
        var mail = CausalSource(name: "mail")
        mail.exposuresPerDay = 0.1
        mail.targeting = 1.5
        mail.immediate = CausalWorld.Effect(conversions: 0.05, halfLife: CausalWorld.hour)
        var search = CausalSource(name: "search")
        search.perBurst = 0.7
        search.immediate = CausalWorld.Effect(conversions: 0.1, halfLife: CausalWorld.hour)
        world.sources = [display, mail, search]
        return world
    }

    static func events(_ world: CausalWorld, on: Int) throws -> [CausalEvent] {
        var events: [CausalEvent] = []
        try world.events(ofUsers: 0..<world.users, on: on) { events.append($0) }
        return events
    }

    @Test("the truth of a world without interactions is the closed form")
    func closedForm() throws {
        var world = CausalWorld()
        world.seed = 9
        world.users = 3_000
        world.propensitySpread = 0.7
        world.baseline = 0.01
        var ads = CausalSource(name: "ads")
        ads.exposuresPerDay = 0.3
        ads.lasting = CausalWorld.Effect(conversions: 0.03, halfLife: 2 * Self.day)
        var placebo = CausalSource(name: "placebo")
        placebo.exposuresPerDay = 0.5
        world.sources = [ads, placebo]
        let truth = try CausalTruth(world)
        let (users, days) = (3_000.0, 30.0)
        let baseline = users * days * 0.01
        // Each exposure at t adds c · (1 − 2^(−(D − t) / h)); over all t: D − h / ln 2 (2^(−15) aside).
        let effect = users * 0.3 * 0.03 * (days - 2 / 0.693147180559945 * (1 - 1 / 32_768.0))
        // Users differ in propensity, so counts spread more than Poisson; five deviations.
        func isNear(_ count: Int64, _ mean: Double) -> Bool {
            let spread = 0.7 * 0.7
            let perUser = mean / users
            let deviation = (mean + users * perUser * perUser * 2 * spread).squareRoot()
            return abs(Double(count) - mean) < 5 * deviation
        }
        #expect(isNear(truth.baselineConversions, baseline))
        #expect(isNear(truth.incrementalConversions(of: 0), effect))
        #expect(truth.incrementalConversions(of: 1) == 0)
        #expect(truth.shapleyConversions[1] == 0)
    }

    @Test(
        "twins differ in nothing but what the switch causes",
        arguments: 1...10 as ClosedRange<UInt64>)
    func twins(_ seed: UInt64) throws {
        let world = Self.shop(seed)
        let factual = try Self.events(world, on: 0b111)
        for off in 0..<3 {
            let twin = try Self.events(world, on: 0b111 ^ 1 << off)
            let (before, after) = (Set(factual), Set(twin))
            // No effect is negative here, so a switch only takes away.
            #expect(after.isSubset(of: before), "seed \(seed)")
            for event in before.subtracting(after) {
                guard case .click(let source) = event.kind else { continue }
                // Display's searches go with it; nothing else is anybody else's.
                #expect(source == off || (off == 0 && source == 2), "seed \(seed)")
            }
        }
    }

    @Test("the truth counts what the logs of all worlds show", arguments: [1, 2, 3])
    func truthIsTheLog(_ seed: UInt64) throws {
        var world = Self.shop(seed)
        world.synergies = [
            CausalWorld.Synergy(
                first: 0, second: 1, conversionsPerDay: -0.05, window: 3 * Self.day),
            CausalWorld.Synergy(
                first: 1, second: 2, conversionsPerDay: 0.2, window: 2 * Self.day),
        ]
        let truth = try CausalTruth(world)
        for on in 0..<8 {
            var (count, revenue) = (Int64(0), Int64(0))
            for event in try Self.events(world, on: on) {
                if case .checkout(let amount) = event.kind {
                    count += 1
                    revenue += amount
                }
            }
            #expect(truth.conversions[on] == count, "seed \(seed) world \(on)")
            #expect(truth.revenue[on] == revenue, "seed \(seed) world \(on)")
        }
        let sum = truth.shapleyConversions.reduce(0, +)
        #expect(abs(sum - Double(truth.conversions[7] - truth.conversions[0])) < 1e-6)
    }

    @Test("users in parts give the whole")
    func parts() throws {
        let world = Self.shop(4)
        var truth = try CausalTruth(world, users: 0..<47)
        truth.add(try CausalTruth(world, users: 47..<120))
        #expect(try truth == CausalTruth(world))
    }

    @Test("a source that others do not know changes nothing for them")
    func unrelatedSource() throws {
        var world = Self.shop(6)
        let before = try CausalTruth(world)
        world.sources.append(CausalSource(name: "new"))
        world.sources[3].exposuresPerDay = 1
        let after = try CausalTruth(world)
        #expect(Array(after.conversions[..<8]) == before.conversions)
        #expect(Array(after.conversions[8...]) == before.conversions)
        // Nor one with an effect, as long as it is off.
        world.sources[3].immediate = CausalWorld.Effect(conversions: 0.5, halfLife: 60_000)
        let effective = try CausalTruth(world)
        #expect(Array(effective.conversions[..<8]) == before.conversions)
        #expect(effective.conversions[15] > before.conversions[7] + 1_000)
    }

    @Test("a short and violent effect is not cut: the closed form holds above any level")
    func violent() throws {
        var world = CausalWorld()
        world.seed = 3
        world.users = 400
        world.propensitySpread = 0
        world.baseline = 0
        var ads = CausalSource(name: "ads")
        ads.exposuresPerDay = 0.5
        // A peak of 2 · ln 2 · 1,440 = 1,996 conversions a day.
        ads.immediate = CausalWorld.Effect(conversions: 2, halfLife: 60_000)
        world.sources = [ads]
        let truth = try CausalTruth(world)
        // 400 · 30 · 0.5 exposures bring two conversions each: Poisson of Poisson.
        let mean = 12_000.0
        let deviation = (mean * 3).squareRoot()
        #expect(abs(Double(truth.conversions[1]) - mean) < 5 * deviation)
        #expect(truth.conversions[0] == 0)
    }

    @Test("settings that make no sense are named")
    func checks() throws {
        var world = Self.shop(1)
        world.sources[2].brings = [CausalSource.Bringing(source: 0, mean: 1, delay: 0)]
        let error = #expect(throws: CausalWorldError.self) { try CausalTruth(world) }
        #expect(error?.setting == "sources[2].brings")
        world = Self.shop(1)
        world.sources[1].name = "display"
        #expect(throws: CausalWorldError.self) { try world.check() }
        world = Self.shop(1)
        world.baseline = .nan
        #expect(throws: CausalWorldError.self) { try world.check() }
    }
}
