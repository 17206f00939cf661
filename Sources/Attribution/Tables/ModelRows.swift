/// Every number of every model for a set of paths, in a fixed order: rule-based models, chains by
/// order, Shapley, leave-one-out, transitions; sources by their names' bytes.
public struct ModelRows: Sendable {
    /// The rows.
    public private(set) var rows: [ModelRow] = []
    /// What was left out, and why.
    public private(set) var notes: [String] = []

    private let paths: PathSet
    private let sources: [Int32]

    /// The rows of the models selected.
    public init(_ paths: PathSet, _ selection: ModelSelection = ModelSelection()) {
        self.paths = paths
        sources = paths.sourcesByName
        for rule in selection.rules where selection.wants(rule.csvName) { add(rule) }
        for order in selection.orders { addChains(order, selection) }
        addShapley(selection)
        if selection.wants("fractribution_leave_one_out") {
            add("fractribution_leave_one_out", "conversions", LeaveOneOut.conversions(paths))
        }
        if selection.wants("transition_matrix") { addTransitions() }
    }

    private mutating func add(
        _ model: String, _ metric: String, _ values: [Double], params: String = ""
    ) {
        for source in sources {
            rows.append(
                ModelRow(
                    model: model, params: params, metric: metric,
                    channel: paths.sources[Int(source)], value: values[Int(source)]))
        }
    }

    private mutating func add(_ rule: RuleModel) {
        if rule.needsTimes, !paths.hasTimes {
            notes.append("\(rule.csvName) is left out: it needs hours_before for every path")
            return
        }
        let totals = paths.totals(of: rule)
        add(rule.csvName, "conversions", totals.conversions)
        add(rule.csvName, "value", totals.value)
    }

    private mutating func addChains(_ order: Int, _ selection: ModelSelection) {
        // With and without limit from the same chain.
        var chain: MarkovChain?
        for variant in MarkovModel.Variant.allCases where selection.wants(variant.csvName) {
            guard let model = MarkovModel(order: order, variant: variant) else { continue }
            let result: MarkovModel.Result
            if variant == .withoutNullPaths {
                result = model.result(for: paths)
            } else {
                let made = chain ?? MarkovChain(paths, order: order)
                chain = made
                result = model.result(for: made, of: paths)
            }
            let params = "order=\(order)"
            rows.append(
                ModelRow(
                    model: variant.csvName, params: params, metric: "p_conversion",
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
        if selection.wants(perSet) { add(perSet, "conversions", ShapleySetRate.conversions(paths)) }
    }

    private mutating func addOrdered() {
        let totals = ShapleyOrdered.conversions(paths)
        for source in sources {
            for (position, value) in totals[Int(source)].enumerated() where value > 0 {
                rows.append(
                    ModelRow(
                        model: "shapley_ordered", params: "position=\(position + 1)",
                        metric: "conversions", channel: paths.sources[Int(source)], value: value))
            }
        }
    }

    private mutating func addTransitions() {
        for transition in MarkovChain(paths, order: 1).transitions(namedBy: paths) {
            rows.append(
                ModelRow(
                    model: "transition_matrix", params: "order=1", metric: "probability",
                    channel: "\(transition.origin) -> \(transition.target)",
                    value: transition.probability))
        }
    }
}
