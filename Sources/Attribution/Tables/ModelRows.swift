/// Every number of every model for a set of paths, in a fixed order: rule-based models, chains by
/// order, Shapley, leave-one-out, transitions; sources by their names' bytes.
public struct ModelRows: Sendable {
    /// The rows.
    public private(set) var rows: [ModelRow] = []
    /// What was left out, and why.
    public private(set) var notes: [String] = []

    private let paths: PathSet
    private let sources: [Int32]
    /// By order and whether journeys that did not convert are part of it.
    private var chains: [Int: MarkovChain] = [:]
    /// By name: what the rule-based models give.
    private var ruleTotals: [String: SourceTotals] = [:]

    /// The rows of the models selected.
    public init(_ paths: PathSet, _ selection: ModelSelection = ModelSelection()) {
        self.paths = paths
        sources = paths.sourcesByName
        let rules = selection.rules.filter { selection.wants($0.csvName) }
        let known = Set(selection.rules.map(\.csvName))
        let further = RuleModel.further(withMilestones: paths.hasMilestones)
            .filter { selection.wants($0.csvName) && !known.contains($0.csvName) }
        let computed = (rules + further).filter { !$0.needsTimes || canWeighTimes($0) }
        for (rule, totals) in zip(computed, paths.totals(of: computed)) {
            ruleTotals[rule.csvName] = totals
        }
        for rule in rules { add(rule) }
        for order in selection.orders {
            addChains(
                order, selection,
                [.unlimited, .truncatedLikeChannelAttribution, .withoutNullPaths])
        }
        addShapley(selection)
        if selection.wants("fractribution_leave_one_out") {
            add("fractribution_leave_one_out", "conversions", LeaveOneOut.conversions(paths))
        }
        if selection.wants("transition_matrix") { addTransitions(selection) }
        addFurther(selection, further)
        (chains, ruleTotals) = ([:], [:])
    }

    /// What stands behind the models of the reference values, in the order in which it came.
    private mutating func addFurther(_ selection: ModelSelection, _ rules: [RuleModel]) {
        for order in selection.orders {
            addChains(order, selection, [.truncatedWithoutNullPaths])
            if selection.wants("markov_per_journey"),
                let model = MarkovModel(order: order)
            {
                let effects = model.result(
                    for: chain(order, withNulls: true), of: paths
                ).removalEffects
                let totals = MarkovPerJourney.totals(paths, effects: effects)
                add("markov_per_journey", totals, params: "order=\(order)")
            }
        }
        for removal in MarkovRemoval.allCases where selection.wants(removal.csvName) {
            add(
                removal.csvName, "removal_effects_conversion", removal.effects(paths),
                params: "order=1")
        }
        for rule in rules { add(rule) }
    }

    private mutating func add(_ model: String, _ totals: SourceTotals, params: String = "") {
        add(model, "conversions", totals.conversions, params: params)
        add(model, "value", totals.value, params: params)
    }

    /// The parameters of a row, what was done to the paths being the last of them.
    private func params(_ own: String) -> String {
        [own, paths.treatment].filter { !$0.isEmpty }.joined(separator: ";")
    }

    private mutating func add(
        _ model: String, _ metric: String, _ values: [Double], params: String = ""
    ) {
        for source in sources {
            rows.append(
                ModelRow(
                    model: model, params: self.params(params), metric: metric,
                    channel: paths.sources[Int(source)], value: values[Int(source)]))
        }
    }

    private mutating func add(_ rule: RuleModel) {
        if rule.needsTimes, let totals = paths.totalsOfRun[rule.csvName] {
            return add(rule.csvName, totals)
        }
        if rule.needsTimes, !paths.hasTimes {
            notes.append("\(rule.csvName) is left out: it needs hours_before for every path")
            return
        }
        add(rule.csvName, ruleTotals[rule.csvName] ?? paths.totals(of: rule))
    }

    /// Whether a model that needs times is computed from the paths.
    private func canWeighTimes(_ rule: RuleModel) -> Bool {
        paths.totalsOfRun[rule.csvName] == nil && paths.hasTimes
    }

    private mutating func addChains(
        _ order: Int, _ selection: ModelSelection, _ variants: [MarkovModel.Variant]
    ) {
        for variant in variants where selection.wants(variant.csvName) {
            let limit = variant.isTruncated ? selection.walkStatesMax : nil
            guard let model = MarkovModel(order: order, variant: variant, statesMax: limit) else {
                continue
            }
            let result = model.result(
                for: chain(order, withNulls: variant.hasNullPaths), of: paths)
            let params = "order=\(order)" + (limit.map { ";max_step=\($0)" } ?? "")
            rows.append(
                ModelRow(
                    model: variant.csvName, params: self.params(params), metric: "p_conversion",
                    channel: "(all)", value: result.conversionProbability))
            let metrics = [
                ("removal_effects_conversion", result.removalEffects),
                ("removal_effects_conversion_value", result.valueRemovalEffects),
                ("total_conversions", result.totals.conversions),
                ("total_conversion_value", result.totals.value),
            ]
            for (metric, values) in metrics {
                add(variant.csvName, metric, values, params: params)
            }
        }
    }

    /// The chain of an order, which several models share.
    private mutating func chain(_ order: Int, withNulls: Bool) -> MarkovChain {
        let place = order * 2 + (withNulls ? 1 : 0)
        if let made = chains[place] { return made }
        let made = MarkovChain(paths, order: order, withNulls: withNulls)
        chains[place] = made
        return made
    }

    private mutating func addShapley(_ selection: ModelSelection) {
        let names = (
            conversions: "shapley_coverage_conversions_enumerated",
            value: "shapley_coverage_value_enumerated",
            rate: "shapley_pooled_conv_rate_enumerated"
        )
        let isExact = paths.sources.count <= Shapley.enumeratedMax
        if selection.wants(names.conversions) || selection.wants(names.value) {
            let totals = ShapleyCoverage.enumerated(paths)
            if !isExact { notes.append("coverage Shapley: closed form, over 16 sources") }
            if selection.wants(names.conversions) {
                add(names.conversions, "conversions", totals.conversions)
            }
            if selection.wants(names.value) { add(names.value, "value", totals.value) }
        }
        if selection.wants(names.rate) {
            if !isExact {
                notes.append(
                    "\(names.rate) is sampled: \(ShapleyPooledRate.samples) orders, seed "
                        + "\(selection.seed), over 16 sources")
            }
            add(
                names.rate, "conversion_rate", ShapleyPooledRate.values(paths, seed: selection.seed)
            )
        }
        let closed = "shapley_coverage_conversions_closed_form"
        if selection.wants(closed) {
            add(closed, "conversions", ShapleyCoverage.closedForm(paths).conversions)
        }
        if selection.wants("shapley_ordered") { addOrdered() }
        let perSet = "shapley_per_set_observed_rate"
        if selection.wants(perSet) {
            let limit = selection.setSizeMax
            if let limit, Coalitions(paths).all.contains(where: { $0.members.count > limit }) {
                notes.append(
                    "\(perSet) with size=\(limit): of larger sets the sources whose names are the "
                        + "last by their bytes are kept, so names decide who is credited")
            }
            add(
                perSet, "conversions", ShapleySetRate.conversions(paths, sizeMax: limit),
                params: limit.map { "size=\($0)" } ?? "")
        }
    }

    private mutating func addOrdered() {
        let totals = ShapleyOrdered.conversions(paths)
        for source in sources {
            for (position, value) in totals[Int(source)].enumerated() where value > 0 {
                rows.append(
                    ModelRow(
                        model: "shapley_ordered", params: params("position=\(position + 1)"),
                        metric: "conversions", channel: paths.sources[Int(source)], value: value))
            }
        }
    }

    private mutating func addTransitions(_ selection: ModelSelection) {
        for order in selection.transitionOrders {
            let chain =
                selection.transitionsKeepLoops
                ? MarkovChain(paths, order: order, keepsRepeats: true)
                : chain(order, withNulls: true)
            let params = "order=\(order)" + (selection.transitionsKeepLoops ? ";loops" : "")
            for transition in chain.transitions(namedBy: paths) {
                rows.append(
                    ModelRow(
                        model: "transition_matrix", params: self.params(params),
                        metric: "probability",
                        channel: "\(transition.origin) -> \(transition.target)",
                        value: transition.probability))
            }
        }
    }
}
