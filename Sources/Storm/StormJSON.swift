import Text

/// A storm as one JSON document, for programs: every seed.
public enum StormJSON {
    /// The document, indented, with a line break at its end; `small` is the scenario that was written
    /// of the first seed that breaks something.
    public static func text(_ report: StormReport, subject: String?, small: String?) -> String {
        JSONText.write(
            .record([
                "scenario": subject.map { .string($0) } ?? .null,
                "seeds": .integer(report.seeds.count),
                "broken": .integer(report.broken.count),
                "written": small.map { .string($0) } ?? .null,
                "invariants": .list(
                    StormInvariant.allCases.map { invariant in
                        let (asked, broken) = report.count(invariant)
                        return .record([
                            "name": .string(invariant.rawValue),
                            "statement": .string(invariant.statement),
                            "seeds": .integer(asked),
                            "broken": .integer(broken),
                        ])
                    }),
                "costs": .list(
                    report.costs.map { cost in
                        .record([
                            "fault": .string(cost.faults.first?.rawValue ?? "several"),
                            "seeds": .integer(cost.seeds),
                            "changing": .integer(cost.changing),
                            "checkouts_median": .integer(cost.checkoutsMedian),
                            "checkouts_most": .integer(cost.most.cost.checkouts),
                            "revenue_most_e4": .integer(cost.most.cost.revenue),
                            "seed_of_most": .integer(cost.most.seed),
                        ])
                    }),
                "runs": .list(report.seeds.map(seed)),
            ]), .pretty)
    }

    private static func seed(_ seed: StormReport.Seed) -> JSONValue {
        .record([
            "seed": .integer(seed.seed),
            "engine": .string(seed.engine),
            "records": .integer(seed.records),
            "faults": .strings(seed.plan.faults.map(\.rawValue)),
            "what": .strings(seed.plan.descriptions),
            "checkouts_changed": .integer(seed.cost.checkouts),
            "revenue_changed_e4": .integer(seed.cost.revenue),
            "rows_again": .integer(seed.cost.rowsAgain),
            "rows_lost": .integer(seed.cost.rowsLost),
            "promised": .strings(seed.asked.map(\.rawValue)),
            "breaches": .list(
                seed.breaches.map {
                    .record([
                        "invariant": .string($0.invariant.rawValue),
                        "numbers": .string($0.numbers),
                    ])
                }),
        ])
    }
}
