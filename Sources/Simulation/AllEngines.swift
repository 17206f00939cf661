extension EngineSettings {
    /// All engines, in the order in which they are named and compared: the one list.
    static let all: [any RunnableEngine.Type] = [
        ReferenceSettings.self, FlinkSQLSettings.self, FlinkDataStreamSettings.self,
        KafkaStreamsSettings.self, SparkSettings.self, PathwaySettings.self,
        QuixStreamsSettings.self,
    ]
}
