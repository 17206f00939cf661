import Streaming

// Each engine's join as a scenario sets it up.

extension FlinkSQLJoin {
    init(_ configuration: RunConfiguration, _ settings: FlinkSQLSettings) {
        self.init(
            bounds: configuration.join.bounds, isLeft: configuration.join.kind == .left,
            minCleanup: settings.minCleanup)
    }
}

extension FlinkDataStreamJoin {
    init(_ configuration: RunConfiguration) { self.init(bounds: configuration.join.bounds) }
}

extension KafkaStreamsJoin {
    init(_ configuration: RunConfiguration, _ settings: KafkaStreamsSettings) {
        let bounds = configuration.join.bounds
        self.init(
            bounds: bounds, isLeft: configuration.join.kind == .left,
            grace: settings.mode == .eager && settings.grace == .zero
                ? Self.eagerGrace(bounds) : settings.grace,
            mode: settings.mode == .eager ? .eager : .fixed, emitInterval: settings.emitInterval)
    }
}

extension SparkJoin {
    init(_ configuration: RunConfiguration, _ settings: SparkSettings) {
        self.init(
            bounds: configuration.join.bounds, isLeft: configuration.join.kind == .left,
            clicksDelay: configuration.clicksWatermark.delay,
            checkoutsDelay: configuration.checkoutsWatermark.delay,
            policy: settings.watermarkPolicy == .max ? .max : .min,
            noDataBatches: settings.noDataBatches)
    }
}
