extension SparkSettings {
    /// What sinks do that do not keep the attributed click.
    package func cautions(_ configuration: RunConfiguration) -> [EngineCaution] {
        let why: String
        switch sink {
        case .keepEarliest: return []
        case .lastWrite: why = "the last row written stays, whatever click it has"
        case .insertIfAbsent: why = "the first row written stays, whatever click comes later"
        case .aggregate:
            why =
                "a group comes out a lookback later than the join's row, and what is "
                + "pending then is no row"
        }
        var kept = self
        kept.sink = .keepEarliest
        return [
            EngineCaution(
                ["engine", "sink"], "\"\(sink.rawValue)\": \(why)",
                hint: "\"keep-earliest\" is an upsert that keeps the attributed click",
                figure: .without(.spark(kept)))
        ]
    }
}
