import ArgumentParser
import Scenarios
import Simulation
import Streaming

/// What `attrsim compare --models` may be told.
struct ModelComparisonOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Score these models, all or names with commas between, instead of comparing engines.",
            valueName: "list"))
    var models: String?

    @Option(help: "How many worlds, with seeds from the scenario's on (1 to 1000). (default: 1)")
    var seeds: Int?

    @Option(help: "What counts as the truth: incremental (leave one out, the default) or shapley.")
    var against: WorldComparison.Reference?

    @Option(
        help: ArgumentHelp(
            "Lookbacks to try, with commas between. (default: the own, a quarter, four times)",
            valueName: "durations"))
    var varyLookback: DurationList?

    @Option(
        help: ArgumentHelp(
            "Watermark delays to try. (default: some where the scenario has disorder)",
            valueName: "durations"))
    var varyWatermark: DurationList?

    @Option(
        help: ArgumentHelp("Allowed latenesses to try. (likewise)", valueName: "durations"))
    var varyLateness: DurationList?

    func validate() throws {
        if let seeds, !(1...1_000 ~= seeds) {
            throw ValidationError("--seeds is from 1 to 1000, not \(seeds).")
        }
        let given = [
            ("--seeds", seeds != nil), ("--against", against != nil),
            ("--vary-lookback", varyLookback != nil), ("--vary-watermark", varyWatermark != nil),
            ("--vary-lateness", varyLateness != nil),
        ]
        if models == nil, let option = given.first(where: \.1) {
            throw ValidationError("\(option.0) goes with --models, for example --models all.")
        }
    }

    /// The comparison that is asked for; `nil`: none of models.
    func comparison(
        of scenario: String, output: String?, isJSON: Bool, isQuiet: Bool
    ) throws(CommandFailure) -> ModelComparison? {
        guard let models else { return nil }
        var comparison = ModelComparison(path: scenario)
        if models != "all" {
            comparison.models = models.split(separator: ",").map { part in
                String(part.drop { $0 == " " })
            }
        }
        comparison.seeds = seeds ?? 1
        comparison.reference = against ?? .incremental
        comparison.variations.lookbacks = varyLookback?.values
        comparison.variations.delays = varyWatermark?.values
        comparison.variations.latenesses = varyLateness?.values
        comparison.output = output
        comparison.isJSON = isJSON
        comparison.isQuiet = isQuiet
        return comparison
    }
}

/// Durations on the command line, with commas between: `0s,1h,30d`.
struct DurationList: ExpressibleByArgument {
    let values: [Milliseconds]

    init?(argument: String) {
        let parts = argument.split(separator: ",", omittingEmptySubsequences: false)
        values = parts.compactMap { Milliseconds(durationText: String($0)) }
        if values.count < parts.count { return nil }
    }
}
