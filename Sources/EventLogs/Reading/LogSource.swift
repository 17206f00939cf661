/// A log as a source of records, whatever its format: the only loop over rows that there is.
///
/// It hides the type of the rows behind one call a batch. A class that is generic over the rows would
/// be called as `any RecordSource` through a witness that all formats share, and the loop of that
/// witness asks for the rows' type at every row: a tenth of a run.
///
/// One thread reads from it at a time; that is what makes `@unchecked` true.
final class LogSource: RecordSource, @unchecked Sendable {
    private let readNext: (RecordBatch) throws(LogError) -> Bool

    @inline(__always)
    init<Rows: RowReader & ~Copyable>(_ reader: consuming LogReader<Rows>) {
        let kept = KeptReader(reader)
        readNext = { (batch) throws(LogError) in try kept.reader.read(into: batch) }
    }

    func read(into batch: RecordBatch) throws(LogError) -> Bool {
        batch.removeAll()
        return try readNext(batch)
    }
}

/// A reader that a closure can hold, which owns memory and cannot be copied.
private final class KeptReader<Rows: RowReader & ~Copyable> {
    var reader: LogReader<Rows>

    init(_ reader: consuming LogReader<Rows>) { self.reader = reader }
}

/// Makes records of the rows of a log's files, one file behind the other.
struct LogReader<Rows: RowReader & ~Copyable>: ~Copyable {
    /// The rows of the file that is being read.
    private var rows: Rows?
    private let files: [LogPath]
    /// The place of the next file.
    private var nextFile = 0
    /// The bytes of the first file, opened already.
    private var bytes: (any ByteSource)?
    private let open: RowsOpener<Rows>

    private var values: FieldValues
    private let content: LogContent
    private var builder: RecordBuilder
    private var bad: BadRecords
    /// Whether every row is a record as it stands. Until the census is over, none is.
    private var isPlain: Bool
    private var censusIsOver: Bool
    private var clicks: StreamRows
    private var checkouts: StreamRows
    /// Whether the rows' values say which stream they belong to.
    private let hasWords: Bool
    private let nulls: NullWords
    /// How many of the file's bytes earlier batches have stood for.
    private var bytesReported = 0
    /// Added to the number of a row: where its file begins.
    private var position: Int64 = 0

    /// A batch ends early at so many bytes of text, so that ``EventRecord/textStart`` fits.
    private static var textLimit: Int { 8 << 20 }

    init(
        _ files: [LogPath], bytes: (any ByteSource)?, open: @escaping RowsOpener<Rows>,
        _ content: LogContent, _ schema: LogSchema, of file: LogFile,
        builder: consuming RecordBuilder,
        policy: BadRecordPolicy
    ) {
        self.files = files
        self.bytes = bytes
        self.open = open
        self.content = content
        values = FieldValues(count: schema.slotCount)
        self.builder = builder
        bad = BadRecords(file: "", policy: policy)
        clicks = StreamRows(schema.clicks, .clicks, file: file.name)
        checkouts = StreamRows(schema.checkouts, .checkouts, file: file.name)
        hasWords = !file.words.isEmpty
        nulls = NullWords(file.nullWords)
        censusIsOver = schema.clicks.expected.isEmpty && schema.checkouts.expected.isEmpty
        isPlain = schema.clicks.isPlain && schema.checkouts.isPlain && !hasWords && nulls.isEmpty
    }

    /// Fills an empty batch with the next records.
    mutating func read(into batch: RecordBatch) throws(LogError) -> Bool {
        builder.beginBatch()
        while batch.isEmpty {
            do throws(LogError) {
                guard try openNext() else { return false }
            } catch {
                // The file ends before its first row.
                if !error.isDamage { throw error }
                try bad.report(
                    FaultWords(error.reason, hint: error.hint), line: error.line ?? 1,
                    raw: UnsafeBufferPointer(start: nil, count: 0), to: batch)
                return true
            }
            try fill(batch)
        }
        return true
    }

    /// Opens the next file, if none is open.
    private mutating func openNext() throws(LogError) -> Bool {
        if rows != nil { return true }
        guard nextFile < files.count else { return false }
        let file = files[nextFile]
        bad.file = file.name
        bytesReported = 0
        position = RowPosition(file: nextFile, number: 0).packed
        nextFile += 1
        var bytes = bytes
        self.bytes = nil
        if bad.policy == .skip, let sound = try PackedCheck.soundPart(of: file) { bytes = sound }
        rows = try open(file, bytes)
        return true
    }

    /// Fills a batch with rows of the open file; closes it at its end.
    private mutating func fill(_ batch: RecordBatch) throws(LogError) {
        guard var rows = rows.take() else { return }
        // Out of the object while they grow: each access to a class's property is checked.
        var records: [EventRecord] = []
        swap(&records, &batch.records)
        var isOver = false
        while records.count + batch.rejected.count < RecordBatch.capacity,
            builder.text.count < Self.textLimit
        {
            do throws(LogError) {
                if try !rows.advance() { isOver = true }
            } catch {
                try end(rows, at: error, batch)
                isOver = true
            }
            if isOver { break }
            do throws(LineFault) {
                if try rows.read(into: &values) {
                    let envelope = rows.envelope
                    if envelope.isDelete {
                        try delete(envelope, behind: records.count, batch)
                    } else if isPlain {
                        records.append(try record(envelope, number: position + rows.number))
                    } else {
                        try appendMapped(rows, to: &records, &batch.rowsSkipped)
                    }
                }
            } catch {
                try report(error, of: rows, batch)
            }
            if !censusIsOver { try endCensus(atEnd: false) }
        }
        if isOver, nextFile == files.count { try endCensus(atEnd: true) }
        swap(&records, &batch.records)
        builder.text.copy(to: &batch.text)
        batch.clockChanges = builder.clockChanges
        batch.counts = rows.takeCounts()
        if isOver, nextFile == files.count {
            batch.counts.misses = clicks.selection.misses + checkouts.selection.misses
        }
        batch.bytesRead = rows.bytesConsumed - bytesReported
        bytesReported += batch.bytesRead
        if !isOver { self.rows = consume rows }
    }

    /// Reports a bad row. Where that ends it all, damage of a packed file is named before what came of it.
    @inline(never)
    private func report(
        _ fault: LineFault, of rows: borrowing Rows, _ batch: RecordBatch
    ) throws(LogError) {
        if bad.policy == .fail, let error = try PackedCheck.damage(of: files[nextFile - 1]) {
            throw error
        }
        try bad.report(
            rows.words(fault, values), line: rows.line, raw: rows.raw, to: batch,
            concernsWholeLog: fault.concernsWholeLog)
    }

    /// Reports, like a bad row, that the file is damaged from here on, so that its rows are over.
    @inline(never)
    private func end(
        _ rows: borrowing Rows, at error: LogError, _ batch: RecordBatch
    ) throws(LogError) {
        if !error.isDamage { throw error }
        let unread = rows.unread
        try bad.report(
            FaultWords(error.reason, hint: error.hint), line: unread.line, raw: unread.bytes,
            to: batch)
    }

    /// Takes note that the record of the row's id is no more.
    @inline(never)
    private func delete(
        _ envelope: RowEnvelope, behind place: Int, _ batch: RecordBatch
    ) throws(LineFault) {
        for stream in try streams(ofDeleted: envelope) {
            let id = try builder.id(of: stream, values)
            batch.deleted.append(DeletedRecord(stream: stream, id: id, place: place))
        }
    }

    /// Whose record is no more.
    private func streams(ofDeleted envelope: RowEnvelope) throws(LineFault) -> [EventStream] {
        if let stream = envelope.stream { return [stream] }
        switch content {
        case .clicks, .kafkaDump: return [.clicks]
        case .checkouts: return [.checkouts]
        case .combined:
            if !hasWords { return [try builder.stream(values)] }
            return (clicks.holds(values) ? [.clicks] : [])
                + (checkouts.holds(values) ? [.checkouts] : [])
        }
    }

    /// The record that the row's values make.
    @inline(__always)
    private mutating func record(
        _ envelope: RowEnvelope, number: Int64
    ) throws(LineFault) -> EventRecord {
        switch content {
        case .clicks: return try builder.event(.clicks, values, line: number, envelope: envelope)
        case .checkouts:
            return try builder.event(.checkouts, values, line: number, envelope: envelope)
        case .combined:
            if let control = try builder.control(values, line: number) { return control }
            var stream = envelope.stream
            if stream == nil { stream = try builder.stream(values) }
            return try builder.event(
                stream ?? .clicks, values, line: number, envelope: envelope)
        case .kafkaDump:
            let stream = envelope.stream ?? .clicks
            return try builder.event(stream, values, line: number, envelope: envelope)
        }
    }

    /// Appends what a row is to each stream that takes it, the click first.
    private mutating func appendMapped(
        _ rows: borrowing Rows, to records: inout [EventRecord], _ skipped: inout RowsSkipped
    ) throws(LineFault) {
        nulls.clear(&values)
        switch content {
        case .clicks:
            if !(try append(.clicks, rows, to: &records)) { skipped.clicks += 1 }
        case .checkouts:
            if !(try append(.checkouts, rows, to: &records)) { skipped.checkouts += 1 }
        case .kafkaDump:
            if !(try append(rows.envelope.stream ?? .clicks, rows, to: &records)) {
                skipped.log += 1
            }
        case .combined where hasWords:
            if let control = try builder.knownControl(values, line: position + rows.number) {
                records.append(control)
                return
            }
            let isClick = try append(.clicks, rows, to: &records)
            let isCheckout = try append(.checkouts, rows, to: &records)
            if !isClick && !isCheckout { skipped.log += 1 }
        case .combined:
            if let control = try builder.control(values, line: position + rows.number) {
                records.append(control)
                return
            }
            var stream = rows.envelope.stream
            if stream == nil { stream = try builder.stream(values) }
            if !(try append(stream ?? .clicks, rows, to: &records)) { skipped.log += 1 }
        }
    }

    /// Appends the record that a row is to a stream, unless the stream does not take it.
    private mutating func append(
        _ stream: EventStream, _ rows: borrowing Rows, to records: inout [EventRecord]
    ) throws(LineFault) -> Bool {
        let isTaken =
            stream == .clicks
            ? try clicks.take(&values, of: rows) : try checkouts.take(&values, of: rows)
        guard isTaken else { return false }
        var envelope = rows.envelope
        envelope.stream = stream
        records.append(
            try builder.event(stream, values, line: position + rows.number, envelope: envelope))
        return true
    }

    /// Fails where a path of the scenario is in no row, as soon as that can be said.
    private mutating func endCensus(atEnd: Bool) throws(LogError) {
        for census in [clicks.census, checkouts.census]
        where !census.isDone && (atEnd || census.hasSeenEnough) {
            if let error = census.error() { throw error }
        }
        censusIsOver = clicks.census.isDone && checkouts.census.isDone
        isPlain = clicks.isAsItStands && checkouts.isAsItStands && !hasWords && nulls.isEmpty
    }
}

/// The rows of a log as one stream sees them.
private struct StreamRows: ~Copyable {
    private let mapping: StreamMapping
    private var computed: ComputedValues
    private(set) var census: PathCensus
    /// Looks for the values of the conditions.
    private(set) var selection: SelectionCensus

    init(_ mapping: StreamMapping, _ stream: EventStream, file: String) {
        selection = SelectionCensus(mapping.conditions, stream)
        self.mapping = mapping
        computed = ComputedValues(mapping.recipes)
        census = PathCensus(mapping.expected, file: file)
    }

    /// Whether the values of every row are a record's from here on.
    var isAsItStands: Bool {
        mapping.conditions.isEmpty && mapping.recipes.isEmpty && census.isDone
    }

    /// Whether the stream's conditions hold for a row.
    func holds(_ values: borrowing FieldValues) -> Bool { mapping.takes(values) }

    /// Whether the stream takes a row; if it does, its computed values are put into their slots.
    mutating func take<Rows: RowReader & ~Copyable>(
        _ values: inout FieldValues, of rows: borrowing Rows
    ) throws(LineFault) -> Bool {
        if selection.isActive { selection.note(values, paths: { rows.pathsThere }) }
        guard mapping.takes(values) else { return false }
        if !census.isDone { census.note(values, paths: { rows.pathsThere }) }
        try computed.compute(&values)
        return true
    }
}

/// The place of a row in its log: which file, and the row's number in it, in one number that grows.
public struct RowPosition: Sendable, Hashable {
    /// The file's place in the log, from 0.
    public var file: Int
    /// The row's number in its file, from 1.
    public var number: Int64

    private static let numberBits = 44

    /// A place.
    public init(file: Int, number: Int64) {
        self.file = file
        self.number = number
    }

    /// The place that ``EventRecord/line`` holds.
    public init(packed: Int64) {
        file = Int(packed >> Int64(Self.numberBits))
        number = packed & (1 << Int64(Self.numberBits) - 1)
    }

    /// As ``EventRecord/line`` holds it: of the first file the number alone.
    public var packed: Int64 { Int64(file) << Int64(Self.numberBits) + number }
}
