import Simulation
import Worlds

/// What a comparison of models says, in words.
enum ModelVerdict {
    /// Which model comes nearest, and where each one lies.
    static func lines(_ comparison: WorldComparison, _ style: TextStyle) -> [String] {
        let models = comparison.nearestFirst
        guard let nearest = models.first, let error = nearest.shareError else {
            return ["No verdict: no source brings about anything, so there are no true shares."]
        }
        var lines = [
            style.apply(.bold, to: "Verdict") + "  In this world "
                + style.apply(.bold, to: nearest.name)
                + " comes nearest: its shares are off by "
                + points(error, style) + " on average."
        ]
        let rivals = models.dropFirst().filter { $0.isAsGood(as: nearest) }.map(\.name)
        if !rivals.isEmpty {
            lines.append("  The worlds do not tell it from \(list(rivals)).")
        }
        if let warning = baselineWarning(comparison) { lines.append("  " + warning) }
        for model in models { lines.append("  " + sentence(model, comparison, style)) }
        return lines
    }

    private static func points(_ error: Estimate, _ style: TextStyle) -> String {
        let scaled = NumberText.fixed(error.mean * 100, 1)
        guard let margin = error.margin else { return "\(scaled) points" }
        return "\(scaled) \(style.isUnicode ? "±" : "+-") \(NumberText.fixed(margin * 100, 1)) points"
    }

    /// Says so where models hand out conversions that nobody brought about.
    private static func baselineWarning(_ comparison: WorldComparison) -> String? {
        let all = comparison.conversions.mean
        guard all > 0 else { return nil }
        let share = comparison.baseline.mean / all
        guard share >= 0.1 else { return nil }
        return
            "\(NumberText.fixed(share * 100, 0)) % of all conversions would have come anyway; a "
            + "model gives them to whoever was clicked before."
    }

    /// `last-click gives search 2.00 times what it brings about, and display too little (0.01).`
    private static func sentence(
        _ model: WorldComparison.Model, _ comparison: WorldComparison, _ style: TextStyle
    ) -> String {
        var parts: [String] = []
        let biggest = model.bias.map { abs($0.mean) }.max() ?? 0
        let order = model.bias.indices.sorted {
            abs(model.bias[$0].mean) != abs(model.bias[$1].mean)
                ? abs(model.bias[$0].mean) > abs(model.bias[$1].mean) : $0 < $1
        }
        // What matters: at least a quarter of the largest error, and not within its own margin.
        for source in order.prefix(3) {
            let bias = model.bias[source]
            guard abs(bias.mean) >= biggest / 4, abs(bias.mean) > max(0.5, bias.margin ?? 0) else {
                continue
            }
            parts.append(part(model, source, comparison.sources[source], style))
        }
        let name = style.apply(.bold, to: model.name)
        return parts.isEmpty
            ? "\(name) gives each source what it brings about, as far as these worlds can tell."
            : "\(name) \(list(parts))."
    }

    private static func part(
        _ model: WorldComparison.Model, _ place: Int, _ source: WorldComparison.Source,
        _ style: TextStyle
    ) -> String {
        let name = PrintableText.escaping(source.name)
        let bias = model.bias[place].mean
        guard let factor = model.overCredit[place], source.incremental.mean >= 1 else {
            return bias > 0
                ? "gives \(name) \(NumberText.fixed(model.credits[place].mean, 1)) conversions that "
                    + "others brought about or that would have come anyway"
                : "takes \(NumberText.fixed(-bias, 1)) conversions from \(name)"
        }
        if factor.mean < 0.005 { return "gives \(name) nothing" }
        return bias > 0
            ? "gives \(name) \(NumberText.fixed(factor.mean, 2)) times its due"
            : "gives \(name) only \(NumberText.fixed(factor.mean * 100, 0)) % of its due"
    }

    private static func list(_ parts: [String]) -> String {
        guard let last = parts.last, parts.count > 1 else { return parts.first ?? "" }
        return parts.dropLast().joined(separator: ", ") + " and " + last
    }
}

extension WorldComparison.Model {
    /// Whether its error cannot be told from another's: their confidence intervals overlap.
    fileprivate func isAsGood(as other: WorldComparison.Model) -> Bool {
        guard let own = shareError, let least = other.shareError else { return false }
        return own.mean - (own.margin ?? 0) <= least.mean + (least.margin ?? 0)
    }
}
