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
    /// Whether every row is a record as it stands. Until the census is over, none is.
    private var isPlain: Bool
    private var censusIsOver: Bool
    private var clicks: StreamRows
    private var checkouts: StreamRows
    /// Whether the rows' values say which stream they belong to.
    private let hasWords: Bool
    /// How many of the file's bytes earlier batches have stood for.
    private var bytesReported = 0

    /// A batch ends early at so many bytes of text, so that ``EventRecord/textStart`` fits.
    private static var textLimit: Int { 8 << 20 }

    init(
        _ rows: consuming Rows, _ content: LogContent, _ schema: LogSchema,
        hasWords: Bool, builder: consuming RecordBuilder, bad: BadRecords
    ) {
        self.rows = rows
        self.content = content
        values = FieldValues(count: schema.slotCount)
        self.builder = builder
        self.bad = bad
        clicks = StreamRows(schema.clicks, file: bad.file)
        checkouts = StreamRows(schema.checkouts, file: bad.file)
        self.hasWords = hasWords
        censusIsOver = schema.clicks.expected.isEmpty && schema.checkouts.expected.isEmpty
        isPlain = schema.clicks.isPlain && schema.checkouts.isPlain && !hasWords
    }

    /// Fills an empty batch with the next records.
    mutating func read(into batch: RecordBatch) throws(LogError) -> Bool {
        // Out of the object while they grow: each access to a class's property is checked.
        var records: [EventRecord] = []
        swap(&records, &batch.records)
        builder.beginBatch()
        var hasEnded = false
        while records.count + batch.rejected.count < RecordBatch.capacity,
            builder.text.count < Self.textLimit
        {
            guard try rows.advance() else {
                hasEnded = true
                break
            }
            do throws(LineFault) {
                guard try rows.read(into: &values) else { continue }
                if isPlain {
                    records.append(try record())
                } else {
                    try appendMapped(to: &records, &batch.rowsSkipped)
                }
            } catch {
                try bad.report(
                    rows.words(error, values), line: rows.line, raw: rows.raw, to: batch,
                    concernsWholeLog: error.concernsWholeLog)
            }
            if !censusIsOver { try endCensus(atEnd: false) }
        }
        if hasEnded { try endCensus(atEnd: true) }
        swap(&records, &batch.records)
        builder.text.copy(to: &batch.text)
        batch.clockChanges = builder.clockChanges
        batch.bytesRead = rows.bytesConsumed - bytesReported
        bytesReported += batch.bytesRead
        return !(batch.records.isEmpty && batch.rejected.isEmpty && batch.rowsSkipped.isEmpty)
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

    /// Appends what a row is to each stream that takes it, the click first.
    private mutating func appendMapped(
        to records: inout [EventRecord], _ skipped: inout RowsSkipped
    ) throws(LineFault) {
        switch content {
        case .clicks:
            if !(try append(.clicks, to: &records)) { skipped.clicks += 1 }
        case .checkouts:
            if !(try append(.checkouts, to: &records)) { skipped.checkouts += 1 }
        case .kafkaDump:
            if !(try append(rows.envelope.stream, to: &records)) { skipped.log += 1 }
        case .combined where hasWords:
            if let control = try builder.knownControl(values, line: rows.line) {
                records.append(control)
                return
            }
            let isClick = try append(.clicks, to: &records)
            let isCheckout = try append(.checkouts, to: &records)
            if !isClick && !isCheckout { skipped.log += 1 }
        case .combined:
            if let control = try builder.control(values, line: rows.line) {
                records.append(control)
                return
            }
            if !(try append(builder.stream(values), to: &records)) { skipped.log += 1 }
        }
    }

    /// Appends the record that a row is to a stream, unless the stream does not take it.
    private mutating func append(
        _ stream: EventStream, to records: inout [EventRecord]
    ) throws(LineFault) -> Bool {
        let isTaken =
            stream == .clicks
            ? try clicks.take(&values, paths: { rows.pathsThere })
            : try checkouts.take(&values, paths: { rows.pathsThere })
        guard isTaken else { return false }
        var envelope = rows.envelope
        envelope.stream = stream
        records.append(
            try builder.event(stream, values, line: rows.line, envelope: envelope))
        return true
    }

    /// Fails where a path of the scenario is in no row, as soon as that can be said.
    private mutating func endCensus(atEnd: Bool) throws(LogError) {
        for census in [clicks.census, checkouts.census]
        where !census.isDone && (atEnd || census.hasSeenEnough) {
            if let error = census.error() { throw error }
        }
        censusIsOver = clicks.census.isDone && checkouts.census.isDone
        isPlain = clicks.isAsItStands && checkouts.isAsItStands && !hasWords
    }
}

/// The rows of a log as one stream sees them.
private struct StreamRows: ~Copyable {
    private let mapping: StreamMapping
    private var computed: ComputedValues
    private(set) var census: PathCensus

    init(_ mapping: StreamMapping, file: String) {
        self.mapping = mapping
        computed = ComputedValues(mapping.recipes)
        census = PathCensus(mapping.expected, file: file)
    }

    /// Whether the values of every row are a record's from here on.
    var isAsItStands: Bool {
        mapping.conditions.isEmpty && mapping.recipes.isEmpty && census.isDone
    }

    /// Whether the stream takes a row; if it does, its computed values are put into their slots.
    mutating func take(
        _ values: inout FieldValues, paths: () -> [String]
    ) throws(LineFault) -> Bool {
        guard mapping.takes(values) else { return false }
        if !census.isDone { census.note(values, paths: paths) }
        try computed.compute(&values)
        return true
    }
}
