import Attribution
import Simulation
import Streaming
import Text

extension Scenario {
    /// Reports rules for touches that the join, or the rest of the scenario, cannot follow.
    func checkTouchRules(_ node: JSONNode, _ reader: inout ScenarioReader) {
        let attribution = configuration.attribution
        guard configuration.choosesTouches else { return }
        let section = node.member("attribution")
        let path = JSONPath.top.key("attribution")
        if attribution.partitionBy == .user {
            reader.report(
                section?.member("partitionBy") ?? node, path.key("partitionBy"),
                "\"user\" ranks all pairs of a user, and tiers, path, cut and lookbacks of their own "
                    + "choose within one checkout",
                hint: "write \"partitionBy\": \"checkout\"")
        }
        let reach = configuration.join.bounds.lookback
        for (place, tier) in attribution.tiers.enumerated() {
            guard let lookback = tier.lookback, lookback > reach.count else { continue }
            report(
                lookback, path.key("tiers").index(place).key("lookback"),
                section?.member("tiers") ?? node)
        }
        for (place, kind) in (attribution.conversions ?? []).enumerated() {
            guard let lookback = kind.lookback, lookback > reach else { continue }
            report(
                lookback.count, path.key("conversions").index(place).key("lookback"),
                section?.member("conversions") ?? node)
        }
        func report(_ lookback: Int64, _ path: JSONPath, _ node: JSONNode) {
            reader.report(
                node, path,
                "\(DurationText.write(lookback)) is farther than the join reaches, "
                    + "\(DurationText.write(reach.count))",
                hint: "write \"join\": {\"lookback\": \"\(DurationText.write(lookback))\"}")
        }
    }
}
