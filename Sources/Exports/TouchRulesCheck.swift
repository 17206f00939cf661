import Attribution
import Simulation

extension RunConfiguration {
    /// Finds rules about touches and conversions that a job's ranking of pairs does not know.
    ///
    /// `job`: what the job is, for messages: `Flink SQL`.
    func checkTouchRules(for job: String) throws(ExportError) {
        let rules: [(key: String, isSaid: Bool)] = [
            ("attribution.tiers", !attribution.tiers.isEmpty),
            ("attribution.path", !attribution.path.isEmpty),
            ("attribution.cut", attribution.cutsAtConversions),
            ("attribution.conversions", attribution.conversions != nil),
            ("join.lookback in days", join.calendar != nil),
        ]
        guard let rule = rules.first(where: \.isSaid) else { return }
        throw ExportError(
            "\(rule.key): the job for \(job) ranks all pairs of a checkout, and knows no such rule",
            hint: "leave it out, or run the scenario: attrsim run SCENARIO --engine …")
    }
}
