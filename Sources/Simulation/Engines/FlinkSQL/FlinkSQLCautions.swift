import Attribution

extension FlinkSQLSettings {
    /// What 2.x does to a first click.
    package func cautions(_ configuration: RunConfiguration) -> [EngineCaution] {
        guard version == .v2_3 else { return [] }
        return byUser(configuration) + firstClick(configuration)
    }

    /// The original project's query has another key than its sink.
    private func byUser(_ configuration: RunConfiguration) -> [EngineCaution] {
        guard configuration.attribution.partitionBy == .user else { return [] }
        return [
            EngineCaution(
                ["engine"],
                "Flink 2 does not start the original project's query: it ranks by the click's user, "
                    + "and its table has the checkout for a key",
                hint: "write ON CONFLICT DO DEDUPLICATE, or rank by the checkout")
        ]
    }

    private func firstClick(_ configuration: RunConfiguration) -> [EngineCaution] {
        guard miniBatch == nil, configuration.attribution.model != .lastClick else { return [] }
        if ranking == .cast {
            return [
                EngineCaution(
                    ["engine"],
                    "Flink 2 replaces a first click that is ranked by a cast with +U alone: a COUNT or "
                        + "SUM behind it counts the replaced rows, too",
                    hint: "turn mini-batch on, or count last clicks")
            ]
        }
        guard ranking != .falling, configuration.join.kind.showsUnattributed else { return [] }
        return [
            EngineCaution(
                ["engine"],
                "Flink 2 puts a first click out once and for ever, and drops rows without a click: "
                    + "unattributed checkouts are lost",
                hint: "rank by the last click, turn mini-batch on (\"miniBatch\"), or use the "
                    + "query that \"attrsim export flink\" writes (\"ranking\": \"falling-number\")",
                figure: .lost)
        ]
    }
}
