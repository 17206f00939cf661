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

    borrowing func words(_ fault: LineFault, _ values: borrowing FieldValues) -> FaultWords {
        FaultPlace(schema: schema, bytes: row.bytes, isTerminated: row.isTerminated)
            .words(fault, values)
    }
}

extension LogSchema {
    /// The columns that a CSV log of one stream has, or may have.
    func columns(of stream: EventStream, needsClickProduct: Bool) -> [CSVRows.Column] {
        var columns: [CSVRows.Column] = []
        let slots = fields(of: stream)
        for field in RecordField.allCases {
            guard let declared = field.declaration(in: stream) else { continue }
            let slot = slots.slot(of: field, stream)
            columns.append(
                CSVRows.Column(
                    name: names[slot], slot: slot,
                    isNeeded: declared.need != .optional
                        || field == .product && stream == .clicks && needsClickProduct,
                    field: field))
        }
        return columns
    }
}
