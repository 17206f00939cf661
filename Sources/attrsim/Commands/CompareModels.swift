import ArgumentParser
import Simulation
import Streaming

/// `attrsim compare-models SCENARIO`: every model against the truth of a causal world.
struct CompareModels: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "compare-models",
        abstract: "Score every attribution model against the truth of a world.",
        discussion: """
            The scenario's input is a causal world ({"world": {…}}), so that it is known what each \
            source brings about: the conversions that are lost in the twin of the world without \
            it. A model is scored by its credit ÷ that, by how far its shares are off, by its \
            ranking (Kendall's tau) and by what is lost if a budget follows it: a source that \
            costs b today and brings about t yields t · √(budget ÷ b), every exposure costing the \
            same. Rule-based models come from the run's totals, the others from its paths, so \
            lookback, watermark and lateness take their part.

            EXAMPLES
              attrsim compare-models scenarios/worlds/closer-steals-credit.json
              attrsim compare-models world.json --seeds 20
              attrsim compare-models world.json --models last-click,markov-1 --json
              attrsim compare-models world.json --vary-lookback 1h,1d,30d --against shapley
              attrsim compare-models world.json --vary-watermark 0s,15s,5m --vary-lateness 0s,1h

            EXIT STATUS
              0 done · 2 wrong usage or scenario · 4 the system failed
            """)

    @Argument(help: "The scenario file, or - for standard input.")
    var scenario: String

    @Option(help: ArgumentHelp("all, or names with commas between.", valueName: "list"))
    var models = "all"

    @Option(help: "How many worlds, with seeds from the scenario's on (1 to 1000).")
    var seeds = 1

    @Option(help: "What counts as the truth: incremental (leave one out) or shapley.")
    var against = WorldComparison.Reference.incremental

    @Option(help: ArgumentHelp("Lookbacks to try, with commas between.", valueName: "durations"))
    var varyLookback: DurationList?

    @Option(help: ArgumentHelp("Watermark delays to try.", valueName: "durations"))
    var varyWatermark: DurationList?

    @Option(help: ArgumentHelp("Allowed latenesses to try.", valueName: "durations"))
    var varyLateness: DurationList?

    @Flag(help: "Print JSON.")
    var json = false

    @Flag(name: [.short, .long], help: "No notes on standard error.")
    var quiet = false

    func validate() throws {
        guard 1...1_000 ~= seeds else {
            throw ValidationError("--seeds is from 1 to 1000, not \(seeds).")
        }
    }

    func run() throws {
        var comparison = ModelComparison(path: scenario)
        if models != "all" {
            comparison.models = models.split(separator: ",").map { part in
                String(part.drop { $0 == " " })
            }
        }
        comparison.seeds = seeds
        comparison.reference = against
        comparison.lookbacks = varyLookback?.values ?? []
        comparison.delays = varyWatermark?.values ?? []
        comparison.latenesses = varyLateness?.values ?? []
        comparison.isJSON = json
        comparison.isQuiet = quiet
        try comparison.run()
    }
}

extension WorldComparison.Reference: ExpressibleByArgument {}

/// A duration on the command line, as it was typed.
struct TypedDuration {
    let text: String
    let duration: Milliseconds

    init?(_ text: Substring) {
        let isZero = ["0s", "0ms", "0m", "0h", "0d"].contains(text)
        guard let count = isZero ? 0 : HalfLife(argument: String(text))?.milliseconds,
            count <= Milliseconds.longest.count
        else { return nil }
        self.text = String(text)
        duration = Milliseconds(count)
    }
}

/// Durations on the command line, with commas between: `0s,1h,30d`.
struct DurationList: ExpressibleByArgument {
    let values: [TypedDuration]

    init?(argument: String) {
        let parts = argument.split(separator: ",", omittingEmptySubsequences: false)
        values = parts.compactMap(TypedDuration.init)
        if values.count < parts.count { return nil }
    }
}
