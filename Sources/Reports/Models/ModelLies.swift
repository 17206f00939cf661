import Simulation
import Worlds

/// Models that go wrong at the same sources in the same way.
struct ModelLies {
    /// How a model is wrong about a source; what the value is stands behind each.
    enum Kind: Hashable {
        /// More than it brings about: the factor.
        case tooMuch
        /// Less than it brings about: the factor.
        case tooLittle
        /// Nothing, or next to nothing.
        case nothing
        /// Credit to a source that brings about nothing: the credit.
        case unearned
        /// Less than nothing to one that does no harm: the credit.
        case belowNothing
        /// Credit to one that drives buyers away: the credit.
        case harmRewarded
        /// Too little blame to one that drives buyers away, or none: the credit.
        case harmMissed
        /// More blame than it deserves to one that drives buyers away: the credit.
        case harmOverstated
    }

    /// A wrong statement about a source.
    struct Lie: Hashable {
        var source: Int
        var kind: Kind
    }

    /// The models' names.
    var models: [String]
    /// Where they go wrong, the worst of the first model first.
    var lies: [Lie]
    /// By lie: the least and the greatest value among the models.
    var ranges: [ClosedRange<Double>]

    /// The models in groups, in the order of the first of each.
    static func groups(_ models: [WorldComparison.Model]) -> [ModelLies] {
        var groups: [ModelLies] = []
        for model in models {
            let found = lies(of: model)
            let wanted = Set(found.map(\.lie))
            guard let place = groups.firstIndex(where: { Set($0.lies) == wanted }) else {
                groups.append(
                    ModelLies(
                        models: [model.name], lies: found.map(\.lie),
                        ranges: found.map { $0.value...$0.value }))
                continue
            }
            groups[place].models.append(model.name)
            for (lie, value) in found {
                guard let at = groups[place].lies.firstIndex(of: lie) else { continue }
                let range = groups[place].ranges[at]
                groups[place].ranges[at] =
                    min(range.lowerBound, value)...max(range.upperBound, value)
            }
        }
        return groups
    }

    /// What matters: at most three sources, each with at least a quarter of the model's largest
    /// error, and more than its own margin and half a conversion.
    private static func lies(of model: WorldComparison.Model) -> [(lie: Lie, value: Double)] {
        let largest = model.bias.map { abs($0.mean) }.max() ?? 0
        let order = model.bias.indices.sorted { a, b in
            let (errorA, errorB) = (abs(model.bias[a].mean), abs(model.bias[b].mean))
            return errorA != errorB ? errorA > errorB : a < b
        }
        return order.prefix(3).compactMap { source in
            let bias = model.bias[source]
            let noise = max(0.5, bias.margin ?? 0)
            guard abs(bias.mean) >= largest / 4, abs(bias.mean) > noise else { return nil }
            guard let (kind, value) = kind(model, source) else { return nil }
            return (Lie(source: source, kind: kind), value)
        }
    }

    /// `nil` where the error could not be seen in two digits.
    private static func kind(
        _ model: WorldComparison.Model, _ source: Int
    ) -> (Kind, Double)? {
        let (credit, bias) = (model.credits[source].mean, model.bias[source].mean)
        let due = credit - bias
        if due < -0.5 {
            return credit > 0
                ? (.harmRewarded, credit)
                : (credit < due ? .harmOverstated : .harmMissed, credit)
        }
        if due < 0.5 { return credit > 0 ? (.unearned, credit) : (.belowNothing, credit) }
        // The table's own, so that both say the same number.
        let factor = model.overCredit[source]?.mean ?? credit / due
        if factor < 0.005 { return (.nothing, 0) }
        if abs(factor - 1) < 0.02 { return nil }
        return bias > 0 ? (.tooMuch, factor) : (.tooLittle, factor)
    }
}
