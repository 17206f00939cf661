import Streaming

/// The rows of separated values with a header: the columns that are wanted, by their names.
struct CSVRows: RowReader, ~Copyable {
    /// A column that is looked for in the header.
    struct Column: Sendable {
        /// Its name there.
        var name: String
        /// Where its values go.
        var slot: Int
        /// Whether the file has to have it.
        var isNeeded: Bool
        /// The field that is read from it, for a hint.
        var field: RecordField?
    }

    private var cells: CSVRowReader
    private var row = CSVRow.none
    private var header: CSVHeader
    private let schema: LogSchema
    private let columns: [Column]
    private let ignoresCase: Bool
    private var counts = RowCounts()

    /// Reads the header, unless the names are given, and finds the columns in it.
    init(
        _ input: consuming ChunkedInput, _ schema: LogSchema, columns: [Column],
        dialect: CSVDialect = CSVDialect(), names: [String]? = nil, ignoringCase: Bool = false,
        mayBeEmpty: Bool = false
    ) throws(LogError) {
        var cells = CSVRowReader(input, dialect)
        header = try CSVHeader(
            &cells, given: names, columns, ignoringCase: ignoringCase, mayBeEmpty: mayBeEmpty)
        self.cells = cells
        self.schema = schema
        self.columns = columns
        ignoresCase = ignoringCase
    }

    var bytesConsumed: Int { cells.bytesConsumed }

    @inline(__always)
    var line: Int64 { row.line }

    var raw: UnsafeBufferPointer<UInt8> { row.bytes }

    var unread: (line: Int64, bytes: UnsafeBufferPointer<UInt8>) { cells.unread }

    var headerText: [UInt8] { header.text }

    @inline(__always)
    mutating func advance() throws(LogError) -> Bool {
        guard let next = try cells.next() else { return false }
        row = next
        if cells.fieldsRow != nil { try changeHeader() }
        return true
    }

    /// Takes the names of a `#Fields:` row in the middle of a W3C log.
    private mutating func changeHeader() throws(LogError) {
        guard let fields = cells.takeFieldsRow(), header.isW3C else { return }
        header = try CSVHeader(
            w3c: fields, file: cells.name, line: row.line - 1, columns, ignoringCase: ignoresCase)
    }

    @inline(__always)
    mutating func read(into values: inout FieldValues) throws(LineFault) -> Bool {
        values.clear()
        if let problem = row.problem { throw LineFault(problem) }
        if row.length == header.text.count, row.bytes.elementsEqual(header.text) {
            // Of a file that was put behind another one.
            counts.headersRepeated += 1
            return false
        }
        guard cells.cellCount == header.names.count else {
            throw LineFault(.cellCount(cells.cellCount, header: header.names.count))
        }
        for (slot, column) in header.columns { values[slot] = cells.value(column, of: row) }
        if header.isW3C || cells.dialect.isOfServer { clearDashes(&values) }
        return true
    }

    var pathsThere: [String] { header.names }

    mutating func takeCounts() -> RowCounts {
        defer { counts = RowCounts() }
        return counts
    }

    /// A dash stands for nothing in the logs of web servers.
    private func clearDashes(_ values: inout FieldValues) {
        for (slot, _) in header.columns
        where values[slot].length == 1 && values[slot].start.pointee == UInt8(ascii: "-") {
            values[slot].kind = .null
        }
    }

    borrowing func words(_ fault: LineFault, _ values: borrowing FieldValues) -> FaultWords {
        FaultPlace(schema: schema, bytes: row.bytes, isTerminated: row.isTerminated)
            .words(fault, values)
    }
}

extension LogSchema {
    /// The columns that a CSV log of some streams has, or may have.
    func columns(of streams: [EventStream], needsClickProduct: Bool) -> [CSVRows.Column] {
        var columns: [CSVRows.Column] = []
        for slot in 2..<pathCount {
            var column = CSVRows.Column(name: names[slot], slot: slot, isNeeded: false)
            for stream in streams {
                for field in RecordField.allCases
                where self[stream].slots.slot(of: field, stream) == slot {
                    if column.field == nil { column.field = field }
                    if field.declaration(in: stream)?.need != .optional
                        || field == .product && stream == .clicks && needsClickProduct
                    {
                        column.isNeeded = true
                    }
                }
            }
            columns.append(column)
        }
        return columns
    }
}
