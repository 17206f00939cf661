public import Streaming

/// What a scenario says about the engine: its name and the settings that only it has.
public enum EngineSettings: Sendable, Hashable {
    /// Section 4 of the contract.
    case reference
    /// Flink's interval join in SQL.
    case flinkSQL(FlinkSQLSettings)
    /// Flink's `intervalJoin` of the DataStream API.
    case flinkDataStream
    /// Kafka Streams' `leftJoin` of two streams.
    case kafkaStreams(KafkaStreamsSettings)
    /// Spark's stream-stream join in append mode.
    case spark(SparkSettings)

    /// Whether the engine sets records with a known id aside unless a scenario says otherwise.
    public var deduplicatesByDefault: Bool { self == .reference }

    /// The engine's name in scenarios.
    public var name: String {
        switch self {
        case .reference: "reference"
        case .flinkSQL: "flink-sql"
        case .flinkDataStream: "flink-datastream"
        case .kafkaStreams: "kafka-streams"
        case .spark: "spark"
        }
    }
}

/// The settings of `flink-sql`.
public struct FlinkSQLSettings: Sendable, Hashable {
    /// By what the rows of a checkout are ranked.
    public enum Ranking: String, Sendable, Hashable, CaseIterable {
        /// The row-time column: planned as Deduplicate.
        case rowTime = "row-time"
        /// The column cast to a plain timestamp: planned as Rank.
        case cast
    }

    /// By what the rows of a checkout are ranked. Default: the row-time column.
    public var ranking = Ranking.rowTime
    /// `table.exec.interval-join.min-cleanup-interval`. Default: 0.
    public var minCleanup = Milliseconds.zero

    /// The defaults.
    public init() {}
}

/// The settings of `kafka-streams`.
public struct KafkaStreamsSettings: Sendable, Hashable {
    /// When checkouts without a click come out.
    public enum Mode: String, Sendable, Hashable, CaseIterable {
        /// When their window is closed.
        case fixed
        /// At once, as `JoinWindows.of` did.
        case eager
    }

    /// How long a window stays open after its end. Default: 0.
    public var grace = Milliseconds.zero
    /// When checkouts without a click come out. Default: when their window is closed.
    public var mode = Mode.fixed
    /// The least time between two emissions of held rows. Default: 0.
    public var emitInterval = Milliseconds.zero

    /// The defaults.
    public init() {}
}

/// The settings of `spark`.
public struct SparkSettings: Sendable, Hashable {
    /// When a micro-batch is cut.
    public enum Trigger: Sendable, Hashable {
        /// Each time so much processing time has passed.
        case every(Milliseconds)
        /// At the log's `batch` control records.
        case scripted
    }

    /// Which of the two inputs' watermarks counts.
    public enum WatermarkPolicy: String, Sendable, Hashable, CaseIterable {
        /// The lesser.
        case min
        /// The greater.
        case max
    }

    /// When a micro-batch is cut. Default: every ten seconds.
    public var trigger = Trigger.every(Milliseconds(10_000))
    /// Which of the two inputs' watermarks counts. Default: the lesser.
    public var watermarkPolicy = WatermarkPolicy.min
    /// Whether a batch without data follows one that moved the watermark. Default: yes.
    public var noDataBatches = true

    /// The defaults.
    public init() {}
}
