public import Text

/// A log as a scenario names it: one file, or several as if they were one behind the other.
public struct LogFile: Sendable, Hashable {
    /// The files, or patterns for files, in the order in which they are read; at least one.
    public var paths: [LogPath]
    /// How it is written; `nil`: by the ending of ``path``, JSON Lines where that says nothing.
    public var format: LogFormat?
    /// What stands between two cells of CSV; `nil`: a comma, of TSV a tab.
    public var delimiter: UInt8?
    /// The names of the columns of CSV, where the file has no header.
    public var header: [String]?
    /// How the lines of CSV begin that are left out.
    public var comments: [String] = []
    /// Texts that stand for nothing, beside the empty cell and `\\N` of CSV.
    public var nullWords: [String] = []
    /// Of JSON: where the arrays of the rows are inside each value, as paths of names; empty: the
    /// values are the rows.
    public var rows: [String] = []
    /// The table of a database whose rows are read.
    public var table: String?
    /// The query to a database whose rows are read.
    public var query: String?
    /// Of a Kafka dump: which topic is which stream.
    public var topics: [String: EventStream] = [:]
    /// What stands around the records of a Kafka dump.
    public var envelope = LogEnvelope.none
    /// What becomes of the changes that an envelope tells of.
    public var changes = LogChanges.count
    /// Where fields come from: by the short or the original name (`id`, `click_id`, see
    /// ``RecordField``), the path in the log or more than that. Where a field has both, the original
    /// name counts.
    public var fields: [String: FieldSource] = [:]
    /// Which rows are records at all.
    public var selection = RowSelection()
    /// Of a log of both streams that are told apart by the rows' values: what each stream has beside
    /// ``fields`` and ``selection``. Empty where a row's `stream` says it.
    public var words: [EventStream: StreamWords] = [:]
    /// How times are written. Default: any of the known forms.
    public var timeFormat = TimeFormat.automatic
    /// What stands before the decimals of its numbers; `nil`: a point, as JSON has it.
    public var decimalSign: DecimalSign?
    /// Where texts without a zone were written, by its IANA name; `nil`: UTC.
    public var timeZone: String?

    /// A log file with the defaults.
    public init(path: String, name: String? = nil) {
        paths = [LogPath(path: path, name: name)]
    }

    /// The first path: the only one of most logs.
    public var path: String {
        get { paths[0].path }
        set { paths[0].path = newValue }
    }

    /// The log's name in messages: the first path as the scenario spells it.
    public var name: String {
        get { paths[0].name }
        set { paths[0].name = newValue }
    }

    /// The key that says something of the log that no other reader of it can do; `nil` if none does.
    ///
    /// `readsTimes`: whether the other reader knows all forms of times.
    public func keyBeyondOthers(readsTimes: Bool = false) -> String? {
        let sources = Array(fields.values) + words.values.flatMap { $0.fields.values }
        if !rows.isEmpty { return "rows" }
        if decimalSign != nil { return "decimal" }
        if !nullWords.isEmpty { return "null" }
        if !readsTimes, timeFormat.isText, timeFormat != .automatic { return "timeFormat" }
        return sources.contains { $0.unit != nil } ? "fields, \"unit\"" : nil
    }

    /// The part of a file that it is: a database's table, or the arrays of the rows.
    public var part: String? { table ?? (rows.isEmpty ? nil : rows.joined(separator: " and ")) }

    /// Whether it, or a part of it, is standard input.
    public var isStandardInput: Bool { paths.contains { $0.path == "-" } }

    /// The files that there are, patterns looked up: each list by name.
    public var files: [LogPath] { paths.flatMap { $0.files() } }
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

/// What stands around a record in a dump.
public enum LogEnvelope: String, Sendable, Hashable, CaseIterable {
    /// Nothing: a payload is a record.
    case none
    /// Debezium's `op`, `before` and `after`.
    case debezium
}

/// What becomes of updates and deletes that an envelope tells of.
public enum LogChanges: String, Sendable, Hashable, CaseIterable {
    /// They are counted and left out: an id's first version is the record.
    case count
    /// An id's last version stands in the place of its first; deleted ids are left out.
    case last
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
