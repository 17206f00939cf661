import Streaming
import Testing

@testable import Attribution

@Suite("Markov chains")
struct MarkovTests {
    @Test(
        "P(conversion) of the unlimited chain is conversions ÷ journeys at every order",
        arguments: 0..<50)
    func probabilityOfConversion(_ seed: UInt64) throws {
        let paths = RandomPaths.make(seed: seed)
        let rate = paths.conversions / (paths.conversions + paths.nulls)
        for order in 1...4 {
            let model = try #require(MarkovModel(order: order))
            let result = model.result(for: paths)
            #expect(isClose(result.conversionProbability, rate), "seed \(seed) order \(order)")
            let bare = try #require(MarkovModel(order: order, variant: .withoutNullPaths))
            #expect(isClose(bare.result(for: paths).conversionProbability, 1), "seed \(seed)")
        }
    }

    @Test("the mean value of a walk is value ÷ journeys at every order", arguments: 0..<20)
    func meanValue(_ seed: UInt64) {
        let paths = RandomPaths.make(seed: seed)
        for order in 1...4 {
            let worth = ChainSolver.worth(of: MarkovChain(paths, order: order))
            let mean = paths.value / (paths.conversions + paths.nulls)
            #expect(isClose(worth.value, mean), "seed \(seed) order \(order)")
        }
    }

    @Test("collapsing self-loops changes no removal effect", arguments: 0..<30)
    func selfLoops(_ seed: UInt64) throws {
        let paths = RandomPaths.make(seed: seed, sources: 3)
        for order in 1...4 {
            let model = try #require(MarkovModel(order: order))
            let kept = model.result(
                for: MarkovChain(paths, order: order, keepsRepeats: true), of: paths)
            let collapsed = model.result(for: paths)
            #expect(areClose(kept.removalEffects, collapsed.removalEffects), "seed \(seed)")
            #expect(
                areClose(kept.valueRemovalEffects, collapsed.valueRemovalEffects), "seed \(seed)")
        }
    }

    @Test("elimination and sweeps give the same numbers", arguments: 0..<30)
    func twoSolvers(_ seed: UInt64) {
        let paths = RandomPaths.make(seed: seed)
        for order in 1...4 {
            let chain = MarkovChain(paths, order: order)
            for source in paths.sources.indices {
                let removed = chain.states(with: Int32(source))
                let exact = ChainElimination.worth(of: chain, without: removed)
                let swept = ChainSweeps.worth(of: chain, without: removed)
                #expect(isClose(exact.conversion, swept.conversion, 1e-13), "seed \(seed)")
                #expect(isClose(exact.value, swept.value, 1e-13), "seed \(seed)")
            }
        }
    }

    @Test("refunds count against gains in both solvers")
    func refunds() {
        var paths = PathSet()
        paths.append(named: ["a", "b", "a"], conversions: 2, value: -30, nulls: 1)
        paths.append(named: ["b"], conversions: 1, value: 12, nulls: 1)
        let chain = MarkovChain(paths, order: 1)
        #expect(isClose(ChainElimination.worth(of: chain, without: nil).value, -18 / 5.0))
        #expect(isClose(ChainSweeps.worth(of: chain, without: nil).value, -18 / 5.0))
    }

    @Test("the textbook example, by hand")
    func textbook() throws {
        // C1 > C2 > C3 converts, C1 and C2 > C3 do not: P = 2/3·1/2·½ + 1/3·½ = 1/3.
        var paths = PathSet()
        paths.append(named: ["C1", "C2", "C3"], conversions: 1, value: 1)
        paths.append(named: ["C1"], conversions: 0, nulls: 1)
        paths.append(named: ["C2", "C3"], conversions: 0, nulls: 1)
        let result = try #require(MarkovModel(order: 1)).result(for: paths)
        #expect(isClose(result.conversionProbability, 1 / 3.0))
        #expect(areClose(result.removalEffects, [0.5, 1, 1]))
        #expect(areClose(result.totals.conversions, [0.2, 0.4, 0.4]))
    }

    @Test("long walks through many states end, and are exact")
    func longWalks() {
        var paths = PathSet()
        var random = RandomSequence(seed: 3, purpose: "tests.long")
        let path = (0..<100_000).map { _ in Int32(random.below(250)) }
        for source in 0..<250 { _ = paths.number("s\(source)".utf8) }
        paths.append(path, conversions: 1, value: 5, nulls: 3)
        let worth = ChainSolver.worth(of: MarkovChain(paths, order: 1))
        #expect(isClose(worth.conversion, 0.25, 1e-9))
        #expect(isClose(worth.value, 1.25, 1e-9))
    }

    @Test("without a conversion, and without a journey, everything is 0")
    func nothing() throws {
        var paths = PathSet()
        let model = try #require(MarkovModel(order: 2))
        #expect(model.result(for: paths).conversionProbability == 0)
        paths.append(named: ["a", "b"], conversions: 0, nulls: 3)
        paths.append(named: ["c"], conversions: 0)
        for variant in MarkovModel.Variant.allCases {
            let model = try #require(MarkovModel(order: 1, variant: variant))
            #expect(model.result(for: paths).totals.conversions == [0, 0, 0])
        }
        #expect(MarkovModel(order: 0) == nil)
        #expect(MarkovModel(order: 5) == nil)
    }

    @Test("the probabilities that leave a state sum to 1", arguments: 1...4)
    func transitionsSumToOne(_ order: Int) {
        let paths = RandomPaths.make(seed: 11)
        var sums: [String: Double] = [:]
        for transition in MarkovChain(paths, order: order).transitions(namedBy: paths) {
            sums[transition.origin, default: 0] += transition.probability
        }
        #expect(sums.values.allSatisfy { isClose($0, 1) })
    }
}
