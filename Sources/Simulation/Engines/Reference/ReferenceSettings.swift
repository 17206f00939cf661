package import Streaming

/// The reference engine, which has no settings of its own: section 4 of the contract.
public struct ReferenceSettings: Sendable, Hashable {
    /// The defaults.
    public init() {}
}

extension EngineSettings {
    /// The reference engine.
    public static let reference = EngineSettings(ReferenceSettings())

    /// Whether it is the reference, and no real engine.
    public var isReference: Bool { own is ReferenceSettings }
}

extension ReferenceSettings: RunnableEngine {
    package static let name = "reference"

    package var traits: EngineTraits {
        var traits = EngineTraits()
        traits.deduplicates = true
        traits.gainsFromDelay = true
        traits.waitsForPartitions = true
        return traits
    }

    package var manifest: [(key: String, value: String)] { [] }

    package func ties(_ order: TieOrder) -> String {
        order == .id
            ? "event time with all digits, then id (bytes), then seq"
            : "event time with all digits, then seq"
    }

    package func misfits(_ join: JoinSettings) -> [EngineMisfit] {
        join.kind.misfitOfPlainJoins(Self.name)
    }

    func run(in host: inout EngineHost) throws(SimulationError) {
        if host.output.watch.isForNeeds {
            try host.run(stage: NeedsStage(host.output))
        } else {
            try host.run(stage: ReferenceStage(host.configuration, host.output))
        }
    }

    func reasons(_ configuration: RunConfiguration) -> any EngineReasons {
        ReferenceReasons(configuration)
    }
}
