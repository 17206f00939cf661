public import Streaming

/// What a scenario says about the engine: its name and the settings that only it has.
public enum EngineSettings: Sendable, Hashable {
    /// Section 4 of the contract.
    case reference
    /// Flink's interval join in SQL.
    case flinkSQL(FlinkSQLSettings)
    /// Flink's `intervalJoin` of the DataStream API.
    case flinkDataStream(FlinkDataStreamSettings)
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
        .reference, .flinkSQL(FlinkSQLSettings()),
        .flinkDataStream(FlinkDataStreamSettings()),
        .kafkaStreams(KafkaStreamsSettings()), .spark(SparkSettings()),
        .pathway(PathwaySettings()), .quixStreams(QuixStreamsSettings()),
    ]

    /// Whether the engine sets records with a known id aside unless a scenario says otherwise.
    public var deduplicatesByDefault: Bool { self == .reference }

    /// The name, with its version where that is not the default: `flink-sql@2.3`.
    public var label: String {
        guard let version = flinkVersion, version != .v1_20 else { return name }
        return "\(name)@\(version.rawValue)"
    }

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

    /// The version of a Flink engine, `nil` for others.
    var flinkVersion: FlinkVersion? {
        switch self {
        case .flinkSQL(let own): own.version
        case .flinkDataStream(let own): own.version
        case .reference, .kafkaStreams, .spark, .pathway, .quixStreams: nil
        }
    }

    /// Whether a watermark becomes the greatest of all when the last of them goes idle.
    var jumpsWhenIdle: Bool { flinkVersion == .v2_3 }

    /// How long the slots of event time are that let one watermark through.
    var watermarkInterval: Milliseconds? {
        if case .flinkSQL(let own) = self { own.miniBatch?.latency } else { nil }
    }

    /// How far apart checkpoints are that a ranking waits for.
    var checkpointInterval: Milliseconds? {
        guard case .flinkSQL(let own) = self, own.miniBatch != nil,
            case .every(let interval)? = own.checkpoints
        else { return nil }
        return interval
    }

    /// Whether each record is followed by a checkpoint that a ranking waits for.
    var checkpointsEveryRecord: Bool {
        if case .flinkSQL(let own) = self, own.miniBatch != nil {
            own.checkpoints == .everyRecord
        } else {
            false
        }
    }

    /// The conditions that the query has on its inputs.
    public var filters: StreamFilters {
        if case .spark(let own) = self { own.filter } else { StreamFilters() }
    }

    /// After which steps the job starts again.
    public var restarts: RestartPlan {
        switch self {
        case .flinkSQL(let own): own.restarts
        case .flinkDataStream(let own): own.restarts
        case .spark(let own): own.restarts
        case .reference, .kafkaStreams, .pathway, .quixStreams: RestartPlan()
        }
    }

    /// The kind of join that comes nearest, of those that the engine has.
    public func nearestKind(to kind: JoinSettings.Kind) -> JoinSettings.Kind {
        switch self {
        case .spark: kind
        case .flinkSQL: kind == .semi ? .inner : kind
        case .flinkDataStream: .inner
        case .pathway: .left
        case .reference, .kafkaStreams, .quixStreams:
            switch kind {
            case .left, .full: .left
            case .inner, .right, .semi: .inner
            }
        }
    }

    /// The same with one restart more, where the engine has any.
    func restarting(after seq: Int64) -> EngineSettings {
        switch self {
        case .flinkSQL(var own):
            own.restarts.add(seq)
            return .flinkSQL(own)
        case .flinkDataStream(var own):
            own.restarts.add(seq)
            return .flinkDataStream(own)
        case .spark(var own):
            own.restarts.add(seq)
            return .spark(own)
        case .reference, .kafkaStreams, .pathway, .quixStreams: return self
        }
    }

    /// Whether a job of this engine starts again from what it saved.
    public var canRestart: Bool {
        switch self {
        case .flinkSQL, .flinkDataStream, .spark: true
        case .reference, .kafkaStreams, .pathway, .quixStreams: false
        }
    }

    /// Whether what the sources have seen is forgotten then.
    var losesWatermarksAtRestart: Bool { flinkVersion != nil }

    /// A stream's watermark as this engine makes it.
    func settings(_ settings: WatermarkSettings, _ mode: RunMode) -> WatermarkSettings {
        guard mode == .stream else { return settings }
        var settings = settings
        settings.jumpsWhenIdle = jumpsWhenIdle
        if case .flinkSQL(let own) = self, own.watermarks == .assigner {
            settings.isAssigned = true
            settings.assigners = own.parallelism
        }
        return settings
    }

    /// Whether batches end at the log's control records.
    public var cutsAtControls: Bool {
        switch self {
        case .spark(let own): own.trigger == .scripted || own.trigger == .availableNow
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
        /// The checkout's row-time column: what Deduplicate goes by where the ranked row has both
        /// and this one first, whatever ORDER BY says.
        case checkoutTime = "checkout-time"
    }

    /// Where the state lies.
    public enum Backend: String, Sendable, Hashable, CaseIterable {
        /// On the heap.
        case hashmap
        /// In RocksDB.
        case rocksdb
    }

    /// Where watermarks are made.
    public enum Watermarks: String, Sendable, Hashable, CaseIterable {
        /// In the source, for each partition, as Kafka's does.
        case source
        /// In an operator behind it.
        case assigner
    }

    /// When a checkpoint is taken.
    public enum Checkpoints: Sendable, Hashable {
        /// After each record.
        case everyRecord
        /// Each time so much processing time has passed.
        case every(Milliseconds)
    }

    /// `table.exec.mini-batch`.
    public struct MiniBatch: Sendable, Hashable {
        /// How many rows a ranking holds at most.
        public var size = 1_000
        /// How long the slots of event time are that let one watermark through.
        public var latency = Milliseconds(2_000)

        /// Default sizes.
        public init() {}
    }

    /// By what the rows of a checkout are ranked. Default: the row-time column.
    public var ranking = Ranking.rowTime
    /// `table.exec.interval-join.min-cleanup-interval`. Default: 0.
    public var minCleanup = Milliseconds.zero
    /// Whose rules. Default: 1.20's.
    public var version = FlinkVersion.v1_20
    /// `table.exec.state.ttl`, which the rankings mind. Default: 0, for ever.
    public var stateTTL = Milliseconds.zero
    /// Where the state lies. Default: on the heap.
    public var backend = Backend.hashmap
    /// Where watermarks are made. Default: in the source.
    public var watermarks = Watermarks.source
    /// When a checkpoint is taken, which only mini-batch minds. Default: never.
    public var checkpoints: Checkpoints?
    /// Mini-batch. Default: off.
    public var miniBatch: MiniBatch?
    /// How many tasks: the rows of a step are the same. Default: 1.
    public var parallelism = 1
    /// After which steps the job starts again from a savepoint. Default: never.
    public var restarts = RestartPlan()

    /// The defaults.
    public init() {}
}

/// The versions of Flink whose rules differ.
public enum FlinkVersion: String, Sendable, Hashable, CaseIterable {
    /// 1.20.
    case v1_20 = "1.20"
    /// 2.3.
    case v2_3 = "2.3"
}

/// The settings of `flink-datastream`.
public struct FlinkDataStreamSettings: Sendable, Hashable {
    /// Whose rules: they differ in idleness alone. Default: 1.20's.
    public var version = FlinkVersion.v1_20
    /// How many tasks. Default: 1.
    public var parallelism = 1
    /// After which steps the job starts again from a savepoint. Default: never.
    public var restarts = RestartPlan()

    /// The defaults.
    public init() {}
}

/// After which steps a job stops and starts again from what it saved.
public struct RestartPlan: Sendable, Hashable {
    /// Seqs, ascending.
    public private(set) var seqs: [Int64] = []
    /// After each micro-batch.
    public private(set) var isAfterEveryBatch = false
    private var next = 0

    /// Never.
    public init() {}

    /// After such seqs.
    public init(after seqs: [Int64]) { self.seqs = Array(Set(seqs)).sorted() }

    /// One more.
    mutating func add(_ seq: Int64) { seqs = Set(seqs + [seq]).sorted() }

    /// After each micro-batch.
    public static let everyBatch: RestartPlan = {
        var plan = RestartPlan()
        plan.isAfterEveryBatch = true
        return plan
    }()

    /// Whether the job starts again after this step; steps come in order.
    mutating func isDue(_ seq: Int64) -> Bool {
        while next < seqs.count, seqs[next] < seq { next += 1 }
        return next < seqs.count && seqs[next] == seq
    }
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
        /// At the log's `batch` control records; the query is left idle between them.
        case scripted
        /// All there is, in batches that the log's `batch` control records end, back to back; then
        /// one without data, if the watermark has moved.
        case availableNow
        /// All there is in one batch, and no other.
        case once
    }

    /// What becomes of the join's rows.
    public enum Sink: String, Sendable, Hashable, CaseIterable {
        /// An upsert that keeps the earliest click, or the latest; a match beats a pad.
        case keepEarliest = "keep-earliest"
        /// An upsert that keeps what was written last.
        case lastWrite = "last-write"
        /// The first row of a checkout stays.
        case insertIfAbsent = "insert-if-absent"
        /// `groupBy(checkout).min_by(click)` in append mode, behind the join.
        case aggregate
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
    /// What becomes of the join's rows. Default: the earliest click is kept.
    public var sink = Sink.keepEarliest
    /// Conditions between the watermarks and the join. Default: none.
    public var filter = StreamFilters()
    /// After which steps the job starts again from its checkpoint. Default: never.
    public var restarts = RestartPlan()

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
