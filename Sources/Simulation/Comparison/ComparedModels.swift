public import Attribution

/// The models that are held against a world's truth.
public struct ComparedModels: Sendable, Hashable {
    /// The rule-based ones, computed by the run itself.
    public var rules: [RuleModel]
    /// The data-driven ones, computed from the run's paths.
    public var dataDriven: [DataDriven]

    /// Some models.
    public init(rules: [RuleModel], dataDriven: [DataDriven]) {
        self.rules = rules
        self.dataDriven = dataDriven
    }

    /// A model that needs the paths of all journeys.
    public enum DataDriven: Sendable, Hashable, CaseIterable {
        case markov1, markov2, markov3, markov4, markov1WithoutNulls
        case shapleyCoverage, shapleyPooledRate, shapleyPerSet, leaveOneOut

        /// Its name.
        public var name: String {
            switch self {
            case .markov1: "markov-1"
            case .markov2: "markov-2"
            case .markov3: "markov-3"
            case .markov4: "markov-4"
            case .markov1WithoutNulls: "markov-1-without-nulls"
            case .shapleyCoverage: "shapley-coverage"
            case .shapleyPooledRate: "shapley-pooled-rate"
            case .shapleyPerSet: "shapley-per-set"
            case .leaveOneOut: "leave-one-out"
            }
        }

        /// The conversions of each source of the paths, by number.
        func conversions(_ paths: PathSet) -> [Double] {
            switch self {
            case .markov1: Self.markov(1, .unlimited, paths)
            case .markov2: Self.markov(2, .unlimited, paths)
            case .markov3: Self.markov(3, .unlimited, paths)
            case .markov4: Self.markov(4, .unlimited, paths)
            case .markov1WithoutNulls: Self.markov(1, .withoutNullPaths, paths)
            case .shapleyCoverage: ShapleyCoverage.enumerated(paths).conversions
            case .shapleyPooledRate: Self.scaled(ShapleyPooledRate.values(paths, seed: 1), paths)
            case .shapleyPerSet: ShapleySetRate.conversions(paths)
            case .leaveOneOut: LeaveOneOut.conversions(paths)
            }
        }

        private static func markov(
            _ order: Int, _ variant: MarkovModel.Variant, _ paths: PathSet
        ) -> [Double] {
            MarkovModel(order: order, variant: variant)?.result(for: paths).totals.conversions ?? []
        }

        /// Rates as parts of all conversions.
        private static func scaled(_ rates: [Double], _ paths: PathSet) -> [Double] {
            let sum = rates.reduce(0, +)
            return rates.map { sum == 0 ? 0 : $0 / sum * paths.conversions }
        }
    }

    /// All of them, for a world of some sources.
    public static func all(sources: [String]) -> ComparedModels {
        let direct = LastNonDirect.directByDefault
        // Without a direct source it is last-click.
        let nonDirect: [RuleModel] =
            sources.contains(where: direct.contains) ? [.lastNonDirect(direct: direct)] : []
        let rules: [RuleModel] =
            [.firstClick, .lastClick] + nonDirect + [
                .linear, .linearPerSource, .positionBased(.standard), .positionBased(.jShaped),
                .positionBased(.inverseJ), .timeDecay(halfLife: TimeDecay.defaultHalfLife),
                .timeDecay(halfLife: 86_400_000),
                .timeDecayFloored(halfLife: TimeDecay.defaultHalfLife), .positionDecay,
                .participation,
            ]
        return ComparedModels(rules: rules, dataDriven: DataDriven.allCases)
    }

    /// The names, in their order.
    public var names: [String] { rules.map(\.displayName) + dataDriven.map(\.name) }

    /// Those of some names, in the order of the names; `nil` if one is unknown.
    public func filtered(_ names: [String]) -> ComparedModels? {
        guard names.allSatisfy(self.names.contains) else { return nil }
        return ComparedModels(
            rules: rules.filter { names.contains($0.displayName) },
            dataDriven: dataDriven.filter { names.contains($0.name) })
    }

    /// These, and rule-based ones that are not among them yet.
    public func adding(_ more: [RuleModel]) -> ComparedModels {
        var all = self
        for rule in more where !all.rules.contains(rule) { all.rules.append(rule) }
        return all
    }
}
