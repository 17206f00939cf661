import Attribution
import Simulation
import Text

/// What the rules for touches make of a click, in words with the numbers.
extension Wording {
    /// `matched, but a view of 23h before counts only where no click of 7d does`.
    func rule(_ verdict: TouchVerdict, on click: ConsideredClick) -> String {
        let attribution = configuration.attribution
        switch verdict {
        case .counts: return "counts"
        case .outOfLookback:
            return "matched, but it is beyond the lookback of "
                + (configuration.join.calendar == nil ? "the checkout's kind" : "the calendar")
        case .usedUp(let time):
            return "matched, but the user's checkout of \(self.time(time)) has used it up"
        case .step(let place):
            return "matched, but attribution.path[\(place)] leaves it out"
        case .otherTier(let chosen, let own):
            guard own != nil else {
                return "matched, but it is of no tier"
            }
            guard let chosen, attribution.tiers.indices.contains(chosen) else {
                return "matched, but no tier has a click"
            }
            let kind = PrintableText.escaping(click.click.kind ?? "click")
            let ago = click.before >= 0 ? "\(span(click.before)) before" : "after it"
            return "matched, but a \(kind) of \(ago) counts only where no "
                + "\(noun(attribution.tiers[chosen])) does"
        }
    }

    /// What counts in a tier: `click of 7d`, `view from Paid*`.
    private func noun(_ tier: TouchTier) -> String {
        let kinds = tier.kinds.map { $0.joined(separator: " or ") } ?? "click"
        let sources = tier.sources.map { " from \($0.texts.joined(separator: ", "))" } ?? ""
        let lookback = tier.lookback.map { " of \(RuleDuration.text($0))" } ?? ""
        return PrintableText.escaping(kinds + sources + lookback)
    }
}

/// A duration as scenarios write it: the largest unit that leaves no rest.
private enum RuleDuration {
    static func text(_ milliseconds: Int64) -> String {
        let units: [(Int64, String)] = [
            (86_400_000, "d"), (3_600_000, "h"), (60_000, "m"), (1_000, "s"),
        ]
        for (size, unit) in units where milliseconds % size == 0 {
            return "\(milliseconds / size)\(unit)"
        }
        return "\(milliseconds)ms"
    }
}
