import Streaming
import Testing

@testable import Simulation

/// Stretches of time against a set of all their moments.
@Suite struct MatchedTimesTests {
    @Test func momentsAreThoseOfASet() {
        for seed in UInt64(0)..<300 {
            var random = RandomSequence(seed: seed, purpose: "matched")
            var times = MatchedTimes()
            var moments: Set<Int64> = []
            var now: Int64 = 0
            for step in 0..<60 {
                if random.below(2) == 0 {
                    let from = now + Int64(random.below(40)) - 20
                    let to = from + Int64(random.below(12)) - 2
                    times.add(from: EventTime(milliseconds: from), to: EventTime(milliseconds: to))
                    if from <= to { moments.formUnion(from...to) }
                } else {
                    now += Int64(random.below(8))
                    #expect(
                        times.take(EventTime(milliseconds: now)) == moments.contains(now),
                        "seed \(seed), step \(step)")
                }
            }
        }
    }
}
