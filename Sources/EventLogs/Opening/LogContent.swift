public import Text

/// What the lines of a log are.
public enum LogContent: Sendable, Hashable {
    /// Clicks alone.
    case clicks
    /// Checkouts alone.
    case checkouts
    /// Both streams, told apart by `"stream"` or by conditions, and control records.
    case combined
    /// What `kcat -C -J` prints, and which topic is which stream.
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
    let file = file.read(as: content)
    let files = file.files
    guard let first = files.first else {
        throw LogError(
            .notFound, file: file.name, reason: "there is no file of such a name",
            hint: "* stands for any letters, ? for one")
    }
    // Whether the first is there is told at once; each further one in its turn.
    let bytes = file.inferredFormat == .sqlite ? nil : try FileBytes(first)
    return try logSource(
        file, files, bytes: bytes, as: content, onBadRecord: onBadRecord,
        needsClickProduct: needsClickProduct)
}

/// The files of a log, of whose first the bytes may have been opened, as a source of records.
func logSource(
    _ file: LogFile, _ files: [LogPath], bytes: (any ByteSource)?, as content: LogContent,
    onBadRecord: BadRecordPolicy, needsClickProduct: Bool = false
) throws(LogError) -> any RecordSource {
    let file = file.read(as: content)
    let schema = try LogSchema(file, content)
    let builder = RecordBuilder(
        file, content, schema, zone: try file.zone(), needsClickProduct: needsClickProduct)
    let request = RowsRequest(
        file: file, schema: schema,
        columns: schema.columns(
            of: content.streams, needsClickProduct: needsClickProduct),
        topics: TopicStreams(content, file), isOfSeveral: files.count > 1)
    let source = request.open(
        for: LogSourceMaker(
            file: file, files: files, bytes: bytes, content: content, schema: schema,
            builder: builder,
            policy: onBadRecord))
    return file.changes == .last ? LatestVersions(source) : source
}

/// Makes a source of records of rows of whichever format.
private struct LogSourceMaker: RowsUser, ~Copyable {
    let file: LogFile
    let files: [LogPath]
    let bytes: (any ByteSource)?
    let content: LogContent
    let schema: LogSchema
    let builder: RecordBuilder
    let policy: BadRecordPolicy

    consuming func use<Rows: RowReader & ~Copyable>(
        _ open: @escaping RowsOpener<Rows>
    ) -> any RecordSource {
        LogSource(
            LogReader(
                files, bytes: bytes, open: open, content, schema, of: file,
                builder: builder, policy: policy))
    }
}

extension LogFile {
    /// The rules of ``timeZone``; `nil` for UTC.
    ///
    /// - Throws: a name that is no zone, or that there are none on this machine.
    public func zone() throws(LogError) -> TimeZoneRules? {
        guard let timeZone else { return nil }
        do { return try TimeZoneDatabase.system.rules(of: timeZone) } catch {
            throw LogError(
                error == .noDatabase ? .system : .badData, file: name,
                reason: "timeZone: \"\(timeZone)\" \(error.reason)", hint: error.hint)
        }
    }

    /// The log as it is read: a dump is one whatever its ending says.
    func read(as content: LogContent) -> LogFile {
        guard case .kafkaDump = content else { return self }
        var file = self
        file.format = .kafka
        return file
    }
}
