extension RunConfiguration {
    /// What the engine says of what it did.
    var reasons: any EngineReasons {
        switch engine {
        case .reference: ReferenceReasons(self)
        case .flinkSQL: FlinkSQLReasons(self)
        case .flinkDataStream: FlinkDataStreamReasons(self)
        case .kafkaStreams(let settings): KafkaStreamsReasons(self, settings)
        case .spark: SparkReasons(self)
        case .pathway(let settings): PathwayReasons(self, settings)
        case .quixStreams(let settings): QuixStreamsReasons(self, settings)
        }
    }
}
