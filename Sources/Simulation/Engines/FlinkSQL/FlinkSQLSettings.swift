import Attribution
public import Streaming

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
        /// The first click by a number that falls as its time rises, descending: planned as Rank, and
        /// a checkout without a click comes last. What is written for Flink 2.
        case falling = "falling-number"
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

extension EngineSettings {
    /// Flink's interval join in SQL.
    public static func flinkSQL(_ own: FlinkSQLSettings) -> EngineSettings { EngineSettings(own) }
}

extension FlinkVersion {
    /// All of them, the default first.
    static let names = allCases.map(\.rawValue)
}

extension FlinkSQLSettings: RunnableEngine {
    package static let name = "flink-sql"
    package static let versions = FlinkVersion.names
    package static let versionsCompared = [FlinkVersion.v2_3.rawValue]

    package var rulesVersion: String? { version.rawValue }

    package static var variants: [FlinkSQLSettings] {
        varied([
            { $0.version = .v2_3 },
            { $0.ranking = .cast },
            { ($0.version, $0.ranking) = (.v2_3, .cast) },
            { $0.ranking = .falling },
            { $0.ranking = .checkoutTime },
            { $0.backend = .rocksdb },
            { $0.watermarks = .assigner },
            { $0.minCleanup = Milliseconds(30_000) },
            { $0.stateTTL = Milliseconds(60_000) },
            { $0.miniBatch = MiniBatch() },
            { ($0.miniBatch, $0.checkpoints) = (MiniBatch(), .everyRecord) },
            { ($0.version, $0.watermarks) = (.v2_3, .assigner) },
        ])
    }

    package var traits: EngineTraits {
        var traits = EngineTraits()
        traits.kinds = [.left, .inner, .right, .full]
        traits.canRestart = true
        traits.losesWatermarksAtRestart = true
        traits.jumpsWhenIdle = version == .v2_3
        traits.watermarkInterval = miniBatch?.latency
        traits.cleanupInterval = minCleanup
        traits.copiesMoveIt = miniBatch != nil
        traits.holdsRows = miniBatch != nil
        // The first click of 2.3 goes by the watermark, a bundle by what came before it.
        traits.gainsFromDelay =
            version == .v1_20 && miniBatch == nil && stateTTL == .zero
            && restarts == RestartPlan() && [.rowTime, .cast].contains(ranking)
        if watermarks == .assigner { traits.assigners = parallelism }
        traits.waitsForPartitions = watermarks == .source
        // Nothing else waits for a checkpoint.
        if miniBatch != nil {
            switch checkpoints {
            case .everyRecord: traits.checkpointsEveryRecord = true
            case .every(let interval): traits.checkpointInterval = interval
            case nil: break
            }
        }
        return traits
    }

    package var manifest: [(key: String, value: String)] {
        [
            ("ranking", ranking.rawValue), ("minCleanup", RunManifest.text(minCleanup)),
            ("version", version.rawValue),
            ("stateTTL", stateTTL == .zero ? "none" : RunManifest.text(stateTTL)),
            ("backend", backend.rawValue), ("watermarks", watermarks.rawValue),
            (
                "miniBatch",
                miniBatch.map { "\($0.size) rows, \(RunManifest.text($0.latency))" } ?? "off"
            ),
            ("restarts", restarts.words),
        ]
    }

    package func ties(_ order: TieOrder) -> String {
        ranking == .rowTime
            ? "first click: the first that came; last click: the last that came"
            : "the first that came"
    }

    package func misfits(_ join: JoinSettings) -> [EngineMisfit] {
        guard join.kind == .semi else { return [] }
        return [
            EngineMisfit(
                ["join", "type"],
                "\"semi\" is not possible with flink-sql, whose interval joins are left, inner, right "
                    + "and full",
                hint: "write \"inner\": the same checkouts, once for each click")
        ]
    }

    package func unknownKeys(_ watermarks: WatermarkPair) -> [UnknownKey] {
        guard watermarks.allowLateness else { return [] }
        return [
            UnknownKey(
                "allowedLateness",
                "flink-sql does not know it: its interval join drops nothing for being late")
        ]
    }

    func run(in host: inout EngineHost) throws(SimulationError) {
        let join = host.configuration.join
        try host.run(
            FlinkSQLJoin(
                reach: JoinReach(join.bounds), kind: join.kind.joinKind, minCleanup: minCleanup,
                backend: backend == .rocksdb ? .rocksDB : .hashMap,
                showsEarlyWatermarks: watermarks == .source))
    }

    func ranking(_ order: RankingOrder) -> RankingPlan {
        let isCast = ranking == .cast
        // The last click is ranked by the time itself.
        let isFalling = ranking == .falling
        let isNewFirst = version == .v2_3 && miniBatch == nil && order == .first
        var plan = RankingPlan(
            isNewFirst && !isCast && !isFalling
                ? .firstRows(timeToLive: stateTTL)
                : .rowNumber(
                    isFalling && order == .first
                        ? .falling : isCast || isFalling ? .cast : .rowTime,
                    timeToLive: stateTTL,
                    replacesSilently: isNewFirst && isCast), order)
        plan.goesByCheckout = ranking == .checkoutTime
        // A Rank does not wait.
        if let miniBatch, !isCast, !isFalling { plan.bundle = miniBatch.size }
        return plan
    }

    func reasons(_ configuration: RunConfiguration) -> any EngineReasons {
        FlinkSQLReasons(configuration)
    }
}
