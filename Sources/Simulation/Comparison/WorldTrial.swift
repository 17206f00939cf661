import Attribution
public import EventLogs
import Worlds

/// One run of a world through the pipeline, and what each model makes of it.
public struct WorldTrial: Sendable {
    /// A model's credits.
    public struct Credits: Sendable, Hashable {
        /// The model's name.
        public var model: String
        /// Conversions per source of the world, by number.
        public var conversions: [Double]
    }

    /// The models' credits, in their order.
    public private(set) var credits: [Credits] = []
    /// What a reader should know.
    public private(set) var notes: [String] = []

    /// Runs a world. The models' rules come from the run's own totals, the others' from its paths.
    ///
    /// - Throws: what goes wrong in the run.
    public init(
        _ input: CausalInput, _ configuration: RunConfiguration, _ models: ComparedModels
    ) throws(SimulationError) {
        var configuration = configuration
        if configuration.attribution.partitionBy == .user {
            configuration.attribution.partitionBy = .checkout
            notes.append(
                "\"partitionBy\" is \"checkout\" here: the models are given every checkout")
        }
        // The primary model stays what it is, since an engine may know only two.
        configuration.attribution.compare = models.rules.filter {
            $0 != configuration.attribution.model
        }
        configuration.output = OutputSettings()
        configuration.output.paths = !models.dataDriven.isEmpty
        let collector = PathCollector()
        _ = try Simulator(input: .world(input), configuration: configuration, truth: .none)
            .run(into: collector)

        let names = input.world.sources.map(\.name)
        for rule in models.rules {
            var conversions = Array(repeating: 0.0, count: names.count)
            for total in collector.totals where total.model == rule.displayName {
                guard let source = names.firstIndex(where: { $0 == total.source }) else { continue }
                conversions[source] = Double(total.conversions) / 1e9
            }
            credits.append(Credits(model: rule.displayName, conversions: conversions))
        }
        guard configuration.engine.isReference || models.dataDriven.isEmpty else {
            notes.append(
                "\(configuration.engine.name) extracts no paths: data-driven models are left out")
            return
        }
        for model in models.dataDriven {
            let found = model.conversions(collector.paths)
            credits.append(
                Credits(
                    model: model.name,
                    conversions: names.map { name in
                        collector.paths.number(ofSource: name).map { found[Int($0)] } ?? 0
                    }))
        }
    }
}
