/// A log as a source of records, whatever its format: the only loop over rows that there is.
///
/// A class around the reader, which holds memory of its own. One thread reads from it at a time;
/// that is what makes `@unchecked` true.
final class LogSource<Rows: RowReader & ~Copyable>: RecordSource, @unchecked Sendable {
    private var reader: LogReader<Rows>

    init(_ reader: consuming LogReader<Rows>) { self.reader = reader }

    func read(into batch: RecordBatch) throws(LogError) -> Bool {
        batch.removeAll()
        return try reader.read(into: batch)
    }
}

/// Makes records of a log's rows.
struct LogReader<Rows: RowReader & ~Copyable>: ~Copyable {
    private var rows: Rows
    private var values: FieldValues
    private let content: LogContent
    private var builder: RecordBuilder
    private let bad: BadRecords
    /// How many of the file's bytes earlier batches have stood for.
    private var bytesReported = 0

    /// A batch ends early at so many bytes of text, so that ``EventRecord/textStart`` fits.
    private static var textLimit: Int { 8 << 20 }

    init(
        _ rows: consuming Rows, _ content: LogContent, _ schema: LogSchema,
        builder: consuming RecordBuilder, bad: BadRecords
    ) {
        self.rows = rows
        self.content = content
        values = FieldValues(count: schema.slotCount)
        self.builder = builder
        self.bad = bad
    }

    /// Fills an empty batch with the next records.
    mutating func read(into batch: RecordBatch) throws(LogError) -> Bool {
        // Out of the object while they grow: each access to a class's property is checked.
        var records: [EventRecord] = []
        swap(&records, &batch.records)
        builder.beginBatch()
        while records.count + batch.rejected.count < RecordBatch.capacity,
            builder.text.count < Self.textLimit, try rows.advance()
        {
            do throws(LineFault) {
                if try rows.read(into: &values) { records.append(try record()) }
            } catch {
                try bad.report(
                    rows.words(error, values), line: rows.line, raw: rows.raw, to: batch,
                    concernsWholeLog: error.concernsWholeLog)
            }
        }
        swap(&records, &batch.records)
        builder.text.copy(to: &batch.text)
        batch.clockChanges = builder.clockChanges
        batch.bytesRead = rows.bytesConsumed - bytesReported
        bytesReported += batch.bytesRead
        return !(batch.records.isEmpty && batch.rejected.isEmpty)
    }

    /// The record that the row's values make.
    @inline(__always)
    private mutating func record() throws(LineFault) -> EventRecord {
        switch content {
        case .clicks: return try builder.event(.clicks, values, line: rows.line)
        case .checkouts: return try builder.event(.checkouts, values, line: rows.line)
        case .combined:
            if let control = try builder.control(values, line: rows.line) { return control }
            let stream = try builder.stream(values)
            return try builder.event(stream, values, line: rows.line)
        case .kafkaDump:
            let envelope = rows.envelope
            return try builder.event(
                envelope.stream, values, line: rows.line, envelope: envelope)
        }
    }
}
