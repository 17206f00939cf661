/// The coverage Shapley value by position: how much of a source's credit comes from each place of
/// the path.
///
/// A journey's conversions are shared equally by its distinct sources, and a source's share equally
/// by the positions at which it occurs. Summed over positions it is ``ShapleyCoverage``. Exact for
/// any number of sources.
///
/// Source: shapley-attribution 2.1.0, `OrderedShapley`; Zhao, Mahboobi and Bagheri (2018).
public enum ShapleyOrdered {
    /// Conversions by source number and position, the first touch being position 0; a source's
    /// list ends with its last position in a journey that converted.
    public static func conversions(_ paths: PathSet) -> [[Double]] {
        var totals = Array(repeating: [Double](), count: paths.sources.count)
        for path in paths.paths where path.conversions > 0 {
            let touches = paths.sources(of: path)
            let members = paths.distinctSources(of: path)
            var counts: [Int32: Double] = [:]  // only looked up
            for source in touches { counts[source, default: 0] += 1 }
            let share = path.conversions / Double(members.count)
            for (position, source) in touches.enumerated() {
                let number = Int(source)
                while totals[number].count <= position { totals[number].append(0) }
                totals[number][position] += share / (counts[source] ?? 1)
            }
        }
        return totals
    }
}
