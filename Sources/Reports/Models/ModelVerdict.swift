import Simulation
import Text
import Worlds

/// What a comparison of models says, in words.
enum ModelVerdict {
    /// Which model comes nearest, and where each one lies.
    static func lines(_ comparison: WorldComparison, _ style: TextStyle) -> [String] {
        let models = comparison.nearestFirst
        guard let nearest = models.first, let error = nearest.shareError else {
            return ["No verdict: there are no true shares, since no source brings about anything."]
        }
        let isAlone = models.count == 1
        var sentences = [
            isAlone
                ? "The shares of \(nearest.name) are off by \(points(error, style)) on average."
                : "In this world \(nearest.name) comes nearest: its shares are off by "
                    + "\(points(error, style)) on average."
        ]
        let rivals = models.dropFirst().filter { $0.isAsGood(as: nearest) }
        if !isAlone, comparison.seeds.count == 1 {
            sentences.append(
                "One world cannot tell models apart: --seeds 20 says how sure the order is.")
        } else if !rivals.isEmpty {
            sentences.append(tooFew(comparison.seeds.count, nearest, rivals))
        }
        if let warning = baselineWarning(comparison) { sentences.append(warning) }
        for group in ModelLies.groups(models) {
            sentences += self.sentences(group, models, comparison)
        }
        return sentences
    }

    /// How many worlds there would have to be to tell models apart, where they are too few.
    private static func tooFew(
        _ worlds: Int, _ nearest: WorldComparison.Model, _ rivals: [WorldComparison.Model]
    ) -> String {
        let names = list(rivals.map(\.name), limit: 4)
        let wanted = rivals.compactMap { $0.worldsNeeded(toTellFrom: nearest) }
        let isKnown = wanted.count == rivals.count
        let most = wanted.max() ?? 0
        let way =
            isKnown && most <= 1_000
            ? "some \(most) would do if the differences stay: --seeds \(most)"
            : "in these settings no 1,000 would do: they are the same for all that can be seen"
        return "\(worlds) worlds are too few to tell it from \(names); \(way)."
    }

    private static func points(_ error: Estimate, _ style: TextStyle) -> String {
        let scaled = NumberText.estimate(
            error, 1, style, percent: true, within: ScoreRange.shareError)
        return scaled.dropLast(2) + " points"
    }

    /// Says so where models hand out conversions that nobody brought about.
    private static func baselineWarning(_ comparison: WorldComparison) -> String? {
        let all = comparison.conversions.mean
        guard all > 0, comparison.baseline.mean >= all / 10 else { return nil }
        let share = NumberText.fixed(comparison.baseline.mean / all * 100, 0)
        return
            "\(share) % of all conversions would have come anyway; a model gives them to whoever "
            + "was clicked before."
    }

    /// `last-click and linear give coupon 93.7 to 94.7 conversions that it did not bring about.`
    ///
    /// Where no source is wrong beyond chance, models whose shares are far off in each world are told
    /// from those that are right.
    static func sentences(
        _ group: ModelLies, _ models: [WorldComparison.Model], _ comparison: WorldComparison
    ) -> [String] {
        guard group.lies.isEmpty else { return [sentence(group, group.models, comparison)] }
        let astray = group.models.filter { name in
            guard let model = models.first(where: { $0.name == name }),
                let error = model.shareError
            else { return false }
            return error.mean - (error.margin ?? 0) > Self.farOff
        }
        let right = group.models.filter { !astray.contains($0) }
        var sentences = right.isEmpty ? [] : [sentence(group, right, comparison)]
        if !astray.isEmpty {
            let isOne = astray.count == 1
            let errors = astray.compactMap { name in
                models.first { $0.name == name }?.shareError?.mean
            }
            let ends = [errors.min() ?? 0, errors.max() ?? 0].map { NumberText.fixed($0 * 100, 1) }
            let size = ends[0] == ends[1] ? ends[0] : "\(ends[0]) to \(ends[1])"
            let isSingle = comparison.seeds.count == 1
            sentences.append(
                "\(list(astray, limit: 4)) \(isOne ? "is" : "are") wrong about no source beyond chance"
                    + (isSingle ? "" : " on average over the worlds")
                    + ", yet \(isOne ? "its" : "their") shares are off by \(size) points"
                    + (isSingle ? "." : " in a world: what it gives in one world says little."))
        }
        return sentences
    }

    /// Shares that are further off are not what the sources bring about.
    private static let farOff = 0.1

    private static func sentence(
        _ group: ModelLies, _ models: [String], _ comparison: WorldComparison
    ) -> String {
        let names = list(models, limit: 4)
        let verb = models.count == 1 ? "gives" : "give"
        let parts = group.lies.enumerated().map { place, lie in
            part(
                lie, group.ranges[place],
                PrintableText.escaping(comparison.sources[lie.source].name))
        }
        return parts.isEmpty
            ? "\(names) \(verb) each source what it brings about, as far as can be told here."
            : "\(names) \(verb) \(list(parts, limit: .max))."
    }

    private static func part(
        _ lie: ModelLies.Lie, _ range: ClosedRange<Double>, _ source: String
    ) -> String {
        func text(_ factor: Double, _ decimals: Int) -> String {
            let ends = (
                NumberText.fixed(range.lowerBound * factor, decimals),
                NumberText.fixed(range.upperBound * factor, decimals)
            )
            return ends.0 == ends.1 ? ends.0 : "\(ends.0) to \(ends.1)"
        }
        switch lie.kind {
        case .tooMuch: return "\(source) \(text(1, 2)) times its due"
        case .tooLittle: return "\(source) only \(text(100, 0)) % of its due"
        case .nothing: return "\(source) nothing"
        case .unearned: return "\(source) \(text(1, 1)) conversions that it did not bring about"
        case .belowNothing: return "\(source) \(text(1, 1)) conversions though it does no harm"
        case .harmRewarded:
            return "\(source) \(text(1, 1)) conversions though it drives buyers away"
        case .harmMissed:
            return "\(source) \(text(1, 1)) conversions, which misses harm that it does"
        case .harmOverstated:
            return "\(source) \(text(1, 1)) conversions, which overstates the harm that it does"
        }
    }

    private static func list(_ parts: [String], limit: Int) -> String {
        var parts = parts
        if parts.count > limit {
            let others = parts.count - (limit - 1)
            parts = Array(parts[..<(limit - 1)]) + ["\(others) others"]
        }
        guard let last = parts.last, parts.count > 1 else { return parts.first ?? "" }
        return parts.dropLast().joined(separator: ", ") + " and " + last
    }
}

extension WorldComparison.Model {
    /// Whether its error cannot be told from the least one, world by world.
    fileprivate func isAsGood(as other: WorldComparison.Model) -> Bool {
        let differences = zip(shareErrors, other.shareErrors).map { own, least -> Double? in
            guard let own, let least else { return nil }
            return own - least
        }
        guard let difference = Estimate(differences) else { return false }
        return difference.mean - (difference.margin ?? 0) <= 0
    }

    /// In about how many worlds the two would come apart, the difference and its spread staying as they
    /// are: the margin falls with the root of their number. `nil` where they do not differ at all.
    fileprivate func worldsNeeded(toTellFrom other: WorldComparison.Model) -> Int? {
        let differences = zip(shareErrors, other.shareErrors).map { own, least -> Double? in
            guard let own, let least else { return nil }
            return own - least
        }
        guard let difference = Estimate(differences), let margin = difference.margin,
            difference.mean > 0
        else { return nil }
        let ratio = margin / difference.mean
        let needed = Double(shareErrors.count) * ratio * ratio
        guard needed < 1_000_000 else { return nil }
        return Int(needed.rounded(.up)) + 1
    }
}
