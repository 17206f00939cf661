import Streaming
import Testing

@testable import EventLogs

/// Draws by weight, against a look at each place.
@Suite struct WeightedPlacesTests {
    @Test(arguments: UInt64(0)..<60)
    func drawsWhatALookAtEachPlaceDraws(seed: UInt64) {
        var random = RandomSequence(RandomStream(seed: seed, purpose: "weights"), 0)
        let count = Int(random.below(40)) + 1
        var places = WeightedPlaces(count: count)
        var weights = Array(repeating: UInt64(0), count: count)
        for _ in 0..<200 {
            let place = Int(random.below(UInt64(count)))
            if random.below(3) > 0 {
                let more = random.below(5)
                weights[place] += more
                places.add(more, to: place)
            } else if weights[place] > 0 {
                let less = random.below(weights[place]) + 1
                weights[place] -= less
                places.take(less, from: place)
            }
            let total = weights.reduce(0, +)
            #expect(places.total == total, "seed \(seed)")
            guard total > 0 else { continue }
            let draw = random.below(total)
            var rest = draw
            var expected = 0
            while rest >= weights[expected] {
                rest -= weights[expected]
                expected += 1
            }
            #expect(places.place(at: draw) == expected, "seed \(seed), draw \(draw) of \(weights)")
        }
    }
}
