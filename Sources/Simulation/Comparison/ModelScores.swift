import EventLogs
import Worlds

/// Gathers what each seed's world says, and makes estimates of it.
struct ModelScores {
    private let input: CausalInput
    private let reference: WorldComparison.Reference
    private let exposures: [Double]
    private var truths: [CausalTruth] = []
    private var trials: [WorldTrial] = []

    init(_ input: CausalInput, _ reference: WorldComparison.Reference) {
        self.input = input
        self.reference = reference
        let days = Double(input.world.duration) / Double(CausalWorld.day)
        exposures = input.world.exposureRates.map { $0 * days * Double(input.world.users) }
    }

    mutating func add(_ trial: WorldTrial, _ truth: CausalTruth) {
        trials.append(trial)
        truths.append(truth)
    }

    var conversions: Estimate { mean { Double($0.conversions[$0.all]) } }
    var baseline: Estimate { mean { Double($0.baselineConversions) } }

    var sources: [WorldComparison.Source] {
        input.world.sources.indices.map { source in
            WorldComparison.Source(
                name: input.world.sources[source].name, exposures: exposures[source],
                incremental: mean { Double($0.incrementalConversions(of: source)) },
                shapley: mean { Double($0.shapleyConversionsE9[source]) / 1e9 },
                incrementalRevenueE4: mean { Double($0.incrementalRevenue(of: source)) })
        }
    }

    var models: [WorldComparison.Model] {
        let due = truths.map { truth -> [Double] in
            input.world.sources.indices.map { source in
                reference == .incremental
                    ? Double(truth.incrementalConversions(of: source))
                    : Double(truth.shapleyConversionsE9[source]) / 1e9
            }
        }
        return (trials.first?.credits ?? []).indices.map { model in
            let credits = trials.map { $0.credits[model].conversions }
            let scores = zip(credits, due).map {
                CreditScore(credits: $0, truth: $1, costs: exposures)
            }
            let sources = input.world.sources.indices
            return WorldComparison.Model(
                name: trials[0].credits[model].model,
                credits: sources.map { source in estimate(credits.map { $0[source] }) },
                overCredit: sources.map { source in Estimate(scores.map { $0.overCredit[source] })
                },
                bias: sources.map { source in estimate(scores.map { $0.bias[source] }) },
                shareError: Estimate(scores.map(\.shareError)),
                shareErrors: scores.map(\.shareError),
                tau: Estimate(scores.map(\.tau)), loss: Estimate(scores.map(\.loss)))
        }
    }

    private func mean(_ value: (CausalTruth) -> Double) -> Estimate {
        estimate(truths.map(value))
    }

    private func estimate(_ values: [Double]) -> Estimate {
        Estimate(values) ?? Estimate(exactly: 0)
    }
}
