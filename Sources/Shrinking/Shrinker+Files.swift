public import Scenarios

extension Shrinker {
    /// The names of all files that may come into being in the scratch folder.
    public static let scratchNames =
        ["result.sqlite", "stdin.jsonl", "stdin.csv", "arrivals.jsonl", "log.jsonl", "kafka.jsonl"]
        + ["clicks", "checkouts", "identities", "users", "products", "spend"].flatMap {
            // The last ones are there while a world is generated.
            ["\($0).jsonl", "\($0).csv", "\($0).jsonl.part", "\($0).csv.part"]
        }

    /// The scenario with standard input and a generated world as files in the scratch folder.
    ///
    /// - Throws: ``ShrinkError`` if they cannot be had or written.
    public static func materialised(
        _ scenario: Scenario, in scratch: String
    ) throws(ShrinkError) -> Scenario {
        try InputFiles.materialised(scenario, in: scratch)
    }

    /// Runs a scenario that was written, and says whether it fails as the first one did.
    public func confirms(_ scenario: Scenario) throws(ShrinkError) -> Bool {
        trial.isSame(try trial.observe(scenario), as: first)
    }
}
