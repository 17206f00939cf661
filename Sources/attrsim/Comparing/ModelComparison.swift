import EventLogs
import Reports
import Scenarios
import Simulation
import Streaming
import Text
import Worlds

/// Every model against the truth of a scenario's world: what `compare --models` does.
struct ModelComparison {
    /// The scenario file.
    var path: String
    /// The models wanted, by name; `nil` for all.
    var models: [String]?
    /// How many worlds, with seeds from the scenario's on.
    var seeds = 1
    /// What counts as the truth.
    var reference = WorldComparison.Reference.incremental
    /// Lookbacks, watermark delays and allowed latenesses to try.
    var variations = ComparisonVariations()
    /// Where the scores go as well: a file whose name ends in `.csv` or `.json`.
    var output: String?
    /// Whether the output is JSON.
    var isJSON = false
    /// Whether notes are left out.
    var isQuiet = false

    /// Runs, and prints what was found.
    func run() throws(CommandFailure) {
        let scenario = try ScenarioRun.load(path)
        guard case .world(let input) = scenario.input else {
            throw CommandFailure(
                "\(path): input: no model can be scored: only a causal world has a known truth. "
                    + "Hint: use \"input\": {\"world\": {…}}, as scenarios/worlds/ do.", .wrongUsage
            )
        }
        let chosen = try choose(scenario, input)
        var files = OutputGuard(reading: scenario)
        try files.writes(output, "--output")
        let comparison: WorldComparison
        do throws(SimulationError) {
            comparison = try WorldComparison(
                input, scenario.configuration, chosen, seeds: seeds, reference: reference,
                trials: variations.trials(scenario.configuration))
        } catch {
            throw CommandFailure(error.description, ExitStatus(of: error))
        }
        if !isQuiet {
            for note in notes(scenario, comparison) { Terminal.writeError("note: \(note)") }
        }
        if let output {
            try TextFile.write(
                output.hasSuffix(".csv")
                    ? ModelScoresCSV.text(comparison)
                    : ModelComparisonJSON.text(scenario.name, comparison), to: output)
        }
        Terminal.write(
            isJSON
                ? ModelComparisonJSON.text(scenario.name, comparison)
                : ModelComparisonText.text(scenario.name, comparison, Terminal.outputStyle))
    }

    private func choose(
        _ scenario: Scenario, _ input: CausalInput
    ) throws(CommandFailure) -> ComparedModels {
        let attribution = scenario.configuration.attribution
        let all = ComparedModels.all(sources: input.sourceNames)
            .adding([attribution.model] + attribution.compare)
        guard let models else { return all }
        if let unknown = models.first(where: { !all.names.contains($0) }) {
            let nearest = NearestName.of(unknown, among: all.names)
            throw CommandFailure(
                "--models: there is no model \"\(PrintableText.escaping(unknown))\". Hint: "
                    + (nearest.map { "did you mean \"\($0)\"? " } ?? "") + "The models are "
                    + "\(all.names.joined(separator: ", ")).", .wrongUsage)
        }
        return all.filtered(models) ?? all
    }

    private func notes(_ scenario: Scenario, _ comparison: WorldComparison) -> [String] {
        var notes = comparison.notes
        if scenario.configuration.disorder.isEmpty {
            notes.append(
                "this log arrives in order, so watermark and lateness change nothing; add "
                    + "\"disorder\" to the scenario")
        }
        if seeds == 1 {
            notes.append("one world says little; --seeds 20 adds confidence intervals")
        }
        return notes
    }
}

extension CausalInput {
    /// The names of the world's sources.
    fileprivate var sourceNames: [String] { world.sources.map(\.name) }
}
