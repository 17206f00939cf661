/// Credit by leaving one touch out of a path, as fractribution does it (and calls it Shapley).
///
/// p(path) = conversions ÷ journeys with exactly this path, 0 if it was not observed. For each touch
/// i of a path: gain = max(0, p(path) − p(path without touch i)); credit = gain ÷ sum of gains ×
/// the path's conversions. If no touch has a gain, the last one gets everything. Equal paths are one
/// path, and paths that did not convert hand out nothing.
///
/// Source: `run_shapley_attribution` of Google's fractribution (py/fractribution.py).
public enum LeaveOneOut {
    /// The conversions of each source, by number.
    public static func conversions(_ paths: PathSet) -> [Double] {
        var places: [[Int32]: Int] = [:]  // only looked up
        var all: [(sources: [Int32], conversions: Double, journeys: Double)] = []
        for path in paths.paths where path.conversions + path.nulls > 0 {
            let sources = paths.sources(of: path)
            let place = places[sources] ?? all.count
            if place == all.count {
                places[sources] = place
                all.append((sources, 0, 0))
            }
            all[place].conversions += path.conversions
            all[place].journeys += path.conversions + path.nulls
        }
        let hashes = PathHashes(all.map(\.sources))
        func probability(_ sources: [Int32]) -> Double {
            places[sources].map { all[$0].conversions / all[$0].journeys } ?? 0
        }
        var totals = Array(repeating: 0.0, count: paths.sources.count)
        for path in all where path.conversions > 0 {
            let own = path.conversions / path.journeys
            let known = hashes.areKnown(without: path.sources)
            var gains = path.sources.indices.map { place in
                // Nearly all such paths were never observed.
                guard known[place] else { return max(0, own) }
                var others = path.sources
                others.remove(at: place)
                return max(0, own - probability(others))
            }
            var sum = gains.reduce(0, +)
            if sum == 0 {
                gains[gains.count - 1] = 1
                sum = 1
            }
            for (source, gain) in zip(path.sources, gains) {
                totals[Int(source)] += gain / sum * path.conversions
            }
        }
        return totals
    }
}

/// Hashes of paths that can be told of a path without one of its touches, without going through it.
private struct PathHashes {
    /// A prime, so that a power of the factor is never 0.
    private static let modulus: UInt64 = (1 << 61) - 1
    private static let factor: UInt64 = 0x0F0F_3C3C_5A5A_9696

    private var known: Set<UInt64> = []

    init(_ paths: [[Int32]]) {
        for path in paths { known.insert(path.reduce(0) { Self.append($1, to: $0) }) }
    }

    /// By touch: whether there may be a path that is this one without it; false is certain.
    func areKnown(without path: [Int32]) -> [Bool] {
        // prefix[i]: the hash of the first i sources; the rest behind it counts by the powers.
        var prefix: [UInt64] = [0]
        for source in path { prefix.append(Self.append(source, to: prefix[prefix.count - 1])) }
        let whole = prefix[path.count]
        var power: UInt64 = 1
        var result = [Bool](repeating: false, count: path.count)
        for place in path.indices.reversed() {
            // whole = prefix[place + 1] × power + rest; without the touch: prefix[place] × power + rest.
            let with = Self.times(prefix[place + 1], power)
            let rest = whole >= with ? whole - with : whole + Self.modulus - with
            let left = Self.plus(Self.times(prefix[place], power), rest)
            result[place] = known.contains(left)
            power = Self.times(power, Self.factor)
        }
        return result
    }

    private static func append(_ source: Int32, to hash: UInt64) -> UInt64 {
        plus(times(hash, factor), UInt64(UInt32(bitPattern: source)) + 1)
    }

    private static func plus(_ a: UInt64, _ b: UInt64) -> UInt64 {
        let sum = a + b
        return sum >= modulus ? sum - modulus : sum
    }

    private static func times(_ a: UInt64, _ b: UInt64) -> UInt64 {
        let product = a.multipliedFullWidth(by: b)
        let low = product.low & modulus
        let high = product.high << 3 | product.low >> 61
        return plus(low, high)
    }
}
