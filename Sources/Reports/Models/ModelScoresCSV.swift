public import Simulation
import Text
import Worlds

/// The scores of a comparison of models as CSV: a row a number, in a long table.
public enum ModelScoresCSV {
    /// The text: `model,source,metric,mean,margin,low,high`. The truth's rows have the model
    /// `truth`; what is no source's has an empty one; one world has no interval.
    public static func text(_ comparison: WorldComparison) -> String {
        var rows = [["model", "source", "metric", "mean", "margin", "low", "high"]]
        func add(
            _ model: String, _ source: String, _ metric: String, _ estimate: Estimate?,
            _ range: ClosedRange<Double> = ScoreRange.any
        ) {
            let ends = estimate?.interval(within: range)
            rows.append(
                [model, source, metric]
                    + [
                        estimate?.mean, estimate?.margin, ends?.lowerBound, ends?.upperBound,
                    ].map { $0.map(NumberText.plain) ?? "" })
        }
        add("truth", "", "conversions", comparison.conversions, ScoreRange.conversions)
        add("truth", "", "baseline", comparison.baseline, ScoreRange.conversions)
        for source in comparison.sources {
            add("truth", source.name, "incremental", source.incremental)
            add("truth", source.name, "shapley", source.shapley)
            add("truth", source.name, "incremental_revenue_e4", source.incrementalRevenueE4)
        }
        for model in comparison.nearestFirst {
            add(model.name, "", "share_error", model.shareError, ScoreRange.shareError)
            add(model.name, "", "kendall_tau", model.tau, ScoreRange.tau)
            add(model.name, "", "budget_loss", model.loss, ScoreRange.loss)
            for (place, source) in comparison.sources.enumerated() {
                let range = ScoreRange.credit(of: model, place)
                add(model.name, source.name, "credit", model.credits[place], range)
                add(model.name, source.name, "over_credit", model.overCredit[place], range)
                add(model.name, source.name, "bias", model.bias[place])
            }
        }
        return rows.map { CSVText.row($0) + "\n" }.joined()
    }
}
