public import Streaming

/// How far a query of a scenario may go.
public struct QueryLimits: Sendable {
    /// How long it may take; 10 s unless said.
    public var time: Milliseconds
    /// How many bytes SQLite may hold at once, for all queries of the process; 512 MB unless said.
    public var memory: Int64

    /// Limits, those that hold unless somebody says otherwise.
    public init(time: Milliseconds = Milliseconds(10_000), memory: Int64 = 512 << 20) {
        self.time = time
        self.memory = memory
    }

    /// The time in words: `10s`.
    var timeText: String {
        time.count % 1_000 == 0 ? "\(time.count / 1_000)s" : "\(time.count)ms"
    }

    /// How many steps of SQLite's machine pass between two looks at the limits. A step may make
    /// one value: 100 times ``valueBytes`` is the most that goes unseen.
    static let stepInterval: Int32 = 100
    /// The largest value. SQLite looks for one text in another by comparing at every place, so two
    /// texts of this size take seconds, of 16 MB half an hour, all in one step.
    static let valueBytes: Int32 = 1 << 20
    /// The longest pattern of LIKE and GLOB, for the same reason.
    static let patternBytes: Int32 = 1_000
    /// How many rows a query may yield.
    static let rows = 10_000
    /// How many bytes of text these rows may have.
    static let resultBytes = 16 << 20
}
