import Streaming

/// The rows of a Kafka dump: the payloads of its lines, with topic, partition and time.
struct KafkaRows: RowReader, ~Copyable {
    private var lines: LineReader
    private var row = Line.none
    private var dump: KafkaEnvelope
    private var object: JSONObjectReader
    private let schema: LogSchema
    private(set) var envelope = RowEnvelope()
    /// Whether the payload has been reached, so that a fault is in it.
    private var isInPayload = false

    init(
        _ input: consuming ChunkedInput, _ schema: LogSchema, topics: [String: EventStream]
    ) {
        lines = LineReader(input)
        self.schema = schema
        dump = KafkaEnvelope(topics: topics)
        object = JSONObjectReader(schema)
    }

    var bytesConsumed: Int { lines.bytesConsumed }

    var line: Int64 { row.number }

    var raw: UnsafeBufferPointer<UInt8> { row.bytes }

    mutating func advance() throws(LogError) -> Bool {
        while let line = try lines.next() {
            if line.isBlank { continue }
            row = line
            return true
        }
        return false
    }

    mutating func read(into values: inout FieldValues) throws(LineFault) -> Bool {
        isInPayload = false
        if row.isTooLong { throw LineFault(.tooLong) }
        envelope = try dump.read(row)
        isInPayload = true
        let payload = dump.payload
        try object.read(payload.start, payload.end, into: &values)
        return true
    }

    var pathsThere: [String] {
        ObjectPaths.of(dump.payload.bytes, elementsBy: schema.conditionKeys)
    }

    borrowing func words(_ fault: LineFault, _ values: borrowing FieldValues) -> FaultWords {
        if !isInPayload { return dump.words(fault, row) }
        let payload = dump.payload.bytes
        let keys = schema.conditionKeys
        let place = FaultPlace(
            schema: schema, bytes: payload,
            namesThere: { ObjectPaths.of(payload, elementsBy: keys) })
        var words = place.words(fault, values)
        words.reason = "payload: \(words.reason)"
        return words
    }
}
