import Testing

@testable import Attribution

@Suite("Shapley and leave-one-out")
struct ShapleyTests {
    @Test("efficiency: the values of a game sum to its worth", arguments: 0..<50)
    func efficiency(_ seed: UInt64) {
        let paths = RandomPaths.make(seed: seed)
        let coverage = ShapleyCoverage.enumerated(paths)
        #expect(isClose(coverage.conversions.reduce(0, +), paths.conversions), "seed \(seed)")
        #expect(isClose(coverage.value.reduce(0, +), paths.value), "seed \(seed)")
        let rate = paths.conversions / (paths.conversions + paths.nulls)
        #expect(isClose(ShapleyPooledRate.values(paths).reduce(0, +), rate), "seed \(seed)")
        let perSet = ShapleySetRate.conversions(paths)
        #expect(isClose(perSet.reduce(0, +), paths.conversions), "seed \(seed)")
        let leaveOneOut = LeaveOneOut.conversions(paths)
        #expect(isClose(leaveOneOut.reduce(0, +), paths.conversions), "seed \(seed)")
    }

    @Test("symmetry: sources that only the name tells apart get the same", arguments: 0..<20)
    func symmetry(_ seed: UInt64) {
        // Every path once as it is, and once with s0 and s1 exchanged.
        var paths = PathSet()
        let half = RandomPaths.make(seed: seed)
        for source in half.sources { _ = paths.number(source.utf8) }
        for path in half.paths {
            let sources = half.sources(of: path)
            let swapped = sources.map { $0 == 0 ? 1 : $0 == 1 ? 0 : $0 }
            for one in [sources, swapped] {
                paths.append(
                    one, conversions: path.conversions, value: path.value, nulls: path.nulls)
            }
        }
        for values in all(paths) { #expect(isClose(values[0], values[1]), "seed \(seed)") }
    }

    @Test("dummy: a source without a journey gets nothing", arguments: 0..<20)
    func dummy(_ seed: UInt64) {
        var paths = RandomPaths.make(seed: seed)
        let dummy = Int(paths.number("dummy".utf8))
        for values in all(paths) { #expect(isClose(values[dummy], 0), "seed \(seed)") }
    }

    private func all(_ paths: PathSet) -> [[Double]] {
        [
            ShapleyCoverage.enumerated(paths).conversions, ShapleyCoverage.enumerated(paths).value,
            ShapleyPooledRate.values(paths), ShapleySetRate.conversions(paths),
        ]
    }

    @Test("the closed form is the enumeration", arguments: 0..<30)
    func closedForm(_ seed: UInt64) {
        let paths = RandomPaths.make(seed: seed, sources: 9, paths: 60)
        let enumerated = ShapleyCoverage.enumerated(paths)
        let closed = ShapleyCoverage.closedForm(paths)
        #expect(areClose(enumerated.conversions, closed.conversions), "seed \(seed)")
        #expect(areClose(enumerated.value, closed.value), "seed \(seed)")
        let ordered = ShapleyOrdered.conversions(paths).map { $0.reduce(0, +) }
        #expect(areClose(ordered, closed.conversions), "seed \(seed)")
    }

    @Test("enumeration is the mean over all orders of joining", arguments: 0..<10)
    func allOrders(_ seed: UInt64) {
        let paths = RandomPaths.make(seed: seed, sources: 5)
        let coalitions = Coalitions(paths)
        let conversions = coalitions.sumsOverSubsets(\.conversions)
        let journeys = coalitions.sumsOverSubsets { $0.conversions + $0.nulls }
        let worths = zip(conversions, journeys).map { $1 > 0 ? $0 / $1 : 0 }
        var sums = [Double](repeating: 0, count: 5)
        func join(_ left: [Int], _ subset: Int) {
            for source in left {
                let next = subset | 1 << source
                let others = left.filter { $0 != source }
                // As many orders begin so as there are orders of the others.
                let orders = (1...max(1, others.count)).reduce(1, *)
                sums[source] += Double(orders) * (worths[next] - worths[subset])
                join(others, next)
            }
        }
        join(Array(0..<5), 0)
        #expect(areClose(ShapleyPooledRate.values(paths), sums.map { $0 / 120 }), "seed \(seed)")
    }

    @Test("a sample of orders comes near the enumeration, and repeats itself")
    func sampled() {
        let paths = RandomPaths.make(seed: 4, sources: 8, paths: 80)
        let coalitions = Coalitions(paths)
        let exact = ShapleyPooledRate.values(paths)
        let sampled = ShapleyPooledRate.sampled(coalitions, seed: 1, pairs: 4_000)
        #expect(areClose(sampled, exact, 0.01))
        #expect(sampled == ShapleyPooledRate.sampled(coalitions, seed: 1, pairs: 4_000))
        #expect(isClose(sampled.reduce(0, +), exact.reduce(0, +)))
    }

    @Test("beyond 16 sources everything still comes out, and sums up")
    func manySources() {
        let paths = RandomPaths.make(seed: 5, sources: 70, paths: 400)
        let rows = ModelRows(paths)
        #expect(rows.notes.contains { $0.contains("sampled") })
        let perSet = ShapleySetRate.conversions(paths)
        #expect(isClose(perSet.reduce(0, +), paths.conversions))
    }

    @Test("the game among observed sets is the same dense and sparse", arguments: 0..<20)
    func denseAndSparse(_ seed: UInt64) {
        let paths = RandomPaths.make(seed: seed)
        let all = Coalitions(paths).all
        var totals = [Double](repeating: 0, count: 5)
        for set in all where set.conversions > 0 {
            let values = ShapleySetRate.values(in: set, among: all)
            for (member, value) in zip(set.members, values) {
                totals[Int(member)] += value * (set.conversions + set.nulls)
            }
        }
        #expect(areClose(totals, ShapleySetRate.conversions(paths)), "seed \(seed)")
    }

    @Test("leave-one-out: a touch counts by what its absence costs, the last one if none costs")
    func leaveOneOut() {
        var paths = PathSet()
        paths.append(named: ["a", "b"], conversions: 6, nulls: 4)  // 0.6
        paths.append(named: ["a"], conversions: 1, nulls: 1)  // 0.5: b gains 0.1
        paths.append(named: ["b"], conversions: 3, nulls: 7)  // 0.3: a gains 0.3
        let totals = LeaveOneOut.conversions(paths)
        #expect(areClose(totals, [6 * 0.75 + 1, 6 * 0.25 + 3]))
        var worse = PathSet()
        worse.append(named: ["a", "b"], conversions: 1, nulls: 9)
        worse.append(named: ["a"], conversions: 1, nulls: 0)
        worse.append(named: ["b"], conversions: 1, nulls: 0)
        #expect(areClose(LeaveOneOut.conversions(worse), [1, 2]))
    }
}
