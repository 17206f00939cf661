import Attribution
import Scenarios
public import Simulation
import Text
import Worlds

/// A comparison of models with a world's truth, for a program.
public enum ModelComparisonJSON {
    /// One object; every estimate is `{"mean": …, "margin": …, "low": …, "high": …}`, the margin and
    /// the ends of a 95 % confidence interval, which is kept to possible values; `null` for one seed.
    public static func text(_ name: String, _ comparison: WorldComparison) -> String {
        let value: JSONValue = .record([
            "scenario": .string(name),
            "seeds": .list(comparison.seeds.map { .integer($0) }),
            "against": .string(comparison.reference.rawValue),
            "conversions": estimate(comparison.conversions, ScoreRange.conversions),
            "baseline": estimate(comparison.baseline, ScoreRange.conversions),
            "sources": .list(comparison.sources.map(source)),
            "models": .list(comparison.nearestFirst.map { model($0, comparison) }),
            "variations": .list(comparison.variations.map { variation($0, comparison) }),
            "verdict": .strings(ModelVerdict.lines(comparison, .plain)),
            "notes": .strings(comparison.notes),
            "manifest": .list(
                comparison.manifest.map {
                    .record(["name": .string($0.name), "value": .string($0.value)])
                }),
        ])
        return JSONText.write(value, .pretty)
    }

    private static func source(_ source: WorldComparison.Source) -> JSONValue {
        .record([
            "source": .string(source.name), "exposures": number(source.exposures),
            "incremental": estimate(source.incremental), "shapley": estimate(source.shapley),
            "incremental_revenue_e4": estimate(source.incrementalRevenueE4),
        ])
    }

    private static func model(
        _ model: WorldComparison.Model, _ comparison: WorldComparison
    ) -> JSONValue {
        .record([
            "model": .string(model.name),
            "share_error": estimate(model.shareError, ScoreRange.shareError),
            "kendall_tau": estimate(model.tau, ScoreRange.tau),
            "budget_loss": estimate(model.loss, ScoreRange.loss),
            "sources": .list(
                comparison.sources.indices.map { place in
                    .record([
                        "source": .string(comparison.sources[place].name),
                        "credit": estimate(
                            model.credits[place], ScoreRange.credit(of: model, place)),
                        "over_credit": estimate(
                            model.overCredit[place], ScoreRange.credit(of: model, place)),
                        "bias": estimate(model.bias[place]),
                    ])
                }),
        ])
    }

    private static func variation(
        _ variation: WorldComparison.Variation, _ comparison: WorldComparison
    ) -> JSONValue {
        .record([
            "setting": .string(variation.setting),
            "values": .list(
                variation.values.indices.map { value in
                    .record([
                        "value": .string(variation.values[value]),
                        "share_errors": .list(
                            comparison.models.indices.map { place in
                                .record([
                                    "model": .string(comparison.models[place].name),
                                    "share_error": estimate(
                                        variation.shareErrors[place][value],
                                        ScoreRange.shareError),
                                ])
                            }),
                    ])
                }),
        ])
    }

    private static func estimate(
        _ estimate: Estimate?, _ range: ClosedRange<Double> = ScoreRange.any
    ) -> JSONValue {
        guard let estimate else { return .null }
        let ends = estimate.interval(within: range)
        return .record([
            "mean": number(estimate.mean), "margin": estimate.margin.map(number) ?? .null,
            "low": ends.map { number($0.lowerBound) } ?? .null,
            "high": ends.map { number($0.upperBound) } ?? .null,
        ])
    }

    /// Six decimals, half away from zero.
    private static func number(_ number: Double) -> JSONValue {
        .number(NumberText.plain(number))
    }
}
