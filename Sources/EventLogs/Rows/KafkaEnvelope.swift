import CScan
import Streaming
import Text

/// What a dump's line says about a record: its topic, partition, time and where its payload is.
struct KafkaEnvelope: ~Copyable {
    private var keys: KeyTree
    private var values: FieldValues
    private let schema = LogSchema(names: ["topic", "partition", "ts", "payload", "key"])
    private let topics: TopicStreams
    /// The text of the last payload, with a NUL behind it.
    private var text = TextBuffer()
    private var times = TimeReader(.epochMilliseconds)
    /// How a time of exactly ten digits is read: most likely seconds.
    private var shortTimes: TimeReader
    /// Which of the topics there were, see ``RowCounts``.
    private(set) var topicsSeen: UInt64 = 0
    /// Whether ``text`` holds the payload with its quotes in place, see `cscan_json_in_string`.
    private(set) var isInPlace = false

    private static let topic = 2
    private static let partition = 3
    private static let time = 4
    private static let payloadSlot = 5
    private static let keySlot = 6

    /// Whether payloads may be read without undoing their escapes first.
    private let readsInPlace: Bool

    init(_ topics: TopicStreams, readsInPlace: Bool, timeFormat: TimeFormat) {
        shortTimes = TimeReader(timeFormat)
        self.readsInPlace = readsInPlace
        self.topics = topics
        keys = KeyTree(schema.paths)
        values = FieldValues(count: schema.slotCount)
    }

    /// Reads the line; its payload is then in ``payload()``.
    mutating func read(_ line: Line) throws(LineFault) -> RowEnvelope {
        try readMembers(line)
        if let offset = UTF8Check.firstInvalid(line.start, line.end - line.start) {
            throw LineFault(.notUTF8(at: offset))
        }
        var envelope = RowEnvelope(stream: try stream())
        if let partition = try values.integer(Self.partition, in: RecordBuilder.partitions) {
            envelope.partition = Int32(truncatingIfNeeded: partition)
        }
        envelope.arrival = try arrival()
        return envelope
    }

    /// The last payload: of a text what it stands for, of an object the object; `nil` for null.
    mutating func payload() throws(LineFault) -> JSONPiece? {
        let payload = values[Self.payloadSlot]
        switch payload.kind {
        case .null: return nil
        case .missing: throw LineFault(.missing(slot: Self.payloadSlot))
        case .number, .boolean, .array:
            throw LineFault(.wrongType(slot: Self.payloadSlot, expected: .payload))
        case .text, .escapedText, .quotedText, .object: break
        }
        if !isInPlace {
            text.truncate(to: 0)
            payload.append(to: &text)
            text.terminate()
        }
        return JSONPiece(start: text.start, end: text.start + text.count)
    }

    /// The last payload as what its text stands for, byte for byte, for messages.
    mutating func exactPayload() throws(LineFault) -> JSONPiece? {
        isInPlace = false
        let value = values[Self.payloadSlot]
        // It has not been checked as a string of JSON; its escapes are known to be good.
        if value.kind == .text { values[Self.payloadSlot].kind = .escapedText }
        return try payload()
    }

    /// Reads the members of a line.
    @inline(__always)
    private mutating func readMembers(_ line: Line) throws(LineFault) {
        values.clear()
        isInPlace = false
        var scanner = JSONScanner(start: line.start, end: line.end)
        scanner.skipSpace()
        guard scanner.take("{") else { throw scanner.fault(.expectedObject) }
        scanner.skipSpace()
        var isOver = scanner.take("}")
        var place = keys.start(of: KeyTree.root)
        while !isOver {
            let slot = try keys.read(&scanner, after: &place, of: KeyTree.root)
            scanner.skipSpace()
            guard scanner.take(":") else { throw scanner.fault(.expectedColon) }
            scanner.skipSpace()
            if slot == Self.payloadSlot {
                values[slot] = try payloadValue(&scanner, line)
            } else {
                values[slot] = try scanner.value()
            }
            scanner.skipSpace()
            if scanner.take(",") {
                scanner.skipSpace()
            } else if scanner.take("}") {
                isOver = true
            } else {
                throw scanner.fault(.expectedComma(object: true))
            }
        }
        scanner.skipSpace()
        if !scanner.isAtEnd { throw scanner.fault(.trailing) }
    }

    /// The payload; most are texts whose only escapes are those of quotes, which are put in place
    /// on the way.
    @inline(__always)
    private mutating func payloadValue(
        _ scanner: inout JSONScanner, _ line: Line
    ) throws(LineFault) -> FieldValue {
        isInPlace = false
        guard readsInPlace, scanner.cursor.pointee == UInt8(ascii: "\"") else {
            return try scanner.value()
        }
        let inside = scanner.cursor + 1
        var length = Int.max
        text.overwrite(reserving: line.end - inside) { to in
            length = Int(truncatingIfNeeded: cscan_json_in_string(to, inside))
            return max(length, 0)
        }
        // -1: there are other escapes.
        if length < 0 { return try scanner.value() }
        isInPlace = true
        scanner.advance(length + 2)
        return FieldValue(start: inside, length: length, kind: .text)
    }

    /// The line's key.
    var key: FieldValue { values[Self.keySlot] }

    /// Puts a fault that is not in the payload into words.
    borrowing func words(_ fault: LineFault, _ line: Line) -> FaultWords {
        let place = FaultPlace(
            schema: schema, bytes: line.bytes, isTerminated: line.isTerminated,
            topics: topics.names)
        return place.words(fault, values)
    }

    private mutating func stream() throws(LineFault) -> EventStream {
        let topic = values[Self.topic]
        if topic.isAbsent { throw LineFault(.missing(slot: Self.topic)) }
        guard topic.isScalar else {
            throw LineFault(.wrongType(slot: Self.topic, expected: .text))
        }
        guard let found = topic.withText({ topics.find($0) }) else {
            throw LineFault(.unknownTopic(slot: Self.topic))
        }
        if found.place < 64 { topicsSeen |= 1 << UInt64(found.place) }
        return found.stream
    }

    /// The record's time, or `nil` where Kafka has none, which it writes as -1.
    private mutating func arrival() throws(LineFault) -> Int64? {
        let value = values[Self.time]
        if value.isAbsent { return nil }
        guard value.isScalar else {
            throw LineFault(.wrongType(slot: Self.time, expected: .time))
        }
        switch value.hasTenDigits ? shortTimes.read(value) : times.read(value) {
        case .success(let time): return time.milliseconds == -1 ? nil : time.milliseconds
        case .failure(let problem): throw LineFault(.time(slot: Self.time, problem))
        }
    }
}

extension FieldValue {
    /// Whether it is an integer of exactly ten digits, sign aside.
    fileprivate var hasTenDigits: Bool {
        guard (10...11).contains(length) else { return false }
        let isSigned = start.pointee == UInt8(ascii: "-")
        guard length == (isSigned ? 11 : 10) else { return false }
        return ((isSigned ? 1 : 0)..<length).allSatisfy { (0x30...0x39).contains(start[$0]) }
    }
}
