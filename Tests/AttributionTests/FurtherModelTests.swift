import Attribution
import Testing

@Suite("Models beyond the reference values")
struct FurtherModelTests {
    private func shares(_ model: RuleModel, _ sources: [Int32]) -> [Double] {
        var calculator = RuleCalculator(model)
        var shares: [Double] = []
        calculator.shares(of: sources.map { Touch(age: 0, source: $0) }, into: &shares)
        return shares
    }

    @Test(
        "geometric decay halves towards the past; a path of thousands of touches still sums to one")
    func geometric() {
        let three: [Double] = [1.0 / 7, 2.0 / 7, 4.0 / 7]
        #expect(shares(.positionDecayGeometric, [0, 1, 2]) == three)
        let long = shares(.positionDecayGeometric, Array(repeating: 0, count: 5_000))
        #expect(long[4_999] == 0.5 && isClose(long.reduce(0, +), 1))
    }

    @Test("ranks go by the first appearance of a source")
    func ranks() {
        let ranked: [Double] = [1.0 / 6, 2.0 / 6, 0, 3.0 / 6]
        #expect(shares(.positionDecayDistinct, [5, 3, 5, 9]) == ranked)
    }

    @Test("refitted removal as the chains fitted to the paths that are left have it")
    func refitted() throws {
        for seed in 0..<60 as Range<UInt64> {
            let paths = RandomPaths.make(seed: seed, sources: 4, paths: 12)
            guard paths.conversions > 0 else { continue }
            for removal in MarkovRemoval.allCases {
                let effects = removal.effects(paths)
                for source in paths.sources.indices {
                    let expected = slowEffect(removal, paths, Int32(source))
                    #expect(
                        isClose(effects[source], expected), "seed \(seed) \(removal) \(source)")
                }
            }
        }
    }

    /// The probability of a conversion, by the chain; `failed`: journeys that end at once.
    private func probability(_ paths: PathSet, failed: Double) -> Double {
        guard !paths.paths.isEmpty, let model = MarkovModel(order: 1) else { return 0 }
        let journeys = paths.conversions + paths.nulls
        return journeys == 0
            ? 0
            : model.result(for: paths).conversionProbability * journeys / (journeys + failed)
    }

    private func slowEffect(_ removal: MarkovRemoval, _ paths: PathSet, _ source: Int32) -> Double {
        var left = PathSet()
        var failed = 0.0
        for path in paths.paths {
            let sources = paths.touches(of: path).map(\.source)
            let rest = sources.filter { $0 != source }.map { paths.sources[Int($0)] }
            let fails = removal != .detour && rest.count < sources.count
            let journeys = path.conversions + path.nulls
            if rest.isEmpty {
                if removal == .fail { failed += journeys }
            } else {
                left.append(
                    named: rest, conversions: fails ? 0 : path.conversions,
                    nulls: fails ? journeys : path.nulls)
            }
        }
        let ratio = probability(left, failed: failed) / probability(paths, failed: 0)
        return removal == .detour ? ratio - 1 : 1 - ratio
    }

    @Test("per journey, credits sum to the conversions and follow the effects")
    func perJourney() throws {
        for seed in 0..<30 as Range<UInt64> {
            let paths = RandomPaths.make(seed: seed)
            let effects = try #require(MarkovModel(order: 2)).result(for: paths).removalEffects
            let totals = MarkovPerJourney.totals(paths, effects: effects)
            #expect(isClose(totals.conversions.reduce(0, +), paths.conversions), "seed \(seed)")
            #expect(isClose(totals.value.reduce(0, +), paths.value), "seed \(seed)")
        }
        var paths = PathSet()
        paths.append(named: ["A", "B", "A"], conversions: 4, value: 8)
        let totals = MarkovPerJourney.totals(paths, effects: [0.3, 0.4])
        #expect(areClose(totals.conversions, [2.4, 1.6]))
        #expect(areClose(totals.value, [4.8, 3.2]))
        let equal: [Double] = [8.0 / 3, 4.0 / 3]
        #expect(areClose(MarkovPerJourney.totals(paths, effects: [0, 0]).conversions, equal))
    }

    @Test("a set of limited size keeps the last sources by name, whatever their numbers")
    func limitedSets() {
        for names in [["b", "a", "c"], ["c", "b", "a"]] {
            var paths = PathSet()
            paths.append(named: names, conversions: 6, nulls: 2)
            let values = ShapleySetRate.conversions(paths, sizeMax: 2)
            let byName = paths.sourcesByName.map { values[Int($0)] }
            #expect(areClose(byName, [0, 3, 3]))
        }
    }

    @Test("a walk of at most so many states; the longest path and one is what the package allows")
    func limitedWalks() throws {
        var paths = PathSet()
        paths.append(named: ["A", "B", "A", "B"], conversions: 10, nulls: 4)
        paths.append(named: ["B", "A"], conversions: 5, nulls: 1)
        paths.append(named: ["A"], conversions: 3, nulls: 5)
        func effects(_ limit: Int?) throws -> [Double] {
            try #require(
                MarkovModel(order: 1, variant: .truncatedWithoutNullPaths, statesMax: limit)
            ).result(for: paths).removalEffects
        }
        // One state: A with 13 of 18 starts converts 8 of 28, B with 5 of 18 10 of 25.
        #expect(areClose(try effects(1), [0.65, 0.35]))
        #expect(try effects(5) == effects(nil))
        #expect(MarkovModel(order: 1, statesMax: 0) == nil)
    }

    @Test("loops are steps of the transition matrix where they are asked for")
    func loops() {
        var paths = PathSet()
        paths.append(named: ["A", "A", "B"], conversions: 1)
        func rows(_ keeps: Bool, _ orders: [Int]) -> [String] {
            var selection = ModelSelection()
            selection.names = ["transition_matrix"]
            selection.transitionOrders = orders
            selection.transitionsKeepLoops = keeps
            return ModelRows(paths, selection).rows.map { "\($0.params) \($0.channel) \($0.value)" }
        }
        #expect(
            rows(true, [1]) == [
                "order=1;loops (start) -> A 1.0", "order=1;loops A -> A 0.5",
                "order=1;loops A -> B 0.5", "order=1;loops B -> (conversion) 1.0",
            ])
        #expect(rows(false, [2]).contains("order=2 A > A -> A > B 1.0"))
    }
}
