import Streaming

// Each engine's join as a scenario sets it up.

extension FlinkSQLJoin {
    init(_ configuration: RunConfiguration, _ settings: FlinkSQLSettings) {
        self.init(
            reach: JoinReach(configuration.join.bounds), kind: configuration.join.kind.joinKind,
            minCleanup: settings.minCleanup,
            backend: settings.backend == .rocksdb ? .rocksDB : .hashMap,
            showsEarlyWatermarks: settings.watermarks == .source)
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
            mode: settings.mode == .eager ? .eager : .fixed, emitInterval: settings.emitInterval,
            store: settings.store == .inMemory ? .inMemory : .rocksDB)
    }
}

extension SparkJoin {
    init(_ configuration: RunConfiguration, _ settings: SparkSettings) {
        self.init(
            bounds: configuration.join.bounds, kind: configuration.join.kind.joinKind,
            clicksDelay: configuration.clicksWatermark.delay,
            checkoutsDelay: configuration.checkoutsWatermark.delay,
            policy: settings.watermarkPolicy == .max ? .max : .min,
            noDataBatches: settings.noDataBatches && settings.trigger != .once,
            isLeftIdle: settings.trigger == .scripted)
    }
}

extension PathwayJoin {
    init(_ configuration: RunConfiguration, _ settings: PathwaySettings) {
        var records: Int?
        if case .records(let count) = settings.batch { records = count }
        self.init(
            reach: JoinReach(configuration.join.bounds), cutoff: settings.cutoff,
            keepsResults: settings.keepsResults, batchRecords: records)
    }
}

extension QuixStreamsJoin {
    init(_ configuration: RunConfiguration, _ settings: QuixStreamsSettings) {
        let bounds = configuration.join.bounds
        var records: Int?
        if case .records(let count) = settings.commitEvery { records = count }
        self.init(
            settings.join == .asOf ? .asOf : .interval, backward: bounds.lookback,
            forward: bounds.lookahead, grace: settings.grace ?? bounds.lookback,
            isLeft: configuration.join.kind == .left, checkpointRecords: records)
    }
}
