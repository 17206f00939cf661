/// Which models are computed, with which settings.
public struct ModelSelection: Sendable {
    /// The rule-based models.
    public var rules: [RuleModel] = RuleModel.standard()
    /// The orders of the Markov chains, each in all three variants.
    public var orders: [Int] = [1, 2, 3]
    /// Of truncated walks: how many states one may visit; `nil`: as many as the package allows.
    public var walkStatesMax: Int?
    /// How many sources a set keeps for Shapley of observed rates; `nil`: all.
    public var setSizeMax: Int?
    /// The orders of the transition matrices.
    public var transitionOrders = [1]
    /// Whether a step from a state to itself is a transition in them.
    public var transitionsKeepLoops = false
    /// The names, as in the CSV rows, of the models wanted; `nil` for all.
    public var names: Set<String>?
    /// The seed for what is sampled (beyond 16 sources).
    public var seed: UInt64 = 1

    /// All models of the reference values.
    public init() {}

    /// Whether a model is wanted.
    func wants(_ name: String) -> Bool { names?.contains(name) ?? true }

    /// The names of the data-driven models, in the order of the output.
    public static let dataDrivenNames = [
        "markov", "markov_truncated_like_ChannelAttribution", "markov_without_null_paths",
        "shapley_coverage_conversions_enumerated", "shapley_coverage_value_enumerated",
        "shapley_pooled_conv_rate_enumerated", "shapley_coverage_conversions_closed_form",
        "shapley_ordered", "shapley_per_set_observed_rate", "fractribution_leave_one_out",
        "transition_matrix", "markov_truncated_like_ChannelAttribution_without_null_paths",
        "markov_per_journey", "markov_removal_fail", "markov_removal_fail_refit",
        "markov_removal_detour",
    ]

    /// The names that scenarios have for them, and those of whole families.
    public static let shortNames = [
        "shapley", "shapley-coverage", "shapley-pooled-rate", "shapley-per-set", "leave-one-out",
        "markov-1", "markov-2", "markov-3", "markov-4", "markov-1-without-nulls",
    ]
}

extension ModelSelection {
    /// What a name of a scenario or of `compare --models` means among the data-driven models: the
    /// names in the CSV rows, and the order of chains if it says one. `nil` for any other name.
    ///
    /// A family's own name, `shapley`, is all of it.
    public static func dataDriven(_ name: String) -> (names: [String], order: Int?)? {
        if dataDrivenNames.contains(name) { return ([name], nil) }
        switch name {
        case "shapley": return (dataDrivenNames.filter { $0.hasPrefix("shapley_") }, nil)
        case "shapley-coverage":
            return (
                ["shapley_coverage_conversions_enumerated", "shapley_coverage_value_enumerated"],
                nil
            )
        case "shapley-pooled-rate": return (["shapley_pooled_conv_rate_enumerated"], nil)
        case "shapley-per-set": return (["shapley_per_set_observed_rate"], nil)
        case "leave-one-out": return (["fractribution_leave_one_out"], nil)
        case "markov-1-without-nulls": return (["markov_without_null_paths"], 1)
        case "markov-1", "markov-2", "markov-3", "markov-4":
            return (["markov"], name.utf8.last.map { Int($0) - 48 })
        default:
            let plain = String(name.map { $0 == "-" ? "_" : $0 })
            return dataDrivenNames.contains(plain) ? ([plain], nil) : nil
        }
    }
}

extension MarkovModel.Variant {
    /// The name in the CSV rows.
    public var csvName: String {
        switch self {
        case .unlimited: "markov"
        case .truncatedLikeChannelAttribution: "markov_truncated_like_ChannelAttribution"
        case .withoutNullPaths: "markov_without_null_paths"
        case .truncatedWithoutNullPaths:
            "markov_truncated_like_ChannelAttribution_without_null_paths"
        }
    }
}

extension MarkovRemoval {
    /// The name in the CSV rows.
    public var csvName: String {
        switch self {
        case .fail: "markov_removal_fail"
        case .failRefit: "markov_removal_fail_refit"
        case .detour: "markov_removal_detour"
        }
    }
}
