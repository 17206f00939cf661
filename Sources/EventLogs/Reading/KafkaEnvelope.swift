import Streaming
import Text

/// What a dump's line says about a record: its topic, partition, time and where its payload is.
struct KafkaEnvelope: ~Copyable {
    private var object: JSONObjectReader
    private var values: FieldValues
    private let schema = LogSchema(names: ["topic", "partition", "ts", "payload"])
    private let topics: [(name: [UInt8], stream: EventStream)]
    private let topicNames: [String]
    /// The text of the last payload, with a NUL behind it.
    private var text = TextBuffer()
    private var times = TimeReader(.epochMilliseconds)

    private static let topic = 2
    private static let partition = 3
    private static let time = 4
    private static let payloadSlot = 5

    /// A topic is the stream that `topics` says, or the stream of its name.
    init(topics: [String: EventStream]) {
        var all = topics
        for stream in EventStream.allCases where all[stream.name] == nil {
            all[stream.name] = stream
        }
        // In sorted order, so that messages are always the same.
        let sorted = all.sorted { $0.key < $1.key }
        self.topics = sorted.map { (Array($0.key.utf8), $0.value) }
        topicNames = sorted.map(\.key)
        object = JSONObjectReader(schema)
        values = FieldValues(count: schema.slotCount)
    }

    /// Reads the line; its payload is then in ``payload``.
    mutating func read(_ line: Line) throws(LineFault) -> RowEnvelope {
        try object.read(line.start, line.end, into: &values)
        if let offset = UTF8Check.firstInvalid(line.start, line.end - line.start) {
            throw LineFault(.notUTF8(at: offset))
        }
        var envelope = RowEnvelope(stream: try stream())
        if let partition = try values.integer(Self.partition, in: RecordBuilder.partitions) {
            envelope.partition = Int32(truncatingIfNeeded: partition)
        }
        envelope.arrival = try arrival()
        let payload = values[Self.payloadSlot]
        switch payload.kind {
        case .missing, .null: throw LineFault(.missing(slot: Self.payloadSlot))
        case .number, .boolean, .array:
            throw LineFault(.wrongType(slot: Self.payloadSlot, expected: .payload))
        case .text, .escapedText, .quotedText, .object: break
        }
        text.truncate(to: 0)
        payload.append(to: &text)
        text.terminate()
        return envelope
    }

    /// The last payload's text.
    var payload: Payload {
        Payload(start: text.start, end: text.start + text.count)
    }

    /// A payload's text, good until the next line is read.
    struct Payload {
        var start: UnsafePointer<UInt8>
        var end: UnsafePointer<UInt8>

        var bytes: UnsafeBufferPointer<UInt8> {
            UnsafeBufferPointer(start: start, count: end - start)
        }
    }

    /// Puts a fault that is not in the payload into words.
    borrowing func words(_ fault: LineFault, _ line: Line) -> FaultWords {
        let place = FaultPlace(
            schema: schema, bytes: line.bytes, isTerminated: line.isTerminated,
            topics: topicNames)
        return place.words(fault, values)
    }

    private func stream() throws(LineFault) -> EventStream {
        let topic = values[Self.topic]
        if topic.isAbsent { throw LineFault(.missing(slot: Self.topic)) }
        guard topic.isScalar else {
            throw LineFault(.wrongType(slot: Self.topic, expected: .text))
        }
        let known = topic.withText { text in
            topics.first { $0.name.elementsEqual(text) }
        }
        guard let known else { throw LineFault(.unknownTopic(slot: Self.topic)) }
        return known.stream
    }

    /// The record's time, or `nil` where Kafka has none, which it writes as -1.
    private mutating func arrival() throws(LineFault) -> Int64? {
        let value = values[Self.time]
        if value.isAbsent { return nil }
        guard value.isScalar else {
            throw LineFault(.wrongType(slot: Self.time, expected: .time))
        }
        switch times.read(value) {
        case .success(let time): return time.milliseconds == -1 ? nil : time.milliseconds
        case .failure(let problem): throw LineFault(.time(slot: Self.time, problem))
        }
    }
}
