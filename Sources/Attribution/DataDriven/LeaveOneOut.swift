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
        var all = DistinctPaths(paths)
        for path in paths.paths where path.conversions + path.nulls > 0 { all.add(path) }
        var totals = Array(repeating: 0.0, count: paths.sources.count)
        for path in all.paths where path.conversions > 0 {
            let own = path.conversions / path.journeys
            let sources = paths.sources(of: path.first)
            var gains = all.hashes(without: sources).enumerated().map { place, hash in
                max(0, own - all.probability(of: sources, without: place, hash))
            }
            var sum = gains.reduce(0, +)
            if sum == 0 {
                gains[gains.count - 1] = 1
                sum = 1
            }
            for (source, gain) in zip(sources, gains) {
                totals[Int(source)] += gain / sum * path.conversions
            }
        }
        return totals
    }
}

/// Each path once, found by a hash that can be told of a path without one of its touches, without going
/// through it; what has an equal hash is compared.
private struct DistinctPaths {
    /// A path and its journeys.
    struct Entry {
        /// The first of the equal paths.
        var first: PathSet.Path
        var conversions = 0.0
        var journeys = 0.0
        /// Another path of the same hash, which hardly ever is: its place.
        var next: Int32 = -1
    }

    /// A prime, so that a power of the factor is never 0.
    private static let modulus: UInt64 = (1 << 61) - 1
    private static let factor: UInt64 = 0x0F0F_3C3C_5A5A_9696

    private let set: PathSet
    /// In the order in which they first occur.
    private(set) var paths: [Entry] = []
    private var places: [UInt64: Int32] = [:]  // only looked up

    init(_ set: PathSet) { self.set = set }

    /// Adds the journeys of a path.
    mutating func add(_ path: PathSet.Path) {
        let sources = set.sources(of: path)
        let hash = sources.reduce(0) { Self.append($1, to: $0) }
        var place = find(hash) { set.sources(of: $0) == sources }
        if place < 0 {
            place = Int32(paths.count)
            paths.append(Entry(first: path, next: places[hash] ?? -1))
            places[hash] = place
        }
        paths[Int(place)].conversions += path.conversions
        paths[Int(place)].journeys += path.conversions + path.nulls
    }

    /// Conversions ÷ journeys of a path without one of its touches, 0 if it was not observed.
    func probability(of sources: [Int32], without place: Int, _ hash: UInt64) -> Double {
        let found = find(hash) { candidate in
            guard candidate.range.count == sources.count - 1 else { return false }
            var others = sources
            others.remove(at: place)
            return set.sources(of: candidate) == others
        }
        return found < 0 ? 0 : paths[Int(found)].conversions / paths[Int(found)].journeys
    }

    private func find(_ hash: UInt64, isEqual: (PathSet.Path) -> Bool) -> Int32 {
        var place = places[hash] ?? -1
        while place >= 0, !isEqual(paths[Int(place)].first) { place = paths[Int(place)].next }
        return place
    }

    /// By touch: the hash of the path without it.
    func hashes(without path: [Int32]) -> [UInt64] {
        // prefix[i]: the hash of the first i sources; the rest behind it counts by the powers.
        var prefix: [UInt64] = [0]
        for source in path { prefix.append(Self.append(source, to: prefix[prefix.count - 1])) }
        let whole = prefix[path.count]
        var power: UInt64 = 1
        var hashes = [UInt64](repeating: 0, count: path.count)
        for place in path.indices.reversed() {
            // whole = prefix[place + 1] × power + rest; without the touch: prefix[place] × power + rest.
            let with = Self.times(prefix[place + 1], power)
            let rest = whole >= with ? whole - with : whole + Self.modulus - with
            hashes[place] = Self.plus(Self.times(prefix[place], power), rest)
            power = Self.times(power, Self.factor)
        }
        return hashes
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
