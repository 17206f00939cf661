import Streaming

/// Reads the CSV log of one stream.
struct CSVLogReader: ~Copyable {
    private var rows: CSVRowReader
    private let stream: EventStream
    private let schema: LogSchema
    private var filler: RecordFiller
    private let needsClickProduct: Bool
    private let bad: BadRecords
    private var values: FieldValues
    private var header: CSVHeader?

    init(
        rows: consuming CSVRowReader, stream: EventStream, schema: LogSchema,
        filler: consuming RecordFiller, needsClickProduct: Bool, bad: BadRecords
    ) {
        self.rows = rows
        self.stream = stream
        self.schema = schema
        self.filler = filler
        self.needsClickProduct = needsClickProduct
        self.bad = bad
        values = FieldValues(count: schema.slotCount)
    }

    /// Fills an empty batch with the next records.
    mutating func read(into batch: RecordBatch) throws(LogError) -> Bool {
        let consumed = rows.bytesConsumed
        if header == nil { header = try readHeader() }
        guard let header else { return false }
        filler.beginBatch()
        while batch.records.count + batch.rejected.count < RecordBatch.capacity,
            filler.text.count < JSONLinesReader.textLimit, let row = try rows.next()
        {
            do throws(LineFault) {
                batch.records.append(try record(of: row, header))
            } catch {
                let place = FaultPlace(
                    schema: schema, bytes: row.bytes, isTerminated: row.isTerminated)
                try bad.report(
                    place.words(error, values), line: row.line, raw: row.bytes, to: batch)
            }
        }
        filler.text.copy(to: &batch.text)
        batch.bytesRead = rows.bytesConsumed - consumed
        return !(batch.records.isEmpty && batch.rejected.isEmpty)
    }

    private mutating func record(
        of row: CSVRow, _ header: CSVHeader
    ) throws(LineFault) -> EventRecord {
        if let problem = row.problem { throw LineFault(problem) }
        guard rows.cellCount == header.names.count else {
            throw LineFault(.cellCount(rows.cellCount, header: header.names.count))
        }
        values.clear()
        for (slot, column) in header.columns { values[slot] = rows.value(column, of: row) }
        return try filler.event(stream, values, line: row.line)
    }

    private mutating func readHeader() throws(LogError) -> CSVHeader {
        var header = try CSVHeader(&rows)
        let slots = schema.fields(of: stream)
        for field in FieldName.allCases where slots[field] != LogSchema.absent {
            let name = schema.names[slots[field]]
            if let column = try header.column(name) {
                // Two fields may be read from one column.
                if !header.columns.contains(where: { $0.slot == slots[field] }) {
                    header.columns.append((slots[field], column))
                }
            } else if isNeeded(field) {
                throw header.lacks(name, field, taken: schema.names)
            }
        }
        return header
    }

    private func isNeeded(_ field: FieldName) -> Bool {
        switch field {
        case .id, .user, .time: true
        case .source: stream == .clicks
        case .product: stream == .clicks && needsClickProduct
        default: false
        }
    }
}
