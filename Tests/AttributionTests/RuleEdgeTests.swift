import Attribution
import Testing

/// Every rule-based model where definitions differ from one tool to the next: a source that comes
/// again, touches at one time, a single touch, a touch at the conversion's own instant.
@Suite("Rule-based models at the edges")
struct RuleEdgeTests {
    static let hour: Int64 = 3_600_000

    /// Sources a = 0, b = 1, Direct = 9; ages in hours, the oldest touch first.
    enum Edge: String, CaseIterable, Sendable {
        /// a 48 h, b 24 h and a 12 h before.
        case repeatedSource
        /// a and b, in this order, both 24 h before.
        case tie
        /// Only b, 500 h before.
        case singleTouch
        /// a 24 h before and b at the conversion's instant.
        case conversionsInstant

        var path: [Touch] {
            switch self {
            case .repeatedSource: RuleModelTests.path((48, 0), (24, 1), (12, 0))
            case .tie: RuleModelTests.path((24, 0), (24, 1))
            case .singleTouch: RuleModelTests.path((500, 1))
            case .conversionsInstant: RuleModelTests.path((24, 0), (0, 1))
            }
        }
    }

    /// A model and its credits in billionths, in the order of ``Edge``.
    struct Row: Sendable, CustomTestStringConvertible {
        var model: RuleModel
        var credits: [[Int64]]
        var testDescription: String { model.displayName }
        init(_ model: RuleModel, _ credits: [Int64]...) {
            (self.model, self.credits) = (model, credits)
        }
    }

    static let one: Int64 = 1_000_000_000
    static let half: Int64 = 500_000_000
    static let m: Int64 = 1_000_000

    static let rows: [Row] = [
        Row(.firstClick, [one, 0, 0], [one, 0], [one], [one, 0]),
        Row(.lastClick, [0, 0, one], [0, one], [one], [0, one]),
        Row(.lastNonDirect(direct: ["a"]), [0, one, 0], [0, one], [one], [0, one]),
        Row(.lastNonDirect(direct: ["a", "b"]), [0, 0, one], [0, one], [one], [0, one]),
        Row(
            .firstOfChosen(["b"], fallback: .unattributed), [0, one, 0], [0, one], [one], [0, one]),
        Row(.lastOfChosen(["a"], fallback: .unattributed), [0, 0, one], [one, 0], [0], [one, 0]),
        Row(.lastOfChosen(["a"], fallback: .anyTouch), [0, 0, one], [one, 0], [one], [one, 0]),
        Row(
            .linear, [333_333_334, 333_333_333, 333_333_333], [half, half], [one], [half, half]),
        Row(.linearPerSource, [half, half, 0], [half, half], [one], [half, half]),
        Row(
            .positionBased(.standard), [400 * m, 200 * m, 400 * m], [half, half], [one],
            [half, half]),
        Row(
            .positionBased(.jShaped), [200 * m, 200 * m, 600 * m], [250 * m, 750 * m], [one],
            [250 * m, 750 * m]),
        Row(
            .positionBased(.inverseJ), [600 * m, 200 * m, 200 * m], [750 * m, 250 * m], [one],
            [750 * m, 250 * m]),
        // Half-life 12 h: weights 1/16, 1/4, 1/2 and so 1 : 4 : 8.
        Row(
            .timeDecay(halfLife: 12 * hour), [76_923_077, 307_692_308, 615_384_615],
            [half, half], [one], [200 * m, 800 * m]),
        // Whole days: 2, 1 and 0, so 1 : 2 : 4.
        Row(
            .timeDecayFloored(halfLife: 24 * hour), [142_857_143, 285_714_286, 571_428_571],
            [half, half], [one], [333_333_333, 666_666_667]),
        Row(
            .positionDecay, [166_666_667, 333_333_333, 500_000_000], [333_333_333, 666_666_667],
            [one], [333_333_333, 666_666_667]),
        Row(.participation, [one, one, 0], [one, one], [one], [one, one]),
        Row(.sameTouch, [0, 0, 0], [0, 0], [0], [0, one]),
    ]

    @Test("credits are what the definition says", arguments: rows)
    func credits(_ row: Row) {
        for (edge, credits) in zip(Edge.allCases, row.credits) {
            #expect(RuleModelTests.credits(row.model, edge.path) == credits, "\(edge.rawValue)")
            let isWhole = credits.reduce(0, +) == Credit.whole
            #expect(isWhole || !row.model.sumsToOne, "\(edge.rawValue)")
        }
    }

    @Test("every model stands in the table")
    func complete() {
        let names = Set(Self.rows.map(\.model.displayName))
        for model in RuleModelTests.models {
            // Other parts and half-lives of the same model aside.
            if case .positionBased = model { continue }
            let name = model.displayName.replacing("-1d", with: "")
            #expect(names.contains { $0.hasPrefix(name) }, "\(model)")
        }
    }

    @Test("money is shared to the last unit", arguments: 0..<200 as Range<UInt64>)
    func money(_ seed: UInt64) {
        let path = RandomPaths.touches(seed: seed)
        // Amounts in ten-thousandths: a cent, a prime, a refund, a very large one.
        for amount: Int64 in [100, 1_234_567_891, -99_999_989, 9_000_000_000_000_000] {
            for model in RuleModelTests.models where model.sumsToOne {
                let credits = RuleModelTests.credits(model, path)
                let exact = credits.map { Int128(amount) * Int128($0) }
                let parts = Money.roundedTogether(exact, dividedBy: Int128(Credit.whole))
                #expect(parts.reduce(0, +) == Int128(amount), "seed \(seed) \(model)")
                for (part, exact) in zip(parts, exact) {
                    let error = part * Int128(Credit.whole) - exact
                    #expect(error.magnitude < UInt128(Credit.whole), "seed \(seed)")
                }
            }
        }
    }

    @Test("a unit goes to the largest remainder, the first of equal ones")
    func largestRemainder() {
        #expect(Money.roundedTogether([25, 25, 50], dividedBy: 10) == [3, 2, 5])
        #expect(Money.roundedTogether([11, 18, 11], dividedBy: 10) == [1, 2, 1])
        #expect(Money.roundedTogether([-25, -25], dividedBy: 10) == [-2, -3])
        #expect(Money.roundedTogether([-7, 17], dividedBy: 10) == [-1, 2])
        #expect(Money.roundedTogether([], dividedBy: 10).isEmpty)
    }
}
