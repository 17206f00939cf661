public import Streaming

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

extension EngineSettings {
    /// Quix Streams' interval and as-of joins.
    public static func quixStreams(_ own: QuixStreamsSettings) -> EngineSettings {
        EngineSettings(own)
    }
}

extension QuixStreamsSettings: RunnableEngine {
    package static let name = "quixstreams"

    package static var variants: [QuixStreamsSettings] {
        varied([
            { $0.grace = Milliseconds(7_200_000) },
            { $0.commitEvery = .records(1) },
            { $0.join = .asOf },
            { ($0.join, $0.commitEvery) = (.asOf, .records(2)) },
        ])
    }

    package var traits: EngineTraits {
        var traits = EngineTraits()
        traits.hasEndOfInput = false
        if case .every(let interval) = commitEvery { traits.batchInterval = interval }
        traits.settingInsteadOfDelay = "grace"
        traits.padsStay = true
        traits.ignoresBounds = join == .asOf
        traits.copiesMoveIt = true
        return traits
    }

    package var manifest: [(key: String, value: String)] {
        let commit =
            switch commitEvery {
            case .records(let count): "\(count) records"
            case .every(let interval): "every \(RunManifest.text(interval))"
            }
        return [
            ("grace", grace.map { RunManifest.text($0) } ?? "the lookback"),
            ("commitEvery", commit), ("join", join.rawValue),
        ]
    }

    package func ties(_ order: TieOrder) -> String {
        join == .asOf ? "the last that came" : "event time, then id (bytes), then seq"
    }

    package func misfits(_ settings: JoinSettings) -> [EngineMisfit] {
        let bounds = settings.bounds
        var misfits =
            settings.kind.misfitOfPlainJoins(Self.name) + settings.misfitOfStrictEnds(Self.name)
        guard join == .interval else { return misfits }
        for (key, span) in [("lookback", bounds.lookback), ("lookahead", bounds.lookahead)]
        where span < .zero {
            misfits.append(
                EngineMisfit(
                    ["join", key], "quixstreams has no bounds below 0",
                    hint: "write \"0s\", or use flink-sql, spark or pathway"))
        }
        if let grace, grace < bounds.lookback {
            misfits.append(
                EngineMisfit(
                    ["engine", "grace"],
                    "quixstreams refuses a lookback that is longer than the grace",
                    hint: "make the grace at least as long as join.lookback"))
        }
        return misfits
    }

    package func unknownKeys(_ watermarks: WatermarkPair) -> [UnknownKey] {
        var keys: [UnknownKey] = []
        if watermarks.allowLateness {
            keys.append(
                UnknownKey(
                    "allowedLateness",
                    "quixstreams does not know it: it has a grace, and tests nothing for being late"
                ))
        }
        if watermarks.wait {
            keys.append(
                UnknownKey("delay", "quixstreams does not know it: it has no time of its own"))
        }
        return keys + watermarks.keysOfNoWatermark(Self.name, "it has no watermarks")
    }

    func run(in host: inout EngineHost) throws(SimulationError) {
        let configuration = host.configuration
        let bounds = configuration.join.bounds
        var records: Int?
        if case .records(let count) = commitEvery { records = count }
        try host.run(
            QuixStreamsJoin(
                join == .asOf ? .asOf : .interval, backward: bounds.lookback,
                forward: bounds.lookahead, grace: grace ?? bounds.lookback,
                isLeft: configuration.join.kind == .left, checkpointRecords: records))
    }

    func reasons(_ configuration: RunConfiguration) -> any EngineReasons {
        QuixStreamsReasons(configuration, self)
    }
}
