/// One engine of a comparison: a run with settings of its own.
public struct EngineVariant: Sendable {
    /// Its number in the result.
    public var runID: Int64
    /// All that decides its outcome.
    public var configuration: RunConfiguration

    /// A run of a comparison.
    public init(runID: Int64, configuration: RunConfiguration) {
        self.runID = runID
        self.configuration = configuration
    }

    /// The engine's name, with its version where that is not the default.
    public var name: String { configuration.engine.label }
}
