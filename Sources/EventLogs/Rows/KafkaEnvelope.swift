import CScan
import Streaming
import Text

/// What a dump's line says about a record: its topic, partition, time and where its payload is.
struct KafkaEnvelope: ~Copyable {
    private var keys: KeyTree
    private var values: FieldValues
    private let schema: LogSchema
    private var topics: RecentTopic
    /// The text of the last payload, with a NUL behind it.
    private var text = TextBuffer()
    private var times = TimeReader(.epochMilliseconds)
    /// How a time of exactly ten digits is read: most likely seconds.
    private var shortTimes: TimeReader
    /// Which of the topics there were, see ``RowCounts``.
    private(set) var topicsSeen: UInt64 = 0

    /// Reads payloads where they stand in their line.
    private var inside: JSONObjectReader
    /// For how many lines in a row that was in vain.
    private var misses: Int
    /// Whether the last line's payload has been read where it stands.
    private(set) var isRead = false

    private static let topic = 2
    private static let partition = 3
    private static let time = 4
    private static let payloadSlot = 5
    private static let keySlot = 6

    /// In vain so often, reading payloads where they stand is not tried any more.
    private static let patience = 64

    /// An envelope of payloads with these fields; `nil` where something stands around them.
    init(_ topics: TopicStreams, payloads: LogSchema?, timeFormat: TimeFormat) {
        // Locals first: Swift 6.3, optimizing, frees properties that are not there yet where one is
        // made of another.
        let schema = LogSchema(names: ["topic", "partition", "ts", "payload", "key"])
        let inside = JSONObjectReader(payloads ?? schema)
        let keys = KeyTree(schema.paths)
        let values = FieldValues(count: schema.slotCount)
        let topics = RecentTopic(topics)
        self.keys = keys
        self.values = values
        self.schema = schema
        self.topics = topics
        shortTimes = TimeReader(timeFormat)
        self.inside = inside
        misses = payloads == nil ? Self.patience : 0
    }

    /// Reads the line. Its payload's values are then in `record` if ``isRead``; else the payload is
    /// in ``payload()``.
    mutating func read(
        _ line: Line, into record: inout FieldValues
    ) throws(LineFault) -> RowEnvelope {
        isRead = false
        let isRead = try readMembers(line, into: &record)
        if let offset = UTF8Check.firstInvalid(line.start, line.end - line.start) {
            throw LineFault(.notUTF8(at: offset))
        }
        var envelope = RowEnvelope(stream: try stream())
        if let partition = try values.integer(Self.partition, in: RecordBuilder.partitions) {
            envelope.partition = Int32(truncatingIfNeeded: partition)
        }
        envelope.arrival = try arrival()
        self.isRead = isRead
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
        text.truncate(to: 0)
        payload.append(to: &text)
        text.terminate()
        return JSONPiece(start: text.start, end: text.start + text.count)
    }

    /// Gives what the last payload stands for, if it ``isRead``.
    func withReadPayload<Result>(_ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
        var text = TextBuffer()
        values[Self.payloadSlot].append(to: &text)
        text.terminate()
        return body(UnsafeBufferPointer(start: text.start, count: text.count))
    }

    /// Reads the members of a line.
    ///
    /// - Returns: whether the payload has been read into `record`.
    @inline(__always)
    private mutating func readMembers(
        _ line: Line, into record: inout FieldValues
    ) throws(LineFault) -> Bool {
        values.clear()
        var isRead = false
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
                isRead = readInside(&scanner, into: &record)
                if !isRead { values[slot] = try scanner.value() }
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
        return isRead
    }

    /// Reads a payload where it stands, if that is possible: the only escapes of most are those of
    /// their quotes.
    @inline(__always)
    private mutating func readInside(
        _ scanner: inout JSONScanner, into record: inout FieldValues
    ) -> Bool {
        guard misses < Self.patience, scanner.cursor.pointee == UInt8(ascii: "\"") else {
            return false
        }
        let first = scanner.cursor + 1
        do throws(LineFault) {
            let end = try inside.read(inside: first, into: &record)
            scanner.advance(end + 1 - scanner.cursor)
            values[Self.payloadSlot] = FieldValue(
                start: first, length: end - first, kind: .escapedText)
            misses = 0
            return true
        } catch {
            misses += 1
            return false
        }
    }

    /// The line's key.
    var key: FieldValue { values[Self.keySlot] }

    /// Puts a fault that is not in the payload into words.
    borrowing func words(_ fault: LineFault, _ line: Line) -> FaultWords {
        let place = FaultPlace(
            schema: schema, bytes: line.bytes, isTerminated: line.isTerminated,
            topics: topics.all.names)
        return place.words(fault, values)
    }

    private mutating func stream() throws(LineFault) -> EventStream {
        let topic = values[Self.topic]
        if topic.isAbsent { throw LineFault(.missing(slot: Self.topic)) }
        guard topic.isScalar else {
            throw LineFault(.wrongType(slot: Self.topic, expected: .text))
        }
        guard let found = topics.find(topic) else {
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
