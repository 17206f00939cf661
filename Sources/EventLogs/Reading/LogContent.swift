import Text

/// What the lines of a log are.
public enum LogContent: Sendable, Hashable {
    /// Clicks alone.
    case clicks
    /// Checkouts alone.
    case checkouts
    /// Both streams, told apart by `"stream"` or by conditions, and control records.
    case combined
    /// What `kcat -C -J` prints, and which topic is which stream. JSON Lines only.
    case kafkaDump(topics: [String: EventStream])

    /// The streams that it may hold, in their order.
    var streams: [EventStream] {
        switch self {
        case .clicks: [.clicks]
        case .checkouts: [.checkouts]
        case .combined, .kafkaDump: EventStream.allCases
        }
    }
}

/// Opens a log for reading, from its start, a batch at a time.
///
/// A log is read in chunks: memory does not grow with it, except for its largest partition number.
///
/// - Parameters:
///   - file: which file; the path `-` is standard input.
///   - content: what its lines are.
///   - onBadRecord: what to do with a line that is no record. An unreadable file, a CSV header
///     without a needed column and the like are errors either way.
///   - needsClickProduct: whether a click without a product is no record.
/// - Returns: the log as a source of records, in the order of the file.
/// - Throws: if the file cannot be opened or `file.fields` names a field that there is not. What
///   is wrong inside the file is thrown by ``RecordSource/read(into:)``.
public func openLog(
    _ file: LogFile, as content: LogContent, onBadRecord: BadRecordPolicy,
    needsClickProduct: Bool = false
) throws(LogError) -> any RecordSource {
    let schema = try LogSchema(file, content)
    let format = file.inferredFormat
    if format == .csv {
        switch content {
        case .clicks, .checkouts, .combined: break
        case .kafkaDump:
            throw LogError(
                .badData, file: file.name,
                reason: "a Kafka dump has to be JSON Lines, not CSV",
                hint: "print it with kcat -C -J")
        }
    }
    let input = try ChunkedInput.open(file)
    let builder = RecordBuilder(
        file, content, schema, zone: try file.zone(), needsClickProduct: needsClickProduct)
    return try logSource(
        input, as: content, format, schema, hasWords: !file.words.isEmpty, builder: builder,
        bad: BadRecords(file: file.name, policy: onBadRecord),
        needsClickProduct: needsClickProduct)
}

/// A log whose bytes can be had, as a source of records.
func logSource(
    _ input: consuming ChunkedInput, as content: LogContent, _ format: LogFormat,
    _ schema: LogSchema, hasWords: Bool = false, builder: consuming RecordBuilder, bad: BadRecords,
    needsClickProduct: Bool
) throws(LogError) -> any RecordSource {
    switch (format, content) {
    case (.csv, _):
        let rows = try CSVRows(
            input, schema,
            columns: schema.columns(
                of: content.streams, needsClickProduct: needsClickProduct))
        return LogSource(
            LogReader(rows, content, schema, hasWords: hasWords, builder: builder, bad: bad))
    case (.jsonLines, .kafkaDump(let topics)):
        let rows = KafkaRows(input, schema, topics: topics)
        return LogSource(
            LogReader(rows, content, schema, hasWords: hasWords, builder: builder, bad: bad))
    case (.jsonLines, _):
        let rows = JSONRows(input, schema)
        return LogSource(
            LogReader(rows, content, schema, hasWords: hasWords, builder: builder, bad: bad))
    }
}

extension LogFile {
    /// The rules of ``timeZone``; `nil` for UTC.
    func zone() throws(LogError) -> TimeZoneRules? {
        guard let timeZone else { return nil }
        do { return try TimeZoneDatabase.system.rules(of: timeZone) } catch {
            throw LogError(
                error == .noDatabase ? .system : .badData, file: name,
                reason: "timeZone: \"\(timeZone)\" \(error.reason)", hint: error.hint)
        }
    }

    /// ``format``, or what the ending of the path says.
    var inferredFormat: LogFormat {
        format ?? (path.lowercased().hasSuffix(".csv") ? .csv : .jsonLines)
    }
}
