import Text

/// The rows of a database's changes as Debezium writes them without Kafka around: an event a frame,
/// whose record is what counts.
///
/// A frame of `null` is a tombstone, as in a topic. A delete names the id by `before` alone: there is
/// no message with a key.
struct ChangeRows<Frames: Framer & ~Copyable>: RowReader, ~Copyable {
    private var frames: Frames
    private var row = Line.none
    private var debezium: DebeziumEnvelope
    private var object: JSONObjectReader
    private let schema: LogSchema
    private(set) var envelope = RowEnvelope()
    private var counts = RowCounts()
    /// The text of the record; `nil` while the event itself is being read.
    private var record: JSONPiece?

    init(_ frames: consuming Frames, _ schema: LogSchema, changes: LogChanges) {
        self.frames = frames
        self.schema = schema
        debezium = DebeziumEnvelope(keepsChanges: changes == .last)
        object = JSONObjectReader(schema)
    }

    var bytesConsumed: Int { frames.bytesConsumed }
    var line: Int64 { row.number }
    var number: Int64 { frames.number }
    var raw: UnsafeBufferPointer<UInt8> { row.bytes }
    var unread: (line: Int64, bytes: UnsafeBufferPointer<UInt8>) { frames.unread }

    mutating func takeCounts() -> RowCounts {
        defer { counts = RowCounts() }
        return counts
    }

    mutating func advance() throws(LogError) -> Bool {
        while let line = try frames.next() {
            if line.isBlank { continue }
            row = line
            return true
        }
        return false
    }

    mutating func read(into values: inout FieldValues) throws(LineFault) -> Bool {
        record = nil
        if row.isTooLong {
            values.clear()
            throw LineFault(.tooLong)
        }
        if let offset = UTF8Check.firstInvalid(row.start, row.end - row.start) {
            throw LineFault(.notUTF8(at: offset))
        }
        if row.isNull {
            counts.tombstones += 1
            return false
        }
        var piece = JSONPiece(start: row.start, end: row.end)
        let change = try debezium.read(&piece, key: nil, &counts)
        guard let change else { return false }
        record = piece
        envelope.isDelete = change == .delete
        try object.read(piece.start, piece.end, into: &values)
        AvroUnions.unwrap(&values)
        try frames.addOuter(to: &values)
        return true
    }

    var pathsThere: [String] {
        record.map { ObjectPaths.of($0.bytes, elementsBy: schema.conditionKeys) } ?? []
    }

    borrowing func words(_ fault: LineFault, _ values: borrowing FieldValues) -> FaultWords {
        guard let record else { return debezium.words(fault, row) }
        let bytes = record.bytes
        let keys = schema.conditionKeys
        let place = FaultPlace(
            schema: schema, bytes: bytes,
            namesThere: { ObjectPaths.of(bytes, elementsBy: keys) })
        var words = place.words(fault, values)
        words.reason = "the change's record: \(words.reason)"
        return words
    }
}

extension Line {
    /// Whether it says `null` and nothing else.
    var isNull: Bool {
        let text = bytes.filter { $0 > UInt8(ascii: " ") }
        return text.elementsEqual("null".utf8)
    }
}
