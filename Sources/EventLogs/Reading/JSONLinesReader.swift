import Streaming

/// Reads a log of JSON Lines: of one stream, of both, or a dump.
struct JSONLinesReader: ~Copyable {
    private var lines: LineReader
    private let content: LogContent
    private let schema: LogSchema
    private var object: JSONObjectReader
    /// Reads a dump's lines; idle for other logs.
    private var dump: KafkaEnvelope
    private let isDump: Bool
    private var filler: RecordFiller
    private let bad: BadRecords

    /// A batch ends early at so many bytes of text, so that ``EventRecord/textStart`` fits.
    static let textLimit = 8 << 20

    init(
        lines: consuming LineReader, content: LogContent, schema: LogSchema,
        filler: consuming RecordFiller, bad: BadRecords
    ) {
        self.lines = lines
        self.content = content
        self.schema = schema
        object = JSONObjectReader(schema)
        self.filler = filler
        self.bad = bad
        if case .kafkaDump(let topics) = content {
            dump = KafkaEnvelope(topics: topics)
            isDump = true
        } else {
            dump = KafkaEnvelope(topics: [:])
            isDump = false
        }
    }

    /// Fills an empty batch with the next records.
    mutating func read(into batch: RecordBatch) throws(LogError) -> Bool {
        // Out of the object while they grow: each access to a class's property is checked.
        var records: [EventRecord] = []
        swap(&records, &batch.records)
        filler.beginBatch()
        let consumed = lines.bytesConsumed
        while records.count + batch.rejected.count < RecordBatch.capacity,
            filler.text.count < Self.textLimit, let line = try lines.next()
        {
            do throws(LineFault) {
                if line.isTooLong { throw LineFault(.tooLong) }
                if isBlank(line) { continue }
                records.append(try record(of: line))
            } catch {
                try bad.report(
                    words(error, line), line: line.number, raw: line.bytes, to: batch)
            }
        }
        swap(&records, &batch.records)
        filler.text.copy(to: &batch.text)
        batch.bytesRead = lines.bytesConsumed - consumed
        return !(batch.records.isEmpty && batch.rejected.isEmpty)
    }

    @inline(__always)
    private func isBlank(_ line: Line) -> Bool {
        line.start.pointee <= UInt8(ascii: " ") && line.bytes.allSatisfy(\.isSpace)
    }

    @inline(__always)
    private mutating func record(of line: Line) throws(LineFault) -> EventRecord {
        switch content {
        case .clicks: return try record(of: line, stream: .clicks)
        case .checkouts: return try record(of: line, stream: .checkouts)
        case .combined:
            try readObject(line)
            if let control = try filler.control(object.values, line: line.number) {
                return control
            }
            let stream = try filler.stream(object.values)
            return try filler.event(stream, object.values, line: line.number)
        case .kafkaDump: return try dumpedRecord(of: line)
        }
    }

    @inline(__always)
    private mutating func record(
        of line: Line, stream: EventStream
    ) throws(LineFault) -> EventRecord {
        try readObject(line)
        return try filler.event(stream, object.values, line: line.number)
    }

    @inline(__always)
    private mutating func readObject(_ line: Line) throws(LineFault) {
        try object.read(line.start, line.end)
        if let offset = UTF8Check.firstInvalid(line.start, line.end - line.start) {
            throw LineFault(.notUTF8(at: offset))
        }
    }

    private mutating func dumpedRecord(of line: Line) throws(LineFault) -> EventRecord {
        let (stream, envelope) = try dump.read(line)
        do throws(LineFault) {
            let payload = dump.payload
            try object.read(payload.start, payload.end)
            return try filler.event(stream, object.values, line: line.number, envelope: envelope)
        } catch {
            var fault = error
            fault.isInPayload = true
            throw fault
        }
    }

    /// Puts a fault into words.
    private borrowing func words(_ fault: LineFault, _ line: Line) -> FaultWords {
        guard isDump else {
            let place = FaultPlace(
                schema: schema, bytes: line.bytes, isTerminated: line.isTerminated,
                namesThere: { JSONObjectReader.keys(in: line.bytes) })
            return place.words(fault, object.values)
        }
        guard fault.isInPayload else { return dump.words(fault, line) }
        let payload = dump.payload.bytes
        let place = FaultPlace(
            schema: schema, bytes: payload,
            namesThere: { JSONObjectReader.keys(in: payload) })
        var words = place.words(fault, object.values)
        words.reason = "payload: \(words.reason)"
        return words
    }
}

extension UInt8 {
    /// Whether it is a space, a tab or a carriage return.
    fileprivate var isSpace: Bool { self == 0x20 || self == 0x09 || self == 0x0D }
}
