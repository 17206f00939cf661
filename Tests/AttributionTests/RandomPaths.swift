import Attribution
import Streaming

/// Path sets from a seed.
enum RandomPaths {
    /// Some paths over `sources` sources; every source occurs, repeats and unconverted paths too.
    static func make(seed: UInt64, sources: Int = 5, paths count: Int = 30) -> PathSet {
        var random = RandomSequence(seed: seed, purpose: "tests.paths")
        var paths = PathSet()
        for source in 0..<sources { _ = paths.number("s\(source)".utf8) }
        for _ in 0..<count {
            var path: [Int32] = []
            repeat { path.append(Int32(random.below(UInt64(sources)))) } while random.below(5) > 0
            var ages: [Double] = []
            var age = Double(random.below(3)) * 3_600_000
            for _ in path {
                ages.insert(age, at: 0)
                age += Double(random.below(4)) * 40_000_000
            }
            let conversions = Double(random.below(4))
            paths.append(
                path, ages: ages, conversions: conversions,
                value: conversions * Double(1 + random.below(10_000)) / 100,
                nulls: Double(random.below(6)))
        }
        return paths
    }

    /// A path of touches.
    static func touches(seed: UInt64, sources: UInt64 = 4, longest: UInt64 = 60) -> [Touch] {
        var random = RandomSequence(seed: seed, purpose: "tests.touches")
        var touches: [Touch] = []
        var age: Int64 = 0
        for _ in 0..<(1 + random.below(longest)) {
            touches.insert(Touch(age: age, source: Int32(random.below(sources))), at: 0)
            age += random.below(3) == 0 ? 0 : Int64(random.below(900_000_000))
        }
        return touches
    }
}

/// Whether two numbers are the same up to rounding.
func isClose(_ a: Double, _ b: Double, _ tolerance: Double = 1e-11) -> Bool {
    abs(a - b) <= tolerance * max(1, abs(a), abs(b))
}

func areClose(_ a: [Double], _ b: [Double], _ tolerance: Double = 1e-11) -> Bool {
    a.count == b.count && zip(a, b).allSatisfy { isClose($0, $1, tolerance) }
}
