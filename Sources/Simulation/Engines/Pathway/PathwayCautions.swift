import Streaming

extension PathwaySettings {
    /// What a short cutoff forgets.
    package func cautions(_ configuration: RunConfiguration) -> [EngineCaution] {
        guard let cutoff, cutoff < configuration.join.bounds.lookback else { return [] }
        var patient = self
        patient.cutoff = nil
        return [
            EngineCaution(
                ["engine", "cutoff"],
                "the cutoff is below the lookback: a click that is further behind its input's clock is "
                    + "forgotten, though checkouts to come may still match it",
                hint: "a cutoff of at least the lookback keeps them",
                figure: .without(.pathway(patient)))
        ]
    }
}
