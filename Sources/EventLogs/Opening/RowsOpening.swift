import Streaming

/// Opens a file of a log as rows of one format; ``ByteSource`` is what has been opened already.
typealias RowsOpener<Rows: ~Copyable> = (LogPath, (any ByteSource)?) throws(LogError) -> Rows

/// Whoever takes rows of whichever format: a log, a table.
protocol RowsUser: ~Copyable {
    associatedtype Product
    consuming func use<Rows: RowReader & ~Copyable>(_ open: @escaping RowsOpener<Rows>) -> Product
}

/// What a format needs to know to give the rows of a log.
struct RowsRequest {
    /// The log.
    var file: LogFile
    /// The names that are wanted, and their slots.
    var schema: LogSchema
    /// Those of them that files with a header have, or may have.
    var columns: [CSVRows.Column]
    /// Whether the case of a header's names is of no matter.
    var ignoresCase = false
    /// The topics of a dump.
    var topics = TopicStreams([:])
    /// Whether the log has more files, so that an empty one, which has no header, says nothing.
    var isOfSeveral = false
}

extension RowsRequest {
    /// Gives `user` the way to open each file of the log: the one list of formats.
    func open<User: RowsUser & ~Copyable>(for user: consuming User) -> User.Product {
        let schema = schema
        if file.envelope == .debezium, [.jsonLines, .json].contains(file.inferredFormat) {
            return openChanges(for: user)
        }
        if let rows = file.rowPaths {
            return user.use { (path, bytes) throws(LogError) -> JSONRows<NestedFramer> in
                JSONRows(NestedFramer(try .open(path, bytes), rows, schema), schema)
            }
        }
        switch file.inferredFormat {
        case .jsonLines:
            return user.use { (path, bytes) throws(LogError) -> JSONRows<LineReader> in
                JSONRows(LineReader(try .open(path, bytes)), schema)
            }
        case .json:
            return user.use { (path, bytes) throws(LogError) -> JSONRows<JSONFramer> in
                JSONRows(JSONFramer(try .open(path, bytes)), schema)
            }
        case .csv, .tsv:
            let (columns, ignoresCase, file, isOfSeveral) = (
                columns, ignoresCase, file, isOfSeveral
            )
            return user.use { (path, bytes) throws(LogError) -> CSVRows in
                try CSVRows(
                    try .open(path, bytes), schema, columns: columns, dialect: file.dialect,
                    names: file.header, ignoringCase: ignoresCase, mayBeEmpty: isOfSeveral)
            }
        case .kafka:
            let (topics, file) = (topics, file)
            return user.use { (path, bytes) throws(LogError) -> KafkaRows in
                KafkaRows(
                    try .open(path, bytes), schema, topics: topics, envelope: file.envelope,
                    changes: file.changes, timeFormat: file.timeFormat)
            }
        case .sqlite:
            let (columns, ignoresCase, file) = (columns, ignoresCase, file)
            return user.use { (path, _) throws(LogError) -> SQLiteRows in
                try SQLiteRows.open(
                    path, file.rowsOfDatabase, schema, columns: columns,
                    ignoringCase: ignoresCase)
            }
        }
    }
}

extension RowsRequest {
    /// Gives `user` the way to open each file of a database's changes.
    private func openChanges<User: RowsUser & ~Copyable>(for user: consuming User) -> User.Product {
        let (schema, changes) = (schema, file.changes)
        if let rows = file.rowPaths {
            return user.use { (path, bytes) throws(LogError) -> ChangeRows<NestedFramer> in
                ChangeRows(
                    NestedFramer(try .open(path, bytes), rows, schema), schema, changes: changes)
            }
        }
        if file.inferredFormat == .json {
            return user.use { (path, bytes) throws(LogError) -> ChangeRows<JSONFramer> in
                ChangeRows(JSONFramer(try .open(path, bytes)), schema, changes: changes)
            }
        }
        return user.use { (path, bytes) throws(LogError) -> ChangeRows<LineReader> in
            ChangeRows(LineReader(try .open(path, bytes)), schema, changes: changes)
        }
    }
}

extension ChunkedInput {
    /// A file, whose bytes may have been opened already.
    static func open(
        _ path: LogPath, _ bytes: (any ByteSource)?
    ) throws(LogError) -> ChunkedInput {
        if let bytes { return ChunkedInput(name: path.name, bytes) }
        return ChunkedInput(name: path.name, try FileBytes(path))
    }
}

extension LogFile {
    /// How its cells are set apart, if it has any.
    var dialect: CSVDialect {
        let isTSV = inferredFormat == .tsv
        return CSVDialect(
            delimiter: delimiter ?? UInt8(ascii: isTSV ? "\t" : ","), hasLooseQuotes: isTSV,
            comments: comments.map { Array($0.utf8) })
    }
}

extension LogFile {
    /// Where its rows are inside each JSON value; `nil` if they are the values themselves.
    var rowPaths: RowPaths? {
        let isJSON = inferredFormat == .json || inferredFormat == .jsonLines
        return rows.isEmpty || !isJSON ? nil : RowPaths(rows)
    }
}
