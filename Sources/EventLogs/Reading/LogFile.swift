public import Text

/// A log as a scenario names it.
public struct LogFile: Sendable, Hashable {
    /// The path to open, or `-` for standard input.
    public var path: String
    /// The path as the scenario spells it: for messages and results.
    public var name: String
    /// How it is written; `nil`: by the ending of ``path``, JSON Lines where that says nothing.
    public var format: LogFormat?
    /// Where fields come from: by the short or the original name (`id`, `click_id`, see
    /// ``RecordField``), the path in the log or more than that. Where a field has both, the original name counts.
    public var fields: [String: FieldSource] = [:]
    /// Which rows are records at all.
    public var selection = RowSelection()
    /// Of a log of both streams that are told apart by the rows' values: what each stream has beside
    /// ``fields`` and ``selection``. Empty where a row's `stream` says it.
    public var words: [EventStream: StreamWords] = [:]
    /// How times are written. Default: any of the known forms.
    public var timeFormat = TimeFormat.automatic
    /// Where texts without a zone were written, by its IANA name; `nil`: UTC.
    public var timeZone: String?

    /// A log file with the defaults.
    public init(path: String, name: String? = nil) {
        self.path = path
        self.name = name ?? path
    }
}

/// What a scenario says of one stream's rows in a log of both.
public struct StreamWords: Sendable, Hashable {
    /// Where the stream's fields come from, see ``LogFile/fields``.
    public var fields: [String: FieldSource] = [:]
    /// Which rows are the stream's.
    public var selection = RowSelection()

    /// All rows, and the usual names.
    public init() {}
}

/// How a log is written.
public enum LogFormat: String, Sendable, Hashable, CaseIterable {
    /// JSON Lines.
    case jsonLines = "jsonl"
    /// Comma-separated values with a header.
    case csv

    /// Whether a path is a column's name as it stands.
    var isFlat: Bool { self == .csv }
}

/// What a run reads.
public enum LogInput: Sendable, Hashable {
    /// One log a stream.
    case perStream(clicks: LogFile, checkouts: LogFile)
    /// Both streams and control records in one JSON Lines file.
    case combined(LogFile)
    /// What `kcat -C -J` prints. `topics` maps a topic to its stream; without an entry a topic
    /// is its stream's name.
    case kafkaDump(LogFile, topics: [String: EventStream])
    /// A world made from a seed.
    case generated(GenerationSettings)
    /// A world whose causes are known.
    case world(CausalInput)
}

extension LogInput {
    /// The logs, under their keys in a scenario, that name the zone of their times.
    public var timeZones: [(log: String, zone: String)] {
        let logs: [(String, LogFile)] =
            switch self {
            case .perStream(let clicks, let checkouts):
                [("clicks", clicks), ("checkouts", checkouts)]
            case .combined(let log): [("log", log)]
            case .kafkaDump(let log, _): [("kafka", log)]
            case .generated, .world: []
            }
        return logs.compactMap { key, log in log.timeZone.map { (key, $0) } }
    }
}

/// What to do with a line that is no record.
public enum BadRecordPolicy: String, Sendable, Hashable, CaseIterable {
    /// Stop with an error that names it.
    case fail
    /// Report it and go on.
    case skip
}

extension LogInput {
    /// The names in the `stat` table of the counts of rows that are no records, where conditions
    /// say which rows are.
    public var rowsSkippedNames: [String] {
        switch self {
        case .perStream(let clicks, let checkouts):
            (clicks.hasConditions ? ["clicks_rows_skipped"] : [])
                + (checkouts.hasConditions ? ["checkouts_rows_skipped"] : [])
        case .combined(let log), .kafkaDump(let log, _):
            log.hasConditions ? ["log_rows_skipped"] : []
        case .generated, .world: []
        }
    }

    /// Whether conditions say which rows are a stream's records.
    public func selects(_ stream: EventStream) -> Bool {
        switch self {
        case .perStream(let clicks, let checkouts):
            (stream == .clicks ? clicks : checkouts).hasConditions
        case .combined(let log), .kafkaDump(let log, _): log.hasConditions
        case .generated, .world: false
        }
    }
}

extension LogFile {
    fileprivate var hasConditions: Bool { !selection.terms.isEmpty || !words.isEmpty }
}
