/// What the file says about one of its runs: a row of `run`.
public struct RunRow: Sendable, Hashable {
    /// 1 = the stream run, 2 = its truth, then each further variant.
    public var runID: Int64
    /// The scenario's name.
    public var scenario: String
    /// How the log was run: `stream` or `batch`.
    public var mode: String
    /// The engine's name.
    public var engine: String
    /// The primary model's name.
    public var model: String
    /// The seed. One above 2⁶³ − 1 is stored as the negative number of the same bits.
    public var seed: UInt64
    /// The watermark's delay in milliseconds; `nil` where there is none.
    public var watermarkDelay: Int64?
    /// The lookback in milliseconds.
    public var lookback: Int64?
    /// The run's configuration as JSON.
    public var configJSON: String
    /// The hash of the results; `nil`: the one that the writer has computed.
    public var fingerprint: String?

    /// A row of `run`.
    public init(
        runID: Int64, scenario: String, mode: String, engine: String, model: String, seed: UInt64,
        watermarkDelay: Int64?, lookback: Int64?, configJSON: String, fingerprint: String? = nil
    ) {
        self.runID = runID
        self.scenario = scenario
        self.mode = mode
        self.engine = engine
        self.model = model
        self.seed = seed
        self.watermarkDelay = watermarkDelay
        self.lookback = lookback
        self.configJSON = configJSON
        self.fingerprint = fingerprint
    }

    /// The values in the order of the table's columns.
    func values(fingerprint computed: String) -> [ResultValue] {
        [
            .integer(runID), .text(scenario), .text(mode), .text(engine), .text(model),
            .integer(Int64(bitPattern: seed)), watermarkDelay.map { .integer($0) } ?? .null,
            lookback.map { .integer($0) } ?? .null, .text(configJSON),
            .text(fingerprint ?? computed),
        ]
    }
}
