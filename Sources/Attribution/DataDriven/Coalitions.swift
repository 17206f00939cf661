/// Journeys by the set of sources that took part in them: what every Shapley game is made from.
struct Coalitions: Sendable {
    /// A set of sources and its journeys.
    struct Coalition: Sendable, Hashable {
        /// Source numbers, rising, each once.
        var members: [Int32]
        var conversions = 0.0
        var value = 0.0
        var nulls = 0.0

        /// Conversions per journey.
        var rate: Double { conversions > 0 ? conversions / (conversions + nulls) : 0 }
    }

    /// The sets in the order in which they first occur.
    private(set) var all: [Coalition] = []
    /// The number of sources, those without a journey included.
    let sources: Int

    /// The sets of some paths; with `sizeMax` a set keeps that many sources, those whose names are
    /// the last by their bytes.
    init(_ paths: PathSet, sizeMax: Int? = nil) {
        sources = paths.sources.count
        var rank = paths.sources.map { _ in 0 }
        if sizeMax != nil {
            for (place, source) in paths.sourcesByName.enumerated() { rank[Int(source)] = place }
        }
        var places: [[Int32]: Int] = [:]  // only looked up
        for path in paths.paths where path.conversions + path.nulls > 0 {
            var members = paths.distinctSources(of: path)
            if let sizeMax, members.count > sizeMax {
                members = members.sorted { rank[Int($0)] > rank[Int($1)] }.prefix(sizeMax).sorted()
            }
            let place = places[members] ?? all.count
            if place == all.count {
                places[members] = place
                all.append(Coalition(members: members))
            }
            all[place].conversions += path.conversions
            all[place].value += path.value
            all[place].nulls += path.nulls
        }
    }

    /// A set as bits, for up to 64 sources.
    static func mask(_ members: [Int32]) -> Int { members.reduce(0) { $0 | 1 << Int($1) } }

    /// For every subset of the sources, by its bits, the sum of `number` over all sets within it.
    ///
    /// One addition per subset and source; 2ⁿ numbers of memory.
    func sumsOverSubsets(_ number: (Coalition) -> Double) -> [Double] {
        var sums = Array(repeating: 0.0, count: 1 << sources)
        for coalition in all { sums[Self.mask(coalition.members)] += number(coalition) }
        for source in 0..<sources {
            for subset in sums.indices where subset & 1 << source != 0 {
                sums[subset] += sums[subset ^ 1 << source]
            }
        }
        return sums
    }
}
