extension ModelSelection {
    /// Every convention that shapes the numbers of these models for some paths.
    public func manifest(for paths: PathSet) -> [ManifestLine] {
        var lines = [
            ManifestLine("paths", "\(paths.paths.count)"),
            ManifestLine("order of a path", "the oldest touch first"),
            ManifestLine("times", paths.hasTimes ? "hours before the conversion" : "none"),
            ManifestLine("non-converting journeys", plainText(paths.nulls)),
            ManifestLine("ties in time", "the path's own order"),
            ManifestLine("numbers", "real, not rounded"),
        ]
        // Said once above, or about integer credits only.
        let common = ["model", "ties in time", "rounding"]
        for rule in rules where wants(rule.csvName) {
            for line in rule.manifest where !common.contains(line.name) {
                lines.append(ManifestLine("\(rule.csvName): \(line.name)", line.value))
            }
        }
        if MarkovModel.Variant.allCases.contains(where: { wants($0.csvName) }), !orders.isEmpty {
            lines += [
                ManifestLine("markov: orders", orders.map { "\($0)" }.joined(separator: ", ")),
                ManifestLine("markov: states", "windows of consecutive sources"),
                ManifestLine("markov: equal consecutive states", "one"),
                ManifestLine("markov: removal", "states with the source lead to null"),
                ManifestLine("markov: value", "mean value of conversions per last state"),
                ManifestLine("markov: truncation", "longest path + 2 steps, where named"),
            ]
        }
        let count = paths.sources.count
        lines.append(
            ManifestLine(
                "shapley",
                count <= Shapley.enumeratedMax
                    ? "enumerated, 2^\(count) sets"
                    : "over \(Shapley.enumeratedMax) sources: coverage in closed form, pooled rate "
                        + "from \(ShapleyPooledRate.samples) orders, seed \(seed)"))
        return lines
    }
}
