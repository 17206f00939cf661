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
        var sources: [Int32] = []
        var hashes: [UInt64] = []
        var gains: [Double] = []
        for number in 0..<all.count {
            let path = all[number]
            guard path.conversions > 0 else { continue }
            let own = path.conversions / path.journeys
            sources.removeAll(keepingCapacity: true)
            paths.forEachSource(of: path.first) { sources.append($0) }
            DistinctPaths.hash(sources, withoutEach: &hashes)
            gains.removeAll(keepingCapacity: true)
            var sum = 0.0
            for place in sources.indices {
                let gain = max(0, own - all.probability(of: sources, without: place, hashes[place]))
                gains.append(gain)
                sum += gain
            }
            if sum == 0 {
                gains[gains.count - 1] = 1
                sum = 1
            }
            for place in sources.indices {
                totals[Int(sources[place])] += gains[place] / sum * path.conversions
            }
        }
        return totals
    }
}

/// Each path once, found by a hash that can be told of a path without one of its touches, without going
/// through it; what has an equal hash is compared.
private struct DistinctPaths: ~Copyable {
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
    private var paths: [Entry] = []
    /// By hash: the place of a path + 1, 0 where there is none. Open addressing; only looked up.
    private var slots = [(hash: UInt64, place: Int32)](repeating: (0, 0), count: 64)

    init(_ set: PathSet) { self.set = set }

    /// How many there are.
    var count: Int { paths.count }

    /// A path by its place.
    subscript(place: Int) -> Entry { paths[place] }

    /// Adds the journeys of a path.
    mutating func add(_ path: PathSet.Path) {
        var hash: UInt64 = 0
        set.forEachSource(of: path) { hash = Self.append($0, to: hash) }
        let slot = slot(of: hash)
        var place = slots[slot].place - 1
        while place >= 0, !set.haveEqualSources(paths[Int(place)].first, path) {
            place = paths[Int(place)].next
        }
        if place < 0 {
            place = Int32(paths.count)
            paths.append(Entry(first: path, next: slots[slot].place - 1))
            slots[slot] = (hash, place + 1)
        }
        paths[Int(place)].conversions += path.conversions
        paths[Int(place)].journeys += path.conversions + path.nulls
        if paths.count * 2 > slots.count { grow() }
    }

    /// Conversions ÷ journeys of a path without one of its touches, 0 if it was not observed.
    func probability(of sources: [Int32], without place: Int, _ hash: UInt64) -> Double {
        var found = slots[slot(of: hash)].place - 1
        while found >= 0,
            !set.hasSources(paths[Int(found)].first, sources, without: place)
        {
            found = paths[Int(found)].next
        }
        return found < 0 ? 0 : paths[Int(found)].conversions / paths[Int(found)].journeys
    }

    /// The slot of a hash, or the free one where it belongs.
    @inline(__always)
    private func slot(of hash: UInt64) -> Int {
        let mask = slots.count - 1
        var slot = Int(truncatingIfNeeded: hash &* 0x9E37_79B9_7F4A_7C15 >> 32) & mask
        while slots[slot].place != 0, slots[slot].hash != hash { slot = (slot + 1) & mask }
        return slot
    }

    private mutating func grow() {
        let old = slots
        slots = [(hash: UInt64, place: Int32)](repeating: (0, 0), count: old.count * 2)
        for entry in old where entry.place != 0 { slots[slot(of: entry.hash)] = entry }
    }

    /// By touch: the hash of the path without it.
    static func hash(_ path: [Int32], withoutEach hashes: inout [UInt64]) {
        // First the hashes of the sources before each; the rest behind it counts by the powers.
        hashes.removeAll(keepingCapacity: true)
        var whole: UInt64 = 0
        for source in path {
            hashes.append(whole)
            whole = append(source, to: whole)
        }
        var power: UInt64 = 1
        for place in path.indices.reversed() {
            // whole = (before and with it) × power + rest; without the touch: before × power + rest.
            let before = hashes[place]
            let with = times(append(path[place], to: before), power)
            let rest = whole >= with ? whole - with : whole + modulus - with
            hashes[place] = plus(times(before, power), rest)
            power = times(power, factor)
        }
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

extension PathSet {
    /// Whether two paths have the same sources.
    fileprivate func haveEqualSources(_ a: Path, _ b: Path) -> Bool {
        guard a.range.count == b.range.count else { return false }
        for place in 0..<a.range.count
        where source(at: a.range.lowerBound + place) != source(at: b.range.lowerBound + place) {
            return false
        }
        return true
    }

    /// Whether a path has these sources but the one at `gap`.
    fileprivate func hasSources(_ path: Path, _ sources: [Int32], without gap: Int) -> Bool {
        guard path.range.count == sources.count - 1 else { return false }
        for place in 0..<path.range.count
        where source(at: path.range.lowerBound + place) != sources[place < gap ? place : place + 1]
        {
            return false
        }
        return true
    }
}
