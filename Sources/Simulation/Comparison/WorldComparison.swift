public import Attribution
public import EventLogs
public import Worlds

/// Every model held against the truth of a world, over several seeds.
public struct WorldComparison: Sendable {
    /// What counts as the truth.
    public enum Reference: String, Sendable, Hashable, CaseIterable {
        /// What would be lost without the source alone: the twin with it switched off.
        case incremental
        /// The source's Shapley value over all on/off worlds.
        case shapley
    }

    /// A source as it really is.
    public struct Source: Sendable {
        /// Its name.
        public var name: String
        /// Exposures in the world, as expected.
        public var exposures: Double
        /// Conversions lost without it alone.
        public var incremental: Estimate
        /// Its Shapley value.
        public var shapley: Estimate
        /// Revenue lost without it alone, in ten-thousandths.
        public var incrementalRevenueE4: Estimate
    }

    /// A model's scores.
    public struct Model: Sendable {
        /// Its name.
        public var name: String
        /// Per source: the conversions that it gives.
        public var credits: [Estimate]
        /// Per source: see ``CreditScore``; `nil` where a source brings about nothing in some world.
        public var overCredit: [Estimate?]
        /// Per source: credit − truth.
        public var bias: [Estimate]
        /// The mean absolute error of the shares.
        public var shareError: Estimate?
        /// The same, world by world; `nil` where there are no true shares.
        public var shareErrors: [Double?]
        /// Kendall's tau-b of the ranking.
        public var tau: Estimate?
        /// The loss from a budget that follows the model.
        public var loss: Estimate?
    }

    /// How the models' share errors move with a setting.
    public struct Variation: Sendable {
        /// The setting, as a scenario names it.
        public var setting: String
        /// Its values in words.
        public var values: [String]
        /// By model, then by value.
        public var shareErrors: [[Estimate?]]
    }

    /// The seeds of the worlds.
    public let seeds: [UInt64]
    /// What the models are held against.
    public let reference: Reference
    /// The sources, in the order of the world.
    public let sources: [Source]
    /// All conversions.
    public let conversions: Estimate
    /// Those that would have come without any source.
    public let baseline: Estimate
    /// The models in their order.
    public let models: [Model]
    /// What else was tried.
    public let variations: [Variation]
    /// What a reader should know.
    public let notes: [String]
    /// Every convention that shaped a number: the runs', the world's and the scores'.
    public let manifest: [ManifestLine]

    /// A setting and what it is tried with.
    public struct Trial: Sendable {
        /// The setting, as a scenario names it.
        public var setting: String
        /// Values in words, and the configuration with each; `nil`: the scenario's own, which is
        /// not run once more.
        public var values: [(name: String, configuration: RunConfiguration?)]

        /// A setting to be tried.
        public init(
            setting: String, values: [(name: String, configuration: RunConfiguration?)]
        ) {
            self.setting = setting
            self.values = values
        }
    }

    /// Runs `seeds` worlds, whose seeds follow the input's.
    ///
    /// - Throws: what goes wrong in a run.
    public init(
        _ input: CausalInput, _ configuration: RunConfiguration, _ models: ComparedModels,
        seeds: Int, reference: Reference, trials: [Trial] = []
    ) throws(SimulationError) {
        var scores = ModelScores(input, reference)
        var tried = trials.map { trial in trial.values.map { _ in ModelScores(input, reference) } }
        var notes: [String] = []
        for turn in 0..<UInt64(seeds) {
            var input = input
            input.world.seed &+= turn
            let runs = [configuration] + trials.flatMap { $0.values.compactMap(\.configuration) }
            let world = try World(input, turn, runs, models)
            if turn == 0 { notes = world.trials[0].notes }
            scores.add(world.trials[0], world.truth)
            var others = world.trials.dropFirst()
            for place in trials.indices {
                for (value, entry) in trials[place].values.enumerated() {
                    let isOwn = entry.configuration == nil
                    let trial = isOwn ? world.trials[0] : others.removeFirst()
                    tried[place][value].add(trial, world.truth)
                }
            }
        }
        self.seeds = (0..<UInt64(seeds)).map { input.world.seed &+ $0 }
        self.reference = reference
        self.notes = notes
        manifest = ComparisonManifest.lines(input, configuration, models, reference)
        sources = scores.sources
        conversions = scores.conversions
        baseline = scores.baseline
        let results = scores.models
        self.models = results
        variations = trials.indices.map { place in
            let columns = tried[place].map { $0.models.map(\.shareError) }
            return Variation(
                setting: trials[place].setting, values: trials[place].values.map(\.name),
                shareErrors: results.indices.map { model in columns.map { $0[model] } })
        }
    }

    /// The models, those with the least error of shares first; of equal ones in their order.
    public var nearestFirst: [Model] {
        models.enumerated().sorted { a, b in
            let (errorA, errorB) = (
                a.element.shareError?.mean ?? .infinity, b.element.shareError?.mean ?? .infinity
            )
            return errorA != errorB ? errorA < errorB : a.offset < b.offset
        }.map(\.element)
    }
}
