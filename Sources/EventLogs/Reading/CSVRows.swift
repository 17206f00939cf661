/// The rows of a CSV file with a header: the columns that are wanted, by their names.
struct CSVRows: RowReader, ~Copyable {
    /// A column that is looked for in the header.
    struct Column {
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
    private let header: CSVHeader
    private let schema: LogSchema

    /// Reads the header and finds the columns in it.
    init(
        _ input: consuming ChunkedInput, _ schema: LogSchema, columns: [Column],
        ignoringCase: Bool = false
    ) throws(LogError) {
        var cells = CSVRowReader(input)
        header = try CSVHeader(&cells, columns, ignoringCase: ignoringCase)
        self.cells = cells
        self.schema = schema
    }

    /// The file as the scenario names it.
    var name: String { cells.name }

    var bytesConsumed: Int { cells.bytesConsumed }

    @inline(__always)
    var line: Int64 { row.line }

    var raw: UnsafeBufferPointer<UInt8> { row.bytes }

    @inline(__always)
    mutating func advance() throws(LogError) -> Bool {
        guard let next = try cells.next() else { return false }
        row = next
        return true
    }

    @inline(__always)
    mutating func read(into values: inout FieldValues) throws(LineFault) -> Bool {
        values.clear()
        if let problem = row.problem { throw LineFault(problem) }
        guard cells.cellCount == header.names.count else {
            throw LineFault(.cellCount(cells.cellCount, header: header.names.count))
        }
        for (slot, column) in header.columns { values[slot] = cells.value(column, of: row) }
        return true
    }

    var pathsThere: [String] { header.names }

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
