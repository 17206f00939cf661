import Streaming

extension RunManifest {
    /// An engine's own settings, under their place in a scenario.
    static func settings(of engine: EngineSettings) -> [Line] {
        switch engine {
        case .reference: return []
        case .flinkDataStream(let own):
            return [
                ("engine.version", own.version.rawValue), ("engine.restarts", text(own.restarts)),
            ]
        case .flinkSQL(let own):
            return [
                ("engine.ranking", own.ranking.rawValue),
                ("engine.minCleanup", text(own.minCleanup)),
                ("engine.version", own.version.rawValue),
                ("engine.stateTTL", own.stateTTL == .zero ? "none" : text(own.stateTTL)),
                ("engine.backend", own.backend.rawValue),
                ("engine.watermarks", own.watermarks.rawValue),
                (
                    "engine.miniBatch",
                    own.miniBatch.map { "\($0.size) rows, \(text($0.latency))" } ?? "off"
                ),
                ("engine.restarts", text(own.restarts)),
            ]
        case .kafkaStreams(let own):
            return [
                ("engine.grace", text(own.grace)), ("engine.mode", own.mode.rawValue),
                ("engine.emitInterval", text(own.emitInterval)),
                ("engine.store", own.store.rawValue),
            ]
        case .spark(let own):
            let trigger =
                switch own.trigger {
                case .every(let interval): "every \(text(interval))"
                case .scripted: "scripted"
                case .availableNow: "availableNow"
                case .once: "once"
                }
            return [
                ("engine.trigger", trigger),
                ("engine.watermarkPolicy", own.watermarkPolicy.rawValue),
                ("engine.noDataBatches", own.noDataBatches ? "true" : "false"),
                ("engine.sink", own.sink.rawValue),
                ("engine.restarts", text(own.restarts)),
            ] + own.filter.words.map { ("engine.filter.\($0.stream)", $0.words) }
        case .pathway(let own):
            let batch =
                switch own.batch {
                case .records(let count): "\(count) records"
                case .every(let interval): "every \(text(interval))"
                case .scripted: "scripted"
                }
            return [
                ("engine.cutoff", own.cutoff.map { text($0) } ?? "none"),
                ("engine.keepResults", own.keepsResults ? "true" : "false"),
                ("engine.batch", batch),
            ]
        case .quixStreams(let own):
            let commit =
                switch own.commitEvery {
                case .records(let count): "\(count) records"
                case .every(let interval): "every \(text(interval))"
                }
            return [
                ("engine.grace", own.grace.map { text($0) } ?? "the lookback"),
                ("engine.commitEvery", commit), ("engine.join", own.join.rawValue),
            ]
        }
    }

    private static func text(_ restarts: RestartPlan) -> String {
        if restarts.isAfterEveryBatch { return "after every batch" }
        if restarts.seqs.isEmpty { return "none" }
        return "after " + restarts.seqs.map { "\($0)" }.joined(separator: ", ")
    }

    /// Which of several clicks of one event time comes first.
    static func ties(of engine: EngineSettings, _ ties: TieOrder) -> String {
        switch engine {
        case .reference:
            ties == .id
                ? "event time with all digits, then id (bytes), then seq"
                : "event time with all digits, then seq"
        case .flinkDataStream, .kafkaStreams, .spark, .pathway:
            "event time, then id (bytes), then seq"
        case .quixStreams(let own):
            own.join == .asOf
                ? "the last that came" : "event time, then id (bytes), then seq"
        case .flinkSQL(let own):
            own.ranking == .rowTime
                ? "first click: the first that came; last click: the last that came"
                : "the first that came"
        }
    }
}
