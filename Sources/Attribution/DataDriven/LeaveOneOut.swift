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
        func probability(_ sources: [Int32]) -> Double {
            places[sources].map { all[$0].conversions / all[$0].journeys } ?? 0
        }
        var totals = Array(repeating: 0.0, count: paths.sources.count)
        for path in all where path.conversions > 0 {
            let own = path.conversions / path.journeys
            var gains = path.sources.indices.map { place in
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
