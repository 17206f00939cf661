import Attribution
import Streaming

/// Paths of clicks within an hour, from a seed.
enum SeededPaths {
    /// So many paths of 1 to 130 touches of 7 sources; long ones are rare, 44 is the mean.
    static func make(conversions: Int) -> [[Touch]] {
        var random = RandomSequence(seed: 42, purpose: "bench.paths")
        return (0..<conversions).map { _ in
            let share = random.unit()
            let length = 1 + Int(share * share * 130)
            var ages = (0..<length).map { _ in Int64(random.below(3_600_000)) }
            ages.sort(by: >)
            return ages.map { Touch(age: $0, source: Int32(random.below(7))) }
        }
    }

    /// Aggregated journeys of 1 to 6 touches of 7 sources, some of which convert.
    static func journeys(paths: Int) -> PathSet {
        var random = RandomSequence(seed: 42, purpose: "bench.journeys")
        var set = PathSet()
        for _ in 0..<paths {
            let names = (0...random.below(6)).map { _ in "source \(random.below(7))" }
            let conversions = Double(random.below(4))
            set.append(
                named: names, conversions: conversions,
                value: conversions * Double(1 + random.below(100)), nulls: Double(random.below(20)))
        }
        return set
    }
}
