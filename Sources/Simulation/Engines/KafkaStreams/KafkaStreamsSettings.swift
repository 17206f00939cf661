public import Streaming
import Text

/// The settings of `kafka-streams`.
public struct KafkaStreamsSettings: Sendable, Hashable {
    /// When checkouts without a click come out.
    public enum Mode: String, Sendable, Hashable, CaseIterable {
        /// When their window is closed.
        case fixed
        /// At once, as `JoinWindows.of` did.
        case eager
    }

    /// What the windows are kept in.
    public enum Store: String, Sendable, Hashable, CaseIterable {
        /// Segments of event time that expire as a whole.
        case rocksDB = "rocksdb"
        /// Records that expire one by one.
        case inMemory = "in-memory"
    }

    /// How long a window stays open after its end. Default: 0.
    public var grace = Milliseconds.zero
    /// When checkouts without a click come out. Default: when their window is closed.
    public var mode = Mode.fixed
    /// The least time between two looks for held rows that are due. Default: 0.
    public var emitInterval = Milliseconds.zero
    /// What the windows are kept in. Default: RocksDB, as Kafka Streams does unless told otherwise.
    public var store = Store.rocksDB

    /// The defaults.
    public init() {}
}

extension EngineSettings {
    /// Kafka Streams' `leftJoin` of two streams.
    public static func kafkaStreams(_ own: KafkaStreamsSettings) -> EngineSettings {
        EngineSettings(own)
    }
}

extension KafkaStreamsSettings: RunnableEngine {
    package static let name = "kafka-streams"

    package static var variants: [KafkaStreamsSettings] {
        varied([
            { $0.grace = Milliseconds(30_000) },
            { $0.mode = .eager },
            { $0.store = .inMemory },
            { $0.emitInterval = Milliseconds(1_000) },
        ])
    }

    package var traits: EngineTraits {
        var traits = EngineTraits()
        traits.hasEndOfInput = false
        traits.holdsAtTheEnd = true
        traits.settingInsteadOfDelay = "grace"
        traits.padsStay = true
        return traits
    }

    package var manifest: [(key: String, value: String)] {
        [
            ("grace", RunManifest.text(grace)), ("mode", mode.rawValue),
            ("emitInterval", RunManifest.text(emitInterval)), ("store", store.rawValue),
        ]
    }

    package func ties(_ order: TieOrder) -> String { "event time, then id (bytes), then seq" }

    package func misfits(_ join: JoinSettings) -> [EngineMisfit] {
        join.kind.misfitOfPlainJoins(Self.name)
    }

    package func unknownKeys(_ watermarks: WatermarkPair) -> [UnknownKey] {
        var keys: [UnknownKey] = []
        if watermarks.allowLateness {
            keys.append(
                UnknownKey(
                    "allowedLateness", "kafka-streams does not know it: it has a grace",
                    hint: "write \"engine\": {\"name\": \"kafka-streams\", \"grace\": …}"))
        }
        if watermarks.wait {
            keys.append(
                UnknownKey(
                    "delay",
                    "kafka-streams does not know it: it has no watermarks, and stream time "
                        + "does not wait", hint: "its counterpart is the engine's \"grace\""))
        }
        return keys + watermarks.keysOfNoWatermark(Self.name, "it has no watermarks")
    }

    /// It gets a grace of what the watermark waits: the delay and the allowed lateness.
    package func compared(
        _ configuration: RunConfiguration, isOwn: Bool, hasBatches: Bool
    ) -> ComparedSettings {
        if isOwn { return ComparedSettings(self) }
        var settings = self
        let waits = [configuration.clicksWatermark, configuration.checkoutsWatermark].map {
            ($0.strategy == .bounded ? $0.delay.count : 0) + $0.allowedLateness.count
        }
        settings.grace = Milliseconds(min(waits.max() ?? 0, Milliseconds.longest.count))
        var compared = ComparedSettings(settings)
        compared.hiddenKeys = ["delay", "allowedLateness"]
        compared.notes = [
            "kafka-streams has no watermark: it runs with a grace of the delay + allowed lateness, "
                + TimeText.duration(milliseconds: settings.grace.count)
        ]
        return compared
    }

    func run(in host: inout EngineHost) throws(SimulationError) {
        let (join, isEager) = (host.configuration.join, mode == .eager)
        try host.run(
            KafkaStreamsJoin(
                bounds: join.bounds, isLeft: join.kind == .left,
                grace: isEager && grace == .zero
                    ? KafkaStreamsJoin.eagerGrace(join.bounds) : grace,
                mode: isEager ? .eager : .fixed, emitInterval: emitInterval,
                store: store == .inMemory ? .inMemory : .rocksDB))
    }

    func reasons(_ configuration: RunConfiguration) -> any EngineReasons {
        KafkaStreamsReasons(configuration, self)
    }
}
