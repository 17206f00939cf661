import Attribution
import EventLogs
import Worlds

/// Every convention that shaped a number of a ``WorldComparison``.
enum ComparisonManifest {
    static func lines(
        _ input: CausalInput, _ configuration: RunConfiguration, _ models: ComparedModels,
        _ reference: WorldComparison.Reference
    ) -> [ManifestLine] {
        var run = configuration
        run.attribution.compare = models.rules.filter { $0 != run.attribution.model }
        run.output.paths = !models.dataDriven.isEmpty
        let lines = RunManifest.lines(run, mode: .stream) + RunManifest.lines(of: input.world)
        return lines.map { ManifestLine($0.name, $0.value) } + modelLines(models)
            + scoreLines(reference)
    }

    private static func modelLines(_ models: ComparedModels) -> [ManifestLine] {
        var lines = [ManifestLine("rule-based models", "from the run's own totals")]
        if models.dataDriven.isEmpty { return lines }
        lines.append(ManifestLine("data-driven models", "exact, from the run's paths"))
        for model in models.dataDriven {
            lines.append(ManifestLine("\(model.name): credit", model.convention))
        }
        return lines
    }

    private static func scoreLines(_ reference: WorldComparison.Reference) -> [ManifestLine] {
        [
            ManifestLine(
                "score: truth",
                reference == .incremental
                    ? "incremental: all sources on less all but this one" : "the Shapley value"),
            ManifestLine(
                "score: over-credit", "credit / truth; none where the truth is not above 0"),
            ManifestLine(
                "score: share", "of all credit, of all truth above 0; below 0 stays below 0"),
            ManifestLine("score: shares off by", "mean over the sources of |share - true share|"),
            ManifestLine("score: ranking", "Kendall's tau-b; none where a ranking is all ties"),
            ManifestLine("score: cost of a source", "its expected exposures, each costs the same"),
            ManifestLine("score: yield of a budget b", "truth * sqrt(b / cost)"),
            ManifestLine("score: budget that follows a model", "in proportion to credit^2 / cost"),
            ManifestLine("score: margin", "95 %, Student's t over the seeds; none for one"),
        ]
    }
}

extension ComparedModels.DataDriven {
    /// How its credits come about.
    fileprivate var convention: String {
        let chain = "removal effect / sum of effects * conversions, walks without a limit"
        return switch self {
        case .markov1, .markov2, .markov3, .markov4: chain
        case .markov1WithoutNulls: chain + ", journeys that converted"
        case .shapleyCoverage: "v(S) = conversions of journeys whose sources all lie in S"
        case .shapleyPooledRate:
            "v(S) = conversions / journeys whose sources all lie in S; scaled to all conversions"
        case .shapleyPerSet:
            "v(S) = conversions / journeys of exactly S, within each set that converted"
        case .leaveOneOut:
            "max(0, rate of the path - rate without the touch), scaled to the path's conversions"
        }
    }
}
