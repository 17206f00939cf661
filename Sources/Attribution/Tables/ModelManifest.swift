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
        return lines + chainLines + shapleyLines(sources: paths.sources.count)
    }

    private var chainLines: [ManifestLine] {
        let variants = MarkovModel.Variant.allCases.filter { wants($0.csvName) }
        var lines: [ManifestLine] = []
        if !variants.isEmpty, !orders.isEmpty {
            lines += [
                ManifestLine("markov: orders", orders.map { "\($0)" }.joined(separator: ", ")),
                ManifestLine(
                    "markov: states", "windows of consecutive sources; a shorter path is one state"),
                ManifestLine("markov: equal consecutive states", "one"),
                ManifestLine("markov: removal", "states with the source lead to null"),
                ManifestLine("markov: credit", "removal effect / sum of effects * total"),
                ManifestLine("markov: value", "mean value of conversions per last state"),
                ManifestLine("markov: solution", "exact, walks without a limit"),
            ]
        }
        if variants.contains(.truncatedLikeChannelAttribution), !orders.isEmpty {
            lines.append(
                ManifestLine(
                    "markov_truncated_like_ChannelAttribution: longest walk",
                    "longest path + 2 steps, then null"))
        }
        if variants.contains(.withoutNullPaths), !orders.isEmpty {
            lines.append(
                ManifestLine("markov_without_null_paths: journeys", "those that converted"))
        }
        if wants("transition_matrix") {
            lines.append(ManifestLine("transition_matrix: order", "1"))
        }
        return lines
    }

    private func shapleyLines(sources count: Int) -> [ManifestLine] {
        var lines: [ManifestLine] = []
        let isExact = count <= Shapley.enumeratedMax
        let sets = "enumerated, 2^\(count) sets"
        if wantsAny(of: "shapley_coverage_conversions_", "shapley_coverage_value_") {
            lines += [
                ManifestLine("shapley_coverage: v(S)", "of journeys whose sources all lie in S"),
                ManifestLine("shapley_coverage: sets", isExact ? sets : "closed form, exact"),
            ]
        }
        if wantsAny(of: "shapley_pooled_conv_rate_") {
            lines += [
                ManifestLine(
                    "shapley_pooled_conv_rate: v(S)",
                    "conversions / journeys whose sources all lie in S, 0 without one"),
                ManifestLine(
                    "shapley_pooled_conv_rate: sets",
                    isExact
                        ? sets
                        : "over \(Shapley.enumeratedMax) sources: sampled, "
                            + "\(ShapleyPooledRate.samples) orders, seed \(seed)"),
            ]
        }
        if wantsAny(of: "shapley_per_set_") {
            lines.append(
                ManifestLine(
                    "shapley_per_set_observed_rate: v(S)",
                    "conversions / journeys of exactly S, within each set that converted"))
        }
        if wantsAny(of: "shapley_ordered") {
            lines.append(
                ManifestLine(
                    "shapley_ordered: share",
                    "equal per distinct source, a source's equal per position"))
        }
        if wantsAny(of: "fractribution_") {
            lines.append(
                ManifestLine(
                    "fractribution_leave_one_out: gain",
                    "max(0, rate of the path - rate without the touch); "
                        + "an unobserved path has rate 0; no gain: the last touch"))
        }
        return lines
    }

    private func wantsAny(of starts: String...) -> Bool {
        Self.dataDrivenNames.contains { name in
            wants(name) && starts.contains { name.hasPrefix($0) }
        }
    }
}
