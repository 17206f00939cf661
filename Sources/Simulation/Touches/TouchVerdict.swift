import Attribution
import Streaming

/// What the rules of a run make of a click that a checkout is paired with.
public enum TouchVerdict: Sendable, Hashable {
    /// A model sees it.
    case counts
    /// It lies before the lookback of the checkout's kind, or of the calendar.
    case outOfLookback
    /// The user's checkout at that time, in milliseconds, has used it up.
    case usedUp(by: Int64)
    /// Another tier has clicks (the place of that one in the scenario, `nil`: none has any), and it is
    /// of its own tier, if it is of one at all.
    case otherTier(chosen: Int?, own: Int?)
    /// A step of the path, by its place in the scenario, leaves it out.
    case step(Int)
}

extension RunConfiguration {
    /// What the rules make of the clicks of a checkout: slow and step by step, for explanations.
    ///
    /// `clicks`: those that it is paired with, in the order in which models see them.
    public func verdicts(
        on clicks: [ProbedRecord], of checkout: ProbedRecord
    ) -> [TouchVerdict] {
        var verdicts = [TouchVerdict](repeating: .counts, count: clicks.count)
        guard choosesTouches else { return verdicts }
        var places = Array(clicks.indices)
        if let facts = checkout.checkout {
            for place in places {
                let time = clicks[place].eventTime
                if time < facts.matchesFrom {
                    verdicts[place] = .outOfLookback
                } else if time < facts.touchesFrom {
                    verdicts[place] = .usedUp(by: facts.touchesFrom - 1)
                }
            }
            places.removeAll { verdicts[$0] != .counts }
        }
        let path = Path(clicks, checkout)
        if !attribution.tiers.isEmpty {
            let chosen = attribution.tiers.indices.first {
                !path.left(of: places, by: TouchRules(tiers: [attribution.tiers[$0]])).isEmpty
            }
            let left = path.left(of: places, by: TouchRules(tiers: attribution.tiers))
            for place in places where !left.contains(place) {
                let own = attribution.tiers.indices.first {
                    !path.left(of: [place], by: TouchRules(tiers: [attribution.tiers[$0]])).isEmpty
                }
                verdicts[place] = .otherTier(chosen: chosen, own: own)
            }
            places = left
        }
        for step in attribution.path.indices {
            // Steps before it may have renamed or dropped touches, so all of them go once more.
            let steps = TouchRules(steps: Array(attribution.path[...step]))
            let left = path.left(of: places, by: steps)
            for place in places where !left.contains(place) && verdicts[place] == .counts {
                verdicts[place] = .step(step)
            }
        }
        return verdicts
    }

    /// The clicks as touches, for rules that are tried on some of them.
    private struct Path {
        var touches: [Touch] = []
        var names: [String] = []
        var kinds: [String] = []

        init(_ clicks: [ProbedRecord], _ checkout: ProbedRecord) {
            for click in clicks {
                var touch = Touch(
                    age: checkout.eventTime - click.eventTime,
                    source: number(click.source ?? "", &names))
                touch.kind = UInt16(truncatingIfNeeded: number(click.kind ?? "click", &kinds))
                touches.append(touch)
            }
        }

        private func number(_ name: String, _ names: inout [String]) -> Int32 {
            if let known = names.firstIndex(where: { $0.utf8.elementsEqual(name.utf8) }) {
                return Int32(known)
            }
            names.append(name)
            return Int32(names.count - 1)
        }

        /// Which of some places rules leave.
        func left(of places: [Int], by rules: TouchRules) -> [Int] {
            var names = names
            var transform = PathTransform(rules) { kind in
                kinds.firstIndex { $0.utf8.elementsEqual(kind.utf8) }.map { UInt16($0) } ?? .max
            }
            var some = places.map { touches[$0] }
            let kept = transform.apply(
                to: &some, name: { names[Int($0)] },
                counted: { source, _ in
                    names.append(names[Int(source)])
                    return Int32(names.count - 1)
                })
            return kept.map { places[Int($0)] }
        }
    }
}
