public import Streaming

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

extension EngineSettings {
    /// Pathway's interval join.
    public static func pathway(_ own: PathwaySettings) -> EngineSettings { EngineSettings(own) }
}

extension PathwaySettings: RunnableEngine {
    package static let name = "pathway"

    package static var variants: [PathwaySettings] {
        varied([
            { $0.cutoff = Milliseconds(30_000) },
            { ($0.cutoff, $0.keepsResults) = (Milliseconds(30_000), false) },
            { $0.batch = .records(4) },
            { ($0.cutoff, $0.batch) = (Milliseconds(60_000), .every(Milliseconds(10_000))) },
        ])
    }

    package var traits: EngineTraits {
        var traits = EngineTraits()
        traits.kinds = [.left]
        traits.hasEndOfInput = false
        traits.takesRowsBack = true
        traits.cutsAtControls = batch == .scripted
        traits.batchKey = "batch"
        if case .every(let interval) = batch { traits.batchInterval = interval }
        traits.settingInsteadOfDelay = "cutoff"
        traits.copiesMoveIt = true
        // A pad that becomes right where its clicks are forgotten is not shown, its end is.
        traits.takesBackUnseen = cutoff != nil
        return traits
    }

    package var manifest: [(key: String, value: String)] {
        let batch =
            switch batch {
            case .records(let count): "\(count) records"
            case .every(let interval): "every \(RunManifest.text(interval))"
            case .scripted: "scripted"
            }
        return [
            ("cutoff", cutoff.map { RunManifest.text($0) } ?? "none"),
            ("keepResults", keepsResults ? "true" : "false"), ("batch", batch),
        ]
    }

    package func ties(_ order: TieOrder) -> String { "event time, then id (bytes), then seq" }

    package func misfits(_ join: JoinSettings) -> [EngineMisfit] {
        var misfits: [EngineMisfit] = []
        if join.kind != .left {
            misfits.append(
                EngineMisfit(
                    ["join", "type"],
                    "\"\(join.kind.rawValue)\" is not possible with pathway: its left join alone is "
                        + "modelled", hint: "write \"join\": {\"type\": \"left\"}"))
        }
        misfits += join.misfitOfStrictEnds(Self.name)
        if join.bounds.isEmpty {
            misfits.append(
                EngineMisfit(
                    ["join", "lookback"], "pathway refuses an interval that is empty",
                    hint: "make lookback + lookahead at least 0"))
        }
        return misfits
    }

    package func unknownKeys(_ watermarks: WatermarkPair) -> [UnknownKey] {
        var keys: [UnknownKey] = []
        if watermarks.allowLateness {
            keys.append(
                UnknownKey(
                    "allowedLateness", "pathway does not know it: it has a cutoff",
                    hint: "write \"engine\": {\"name\": \"pathway\", \"cutoff\": …}"))
        }
        if watermarks.wait {
            keys.append(
                UnknownKey(
                    "delay", "pathway does not know it: each input has a clock that does not wait"))
        }
        return keys + watermarks.keysOfNoWatermark(Self.name, "it has no watermarks")
    }

    func run(in host: inout EngineHost) throws(SimulationError) {
        var records: Int?
        if case .records(let count) = batch { records = count }
        try host.run(
            PathwayJoin(
                reach: JoinReach(host.configuration.join.bounds), cutoff: cutoff,
                keepsResults: keepsResults, batchRecords: records))
    }

    func ranking(_ order: RankingOrder) -> RankingPlan { RankingPlan(.view, order) }

    func reasons(_ configuration: RunConfiguration) -> any EngineReasons {
        PathwayReasons(configuration, self)
    }
}
