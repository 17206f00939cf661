extension EngineSettings {
    /// What the engine makes of a scenario's settings that is most likely not meant.
    public func cautions(_ configuration: RunConfiguration) -> [EngineCaution] {
        switch self {
        case .flinkSQL(let own): own.cautions(configuration)
        case .spark(let own): own.cautions(configuration)
        case .pathway(let own): own.cautions(configuration)
        case .quixStreams(let own): own.cautions(configuration)
        case .reference, .flinkDataStream, .kafkaStreams: []
        }
    }
}
