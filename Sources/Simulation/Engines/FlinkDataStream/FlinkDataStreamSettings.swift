package import Streaming

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

extension EngineSettings {
    /// Flink's `intervalJoin` of the DataStream API.
    public static func flinkDataStream(_ own: FlinkDataStreamSettings) -> EngineSettings {
        EngineSettings(own)
    }
}

extension FlinkDataStreamSettings: RunnableEngine {
    package static let name = "flink-datastream"
    package static let versions = FlinkVersion.names

    package var rulesVersion: String? { version.rawValue }

    package static var variants: [FlinkDataStreamSettings] {
        varied([
            { $0.version = .v2_3 }
        ])
    }

    package var traits: EngineTraits {
        var traits = EngineTraits()
        traits.kinds = [.inner]
        traits.canRestart = true
        traits.losesWatermarksAtRestart = true
        traits.jumpsWhenIdle = version == .v2_3
        traits.waitsForPartitions = true
        traits.gainsFromDelay = restarts == RestartPlan()
        return traits
    }

    package var manifest: [(key: String, value: String)] {
        [("version", version.rawValue), ("restarts", restarts.words)]
    }

    package func ties(_ order: TieOrder) -> String { "event time, then id (bytes), then seq" }

    package func misfits(_ join: JoinSettings) -> [EngineMisfit] {
        guard join.kind != .inner else { return [] }
        return [
            EngineMisfit(
                ["join", "type"],
                "\"\(join.kind.rawValue)\" is not possible with flink-datastream, whose interval "
                    + "join is inner",
                unsaid: "flink-datastream has inner joins only, and the default is \"left\"",
                hint: "write \"join\": {\"type\": \"inner\"}")
        ]
    }

    package func unknownKeys(_ watermarks: WatermarkPair) -> [UnknownKey] {
        guard watermarks.allowLateness else { return [] }
        return [
            UnknownKey(
                "allowedLateness",
                "flink-datastream does not know it: its interval join drops every record "
                    + "behind the watermark", hint: "make the delay longer")
        ]
    }

    func run(in host: inout EngineHost) throws(SimulationError) {
        try host.run(FlinkDataStreamJoin(bounds: host.configuration.join.bounds))
    }

    func reasons(_ configuration: RunConfiguration) -> any EngineReasons {
        FlinkDataStreamReasons(configuration)
    }
}
