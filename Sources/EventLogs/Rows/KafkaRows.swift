import Streaming
import Text

/// The rows of a Kafka dump: the payloads of its lines, with topic, partition and time.
///
/// Lines that begin with `%` are the consumer's own words. A payload of `null` is a tombstone: it is
/// counted and holds no record.
struct KafkaRows: RowReader, ~Copyable {
    private var lines: LineReader
    private var row = Line.none
    private var dump: KafkaEnvelope
    private var debezium: DebeziumEnvelope?
    private var object: JSONObjectReader
    private let schema: LogSchema
    private(set) var envelope = RowEnvelope()
    private var counts = RowCounts()
    /// The text that the record was read from; `nil` while the line itself is being read, and where
    /// the record was read in the line.
    private var payload: JSONPiece?

    init(
        _ input: consuming ChunkedInput, _ schema: LogSchema, topics: TopicStreams,
        envelope: LogEnvelope, changes: LogChanges, timeFormat: TimeFormat
    ) {
        lines = LineReader(input)
        self.schema = schema
        dump = KafkaEnvelope(
            topics, payloads: envelope == .none ? schema : nil, timeFormat: timeFormat)
        if envelope == .debezium { debezium = DebeziumEnvelope(keepsChanges: changes == .last) }
        object = JSONObjectReader(schema)
    }

    var bytesConsumed: Int { lines.bytesConsumed }

    @inline(__always)
    var line: Int64 { row.number }

    var raw: UnsafeBufferPointer<UInt8> { row.bytes }

    var unread: (line: Int64, bytes: UnsafeBufferPointer<UInt8>) { lines.unread }

    mutating func takeCounts() -> RowCounts {
        defer { counts = RowCounts() }
        counts.topicsSeen = dump.topicsSeen
        return counts
    }

    mutating func advance() throws(LogError) -> Bool {
        while let line = try lines.next() {
            if line.isBlank || line.start.pointee == UInt8(ascii: "%") { continue }
            row = line
            return true
        }
        return false
    }

    mutating func read(into values: inout FieldValues) throws(LineFault) -> Bool {
        payload = nil
        if row.isTooLong { throw LineFault(.tooLong) }
        envelope = try dump.read(row, into: &values)
        if dump.isRead { return true }
        guard var piece = try dump.payload() else {
            counts.tombstones += 1
            return false
        }
        payload = piece
        if debezium != nil {
            guard let change = try debezium?.read(&piece, key: dump.key, &counts) else {
                return false
            }
            payload = piece
            envelope.isDelete = change == .delete
        }
        try object.read(piece.start, piece.end, into: &values)
        AvroUnions.unwrap(&values)
        return true
    }

    var pathsThere: [String] {
        let keys = schema.conditionKeys
        if dump.isRead { return dump.withReadPayload { ObjectPaths.of($0, elementsBy: keys) } }
        return payload.map { ObjectPaths.of($0.bytes, elementsBy: keys) } ?? []
    }

    borrowing func words(_ fault: LineFault, _ values: borrowing FieldValues) -> FaultWords {
        // What has been read where it stands has no escapes in its values.
        guard let bytes = dump.isRead ? row.bytes : payload?.bytes else {
            return dump.words(fault, row)
        }
        let names = pathsThere
        let place = FaultPlace(schema: schema, bytes: bytes, namesThere: { names })
        var words = place.words(fault, values)
        words.reason = "payload: \(words.reason)"
        return words
    }
}

/// A text of JSON with a NUL behind it, good until the next row is read.
struct JSONPiece {
    var start: UnsafePointer<UInt8>
    var end: UnsafePointer<UInt8>

    var bytes: UnsafeBufferPointer<UInt8> {
        UnsafeBufferPointer(start: start, count: end - start)
    }
}

/// Avro's unions as JSON has them: `{"string": "x"}` stands for `"x"`.
enum AvroUnions {
    private static let types: [StaticString] = [
        "string", "long", "int", "double", "float", "boolean", "bytes", "null",
    ]

    /// Puts the values that unions stand for in their place.
    @inline(__always)
    static func unwrap(_ values: inout FieldValues) {
        for slot in 2..<values.count where values[slot].kind == .object {
            if let value = value(of: values[slot]) { values[slot] = value }
        }
    }

    /// The value of a union, which is an object of one member, named by its type.
    @inline(never)
    static func value(of object: FieldValue) -> FieldValue? {
        guard let member = onlyMember(of: object) else { return nil }
        return types.contains { member.key.isText($0) } ? member.value : nil
    }

    /// What an object that has been checked holds, if that is one member.
    static func onlyMember(of object: FieldValue) -> (key: FieldValue, value: FieldValue)? {
        // The object has been checked, so that its own brace stops the scanner.
        let end = object.start + object.length
        var scanner = JSONScanner(start: object.start, end: end)
        guard scanner.take("{") else { return nil }
        scanner.skipSpace()
        guard scanner.cursor.pointee == UInt8(ascii: "\"") else { return nil }
        do throws(LineFault) {
            let key = try scanner.string()
            scanner.skipSpace()
            guard scanner.take(":") else { return nil }
            scanner.skipSpace()
            let value = try scanner.value()
            scanner.skipSpace()
            return scanner.take("}") && scanner.isAtEnd ? (key, value) : nil
        } catch {
            return nil
        }
    }
}
