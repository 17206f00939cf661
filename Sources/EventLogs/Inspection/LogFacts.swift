import Streaming
import Text

/// What a log is: its framing, fields, times, ids, and what looks wrong in it.
public struct LogFacts: Sendable {
    /// The log as it was read.
    public let file: LogFile
    /// How it is framed, in words.
    public let framing: String
    /// Its files, as they are named.
    public internal(set) var files: [String] = []
    /// Its files, as they are opened.
    public internal(set) var paths: [String] = []
    /// Rows read.
    public internal(set) var rows = 0
    /// Rows that cannot be read, and the first few of them.
    public internal(set) var badRows = 0
    /// The first few rows that cannot be read.
    public internal(set) var firstBad: [(file: String, line: Int64, reason: String)] = []
    /// Rows that hold no record.
    public internal(set) var skippedRows = 0
    /// The fields in the order in which they come.
    public internal(set) var fields: [FieldFacts] = []
    /// What the fields of all rows are taken for.
    public internal(set) var roles: FieldRoles
    /// The rows of one stream; of a log of both, first the clicks' and then the checkouts'.
    public internal(set) var parts: [LogPart] = []
    /// How far rows are behind.
    public internal(set) var disorder = LogDisorder()
    /// Rows that say what happens to the stream itself.
    public internal(set) var controlRows = 0

    /// So many rows are looked at to find out which field is what.
    static let sampleRows = 5_000
    /// Fewer, if they are as large as this.
    static let sampleBytes = 32 << 20

    /// Looks at a whole log, once. Memory: its first rows, the fields, and up to 16 MB a million ids.
    public init(_ guess: LogGuess) throws(LogError) {
        try self.init(guess.file, guess.framing, of: nil)
    }

    /// Looks at the log once more, as one whose rows are all of a stream: what an order's time is
    /// called is no click's.
    public func asRows(of stream: EventStream) throws(LogError) -> LogFacts {
        try LogFacts(file, framing, of: stream)
    }

    private init(
        _ file: LogFile, _ framing: String, of stream: EventStream?
    ) throws(LogError) {
        self.file = file
        self.framing = framing
        let scan = LogScan(file)
        files = scan.files.map(\.name)
        paths = scan.files.map(\.path)
        var visitor = FactsVisitor(
            files: files, isDump: file.inferredFormat == .kafka, stream: stream)
        try scan.run(&visitor)
        roles = FieldRoles([], rows: 0, allDifferent: [])
        visitor.put(into: &self)
    }

    /// The part of a stream; `nil` if the log has none of it.
    public func part(_ stream: EventStream) -> LogPart? { parts.first { $0.stream == stream } }

    /// Whether both streams are in it.
    public var hasBoth: Bool { parts.count == 2 }

    /// The first and the last time, `nil` where no row has one.
    public var times: ClosedRange<Int64>? {
        let all = disorder.partitions.filter { $0.rows > 0 }
        guard let first = all.map(\.first).min(), let last = all.map(\.newest).max() else {
            return nil
        }
        return first...last
    }

    /// The form of the times; `nil` where there are none, or those of the two streams differ.
    public var timeShape: TimeShape? {
        let shapes = Set(parts.compactMap(\.timeShape))
        return shapes.count == 1 ? shapes.first : nil
    }

    /// The facts of a field.
    public func field(_ path: String?) -> FieldFacts? { fields.first { $0.path == path } }
}
