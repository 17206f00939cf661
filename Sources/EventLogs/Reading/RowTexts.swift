import Streaming

/// The rows of a log, or of a table, as texts of which some can be written again.
///
/// What is packed is unpacked, and several files become one. The rows of a database, and those of
/// files of separated values whose headers differ, are given as CSV of the columns that are read.
public struct RowTexts: Sendable {
    /// A row.
    public struct Row: Sendable {
        /// Its place in the log, as ``EventRecord/line`` has it.
        public var position: Int64
        /// Where its text lies in ``bytes``.
        public var range: Range<Int>
    }

    /// What comes before the first row: the names of CSV's columns.
    public private(set) var header: [UInt8] = []
    /// The rows in the order of their files.
    public private(set) var rows: [Row] = []
    /// The texts of all rows.
    public private(set) var bytes: [UInt8] = []
    /// Whether the rows are CSV that the log itself was not.
    public private(set) var isRendered = false

    private let files: [LogPath]
    private let schema: LogSchema

    /// Reads the rows of a log.
    public init(_ file: LogFile, as content: LogContent) throws(LogError) {
        let file = file.read(as: content)
        let schema = try LogSchema(file, content)
        try self.init(
            file, schema,
            RowsRequest(
                file: file, schema: schema,
                columns: schema.columns(of: content.streams, needsClickProduct: false),
                topics: TopicStreams(content, file), isOfSeveral: file.files.count > 1))
    }

    /// Reads the rows of a table with these columns.
    public init(table file: LogFile, columns: [String]) throws(LogError) {
        let layout = try TableLayout(file, columns: columns, optional: columns)
        let schema = layout.schema
        try self.init(
            file, schema,
            RowsRequest(
                file: file, schema: schema, columns: layout.wanted, ignoresCase: true,
                topics: TopicStreams([:], other: .clicks), isOfSeveral: file.files.count > 1))
    }

    private init(
        _ file: LogFile, _ schema: LogSchema, _ request: RowsRequest
    ) throws(LogError) {
        files = file.files
        self.schema = schema
        isRendered = file.inferredFormat == .sqlite || schema.paths.contains { $0.path.levels > 0 }
        try request.open(for: Reader(texts: self)).get(into: &self)
        if !isRendered, !hasOneHeader {
            var other = self
            other.isRendered = true
            (other.rows, other.bytes, other.header) = ([], [], [])
            try request.open(for: Reader(texts: other)).get(into: &self)
        }
    }

    /// Whether all files have the same header.
    private var hasOneHeader = true

    /// Reads all rows of all files.
    private struct Reader: RowsUser, ~Copyable {
        var texts: RowTexts

        consuming func use<Rows: RowReader & ~Copyable>(
            _ open: @escaping RowsOpener<Rows>
        ) -> Result<RowTexts, LogError> {
            var texts = texts
            do throws(LogError) {
                for (place, file) in texts.files.enumerated() {
                    var rows = try open(file, nil)
                    try texts.read(&rows, file: place)
                }
                return .success(texts)
            } catch {
                return .failure(error)
            }
        }
    }

    private mutating func read<Rows: RowReader & ~Copyable>(
        _ rows: inout Rows, file: Int
    ) throws(LogError) {
        var values = FieldValues(count: schema.slotCount)
        if isRendered {
            header = Array(
                schema.names[2..<schema.pathCount].map(Self.cell).joined(separator: [0x2C]))
        } else {
            let header = rows.headerText
            if file > 0, header != self.header { hasOneHeader = false }
            self.header = header
        }
        while try advance(&rows) {
            let start = bytes.count
            if !isRendered {
                bytes.append(contentsOf: rows.raw)
            } else if (try? rows.read(into: &values)) == true {
                for slot in 2..<schema.pathCount {
                    if slot > 2 { bytes.append(UInt8(ascii: ",")) }
                    let value = values[slot]
                    if !value.isAbsent { bytes.append(contentsOf: Self.cell(value.text)) }
                }
            } else {
                continue
            }
            let position = RowPosition(file: file, number: rows.number).packed
            self.rows.append(Row(position: position, range: start..<bytes.count))
        }
    }

    /// Moves to the next row; a file that is damaged from here on is at its end.
    private func advance<Rows: RowReader & ~Copyable>(
        _ rows: inout Rows
    ) throws(LogError) -> Bool {
        do throws(LogError) {
            return try rows.advance()
        } catch {
            if error.isDamage { return false }
            throw error
        }
    }

    /// A text as a cell of CSV.
    private static func cell(_ text: String) -> [UInt8] {
        let bytes = Array(text.utf8)
        guard bytes.contains(where: { [0x0A, 0x0D, 0x22, 0x2C].contains($0) }) else { return bytes }
        return [0x22] + bytes.flatMap { $0 == 0x22 ? [0x22, 0x22] : [$0] } + [0x22]
    }
}

extension Result where Success == RowTexts, Failure == LogError {
    fileprivate func get(into texts: inout RowTexts) throws(LogError) {
        switch self {
        case .success(let read): texts = read
        case .failure(let error): throw error
        }
    }
}
