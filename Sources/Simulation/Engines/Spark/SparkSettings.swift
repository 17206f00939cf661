public import Streaming
import Text

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

extension EngineSettings {
    /// Spark's stream-stream join in append mode.
    public static func spark(_ own: SparkSettings) -> EngineSettings { EngineSettings(own) }
}

extension SparkSettings: RunnableEngine {
    package static let name = "spark"
    /// Both follow the same rules.
    package static let versions = ["3.5", "4.3"]

    package static var variants: [SparkSettings] {
        varied([
            { $0.watermarkPolicy = .max },
            { $0.noDataBatches = false },
            { $0.trigger = .every(Milliseconds(500)) },
            { $0.trigger = .once },
            { $0.trigger = .availableNow },
            { $0.sink = .lastWrite },
            { $0.sink = .insertIfAbsent },
            { $0.sink = .aggregate },
        ])
    }

    package var traits: EngineTraits {
        var traits = EngineTraits()
        traits.kinds = JoinSettings.Kind.allCases
        traits.hasEndOfInput = false
        traits.holdsAtTheEnd = true
        traits.canRestart = true
        traits.hasBatches = true
        traits.takesBatchesOfTheLog = true
        traits.cutsAtControls = trigger == .scripted || trigger == .availableNow
        traits.batchKey = "trigger"
        if case .every(let interval) = trigger { traits.batchInterval = interval }
        traits.alwaysGoesByDelay = true
        traits.copiesMoveIt = true
        traits.holdsRows = sink == .aggregate
        traits.gainsFromDelay = sink == .keepEarliest && restarts == RestartPlan()
        traits.filters = filter
        return traits
    }

    package var manifest: [(key: String, value: String)] {
        let trigger =
            switch trigger {
            case .every(let interval): "every \(RunManifest.text(interval))"
            case .scripted: "scripted"
            case .availableNow: "availableNow"
            case .once: "once"
            }
        return [
            ("trigger", trigger), ("watermarkPolicy", watermarkPolicy.rawValue),
            ("noDataBatches", noDataBatches ? "true" : "false"), ("sink", sink.rawValue),
            ("restarts", restarts.words),
        ] + filter.words.map { ("filter.\($0.stream)", $0.words) }
    }

    package func ties(_ order: TieOrder) -> String { "event time, then id (bytes), then seq" }

    package func unknownKeys(_ watermarks: WatermarkPair) -> [UnknownKey] {
        var keys: [UnknownKey] = []
        if watermarks.allowLateness {
            keys.append(
                UnknownKey(
                    "allowedLateness",
                    "spark does not know it: it drops every record at the watermark or behind",
                    hint: "make the delay longer"))
        }
        keys += watermarks.keysOfNoWatermark(
            Self.name, "it reckons one watermark an input, once a batch", knowsIdle: true)
        if watermarks.contains({ $0.idleTimeout != nil }) {
            keys.append(
                UnknownKey(
                    "idleTimeout",
                    "spark does not know it: an input without records holds the watermark",
                    hint: "\"watermarkPolicy\": \"max\" lets the other one drive it"))
        }
        return keys
    }

    /// It cuts its batches at the log's own control records, where there are any.
    package func compared(
        _ configuration: RunConfiguration, isOwn: Bool, hasBatches: Bool
    ) -> ComparedSettings {
        var settings = self
        if !isOwn, hasBatches { settings.trigger = .scripted }
        var compared = ComparedSettings(settings)
        let note =
            switch settings.trigger {
            case .scripted, .availableNow: "spark cuts its micro-batches at the log's batch records"
            case .once: "spark takes all there is in one batch"
            case .every(let interval):
                "spark cuts a micro-batch every "
                    + TimeText.duration(milliseconds: interval.count)
            }
        compared.notes = [note]
        return compared
    }

    func run(in host: inout EngineHost) throws(SimulationError) {
        let configuration = host.configuration
        try host.run(
            SparkJoin(
                bounds: configuration.join.bounds, kind: configuration.join.kind.joinKind,
                clicksDelay: configuration.clicksWatermark.delay,
                checkoutsDelay: configuration.checkoutsWatermark.delay,
                policy: watermarkPolicy == .max ? .max : .min,
                noDataBatches: noDataBatches && trigger != .once,
                isLeftIdle: trigger == .scripted))
    }

    func ranking(_ order: RankingOrder) -> RankingPlan {
        switch sink {
        case .keepEarliest: RankingPlan(.upsert(.best), order)
        case .lastWrite: RankingPlan(.upsert(.last), order)
        case .insertIfAbsent: RankingPlan(.upsert(.first), order)
        case .aggregate: RankingPlan(.groups, order)
        }
    }

    func reasons(_ configuration: RunConfiguration) -> any EngineReasons {
        SparkReasons(configuration)
    }
}
