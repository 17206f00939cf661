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
    /// Pathway's interval join.
    case pathway(PathwaySettings)
    /// Quix Streams' interval and as-of joins.
    case quixStreams(QuixStreamsSettings)

    /// One of each engine, with its defaults.
    public static let samples: [EngineSettings] = [
        .reference, .flinkSQL(FlinkSQLSettings()), .flinkDataStream,
        .kafkaStreams(KafkaStreamsSettings()), .spark(SparkSettings()),
        .pathway(PathwaySettings()), .quixStreams(QuixStreamsSettings()),
    ]

    /// Whether the engine sets records with a known id aside unless a scenario says otherwise.
    public var deduplicatesByDefault: Bool { self == .reference }

    /// How far apart in processing time batches, or checkpoints, end; `nil` where they do not go
    /// by the clock.
    var batchInterval: Milliseconds? {
        switch self {
        case .spark(let own): if case .every(let interval) = own.trigger { interval } else { nil }
        case .pathway(let own): if case .every(let interval) = own.batch { interval } else { nil }
        case .quixStreams(let own):
            if case .every(let interval) = own.commitEvery { interval } else { nil }
        case .reference, .flinkSQL, .flinkDataStream, .kafkaStreams: nil
        }
    }

    /// Whether batches end at the log's control records.
    public var cutsAtControls: Bool {
        switch self {
        case .spark(let own): own.trigger == .scripted
        case .pathway(let own): own.batch == .scripted
        case .reference, .flinkSQL, .flinkDataStream, .kafkaStreams, .quixStreams: false
        }
    }

    /// The engine's name in scenarios.
    public var name: String {
        switch self {
        case .reference: "reference"
        case .flinkSQL: "flink-sql"
        case .flinkDataStream: "flink-datastream"
        case .kafkaStreams: "kafka-streams"
        case .spark: "spark"
        case .pathway: "pathway"
        case .quixStreams: "quixstreams"
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

/// The settings of `pathway`.
public struct PathwaySettings: Sendable, Hashable {
    /// When a minibatch ends.
    public enum Batch: Sendable, Hashable {
        /// After so many records of both inputs.
        case records(Int)
        /// Each time so much processing time has passed.
        case every(Milliseconds)
        /// At the log's `batch` control records.
        case scripted
    }

    /// How far behind its input's clock a record may lie. Default: as far as it likes.
    public var cutoff: Milliseconds?
    /// Whether the rows of forgotten records stay. Default: yes.
    public var keepsResults = true
    /// When a minibatch ends. Default: after each record.
    public var batch = Batch.records(1)

    /// The defaults.
    public init() {}
}

/// The settings of `quixstreams`.
public struct QuixStreamsSettings: Sendable, Hashable {
    /// Which of its joins.
    public enum Join: String, Sendable, Hashable, CaseIterable {
        /// `join_interval`.
        case interval
        /// `join_asof`: the one click before.
        case asOf = "asof"
    }

    /// When there is a checkpoint.
    public enum Commit: Sendable, Hashable {
        /// After so many records of both inputs.
        case records(Int)
        /// Each time so much processing time has passed.
        case every(Milliseconds)
    }

    /// How long a key's records are kept behind its latest. Default: the lookback.
    public var grace: Milliseconds?
    /// When there is a checkpoint. Default: every five seconds.
    public var commitEvery = Commit.every(Milliseconds(5_000))
    /// Which of its joins. Default: the interval's.
    public var join = Join.interval

    /// The defaults.
    public init() {}
}
