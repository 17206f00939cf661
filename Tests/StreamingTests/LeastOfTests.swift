import Testing

@testable import Streaming

/// The least of many numbers against a look at all of them.
@Suite struct LeastOfTests {
    @Test func isTheLeastOfAll() {
        for seed in UInt64(1)...40 {
            var random = RandomSequence(RandomStream(seed: seed, purpose: "least"), 0)
            var least = LeastOf()
            var plain: [Int64] = []
            for step in 0..<300 {
                let place = Int(random.below(1 + seed * 3))
                let value =
                    random.below(5) == 0 ? LeastOf.absent : Int64(random.below(50)) - 25
                while plain.count <= place { plain.append(LeastOf.absent) }
                plain[place] = value
                least.set(place, value)
                let expected = plain.min() ?? LeastOf.absent
                #expect(least.least == expected, "seed \(seed), step \(step)")
                let first = expected == LeastOf.absent ? nil : plain.firstIndex(of: expected)
                #expect(least.place == first, "seed \(seed), step \(step)")
            }
        }
    }
}
