import Streaming

@testable import EventLogs

/// Makes records for tests; texts follow from the line, so that they can be checked.
func testRecord(
    _ stream: EventStream = .clicks, line: Int64, arrival: Int64, event: Int64? = nil,
    partition: Int32 = 0, kind: RecordKind = .event
) -> EventRecord {
    var record = EventRecord()
    record.stream = stream
    record.orderStream = stream
    record.partition = partition
    record.orderPartition = partition
    record.kind = kind
    record.line = line
    record.index = UInt32(line - 1)
    record.arrivalTime = ProcessingTime(milliseconds: arrival)
    record.eventTime = EventTime(milliseconds: event ?? arrival)
    if stream == .checkouts {
        record.numbersPresent = testNumbers(line).present
    }
    return record
}

func testNumbers(_ line: Int64) -> RecordNumbers {
    var numbers = RecordNumbers()
    numbers.quantity = line * 3
    return numbers
}

func testText(_ line: Int64) -> (id: String, user: String, product: String) {
    ("id-\(line)", "u\(line % 10)", String(repeating: "p", count: Int(line % 7)))
}

extension RecordBatch {
    func add(_ record: EventRecord) {
        var record = record
        let text = testText(record.line)
        record[length: .id] = UInt32(text.id.utf8.count)
        record[length: .user] = UInt32(text.user.utf8.count)
        record[length: .product] =
            text.product.isEmpty ? EventRecord.absent : UInt32(text.product.utf8.count)
        record.textStart = UInt32(self.text.count)
        self.text += Array((text.id + text.user + text.product).utf8)
        if record.numbersPresent != 0 { testNumbers(record.line).append(to: &self.text) }
        records.append(record)
    }

    /// Whether every record still has the texts that it was made with.
    var hasRightTexts: Bool {
        text.withUnsafeBufferPointer { bytes in
            records.allSatisfy { record in hasRightTexts(record, bytes) }
        }
    }

    private func hasRightTexts(
        _ record: EventRecord, _ bytes: UnsafeBufferPointer<UInt8>
    ) -> Bool {
        let start = Int(record.textStart)
        let expected = testText(record.line)
        return bytes[start..<start + record.textLength]
            .elementsEqual((expected.id + expected.user + expected.product).utf8)
            && (record.stream != .checkouts
                || record.numbers(in: bytes).quantity == record.line * 3)
    }
}

/// Gives prepared records, in batches of a given size.
final class ListSource: RecordSource, @unchecked Sendable {
    private var records: ArraySlice<EventRecord>
    private let batchSize: Int
    var rejected: [RejectedLine] = []
    private(set) var reads = 0

    init(_ records: [EventRecord], batchSize: Int = RecordBatch.capacity) {
        self.records = records[...]
        self.batchSize = batchSize
    }

    func read(into batch: RecordBatch) throws(LogError) -> Bool {
        reads += 1
        batch.removeAll()
        swap(&batch.rejected, &rejected)
        for record in records.prefix(batchSize) { batch.add(record) }
        batch.bytesRead = batch.records.count
        records = records.dropFirst(batchSize)
        return !batch.records.isEmpty || !batch.rejected.isEmpty
    }
}

/// What a source gave, all of it.
struct Drained {
    var records: [EventRecord] = []
    var rejected: [RejectedLine] = []
    var dropped: [LostRecord] = []
    var bytesRead = 0
    var textsAreRight = true

    init(_ source: some RecordSource) throws {
        let batch = RecordBatch()
        while try source.read(into: batch) {
            records += batch.records
            rejected += batch.rejected
            dropped += batch.dropped
            bytesRead += batch.bytesRead
            textsAreRight = textsAreRight && batch.hasRightTexts
        }
        textsAreRight = textsAreRight && batch.isEmpty
    }

    var lines: [Int64] { records.map(\.line) }
}

/// Numbers for tests: xorshift, the same in every run.
struct TestNumbers: RandomNumberGenerator {
    private var state: UInt64
    init(_ seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 | 1 }
    mutating func next() -> UInt64 {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return state
    }
}
