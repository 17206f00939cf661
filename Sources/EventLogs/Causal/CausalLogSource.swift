import Streaming
import Worlds

/// The records of a causal world, without a log in between.
///
/// Whoever reads from it is its only user; that is what makes `@unchecked` true.
final class CausalLogSource: RecordSource, @unchecked Sendable {
    private let events: [LoggedCausalEvent]
    private let names: [[UInt8]]
    private var next = 0
    private var counts: (clicks: UInt32, checkouts: UInt32) = (0, 0)
    private var text = LineText()

    init(_ input: CausalInput, events: [LoggedCausalEvent]) {
        self.events = events
        names = input.world.sources.map { Array($0.name.utf8) }
    }

    func read(into batch: RecordBatch) throws(LogError) -> Bool {
        batch.removeAll()
        // The batch's memory is filled in place and given back.
        swap(&batch.text, &text.bytes)
        while batch.records.count < RecordBatch.capacity, next < events.count {
            batch.records.append(record(events[next]))
            next += 1
        }
        swap(&batch.text, &text.bytes)
        return !batch.records.isEmpty
    }

    private func record(_ event: LoggedCausalEvent) -> EventRecord {
        var record = EventRecord()
        record.eventTime = event.time
        record.arrivalTime = ProcessingTime(milliseconds: event.time.milliseconds)
        record.stream = event.stream
        record.orderStream = event.stream
        record.textStart = UInt32(text.bytes.count)
        record[length: .id] = added { event.appendID(to: &$0) }
        record[length: .user] = added { $0.append(decimal: UInt64(event.user) + 1) }
        if event.isClick {
            record.index = counts.clicks
            counts.clicks &+= 1
            record[length: .source] = added { $0.append(names[Int(event.source)]) }
        } else {
            record.index = counts.checkouts
            counts.checkouts &+= 1
            record[length: .product] = added { $0.append("1") }
            record[length: .paymentStatus] = added { $0.append("success") }
            var numbers = RecordNumbers()
            numbers.quantity = event.cents
            numbers.shippingCost = 0
            numbers.discount = 0
            record.numbersPresent = numbers.present
            numbers.append(to: &text.bytes)
        }
        record.line = Int64(record.index) + 1
        return record
    }

    /// How many bytes `write` adds to the text.
    private func added(_ write: (inout LineText) -> Void) -> UInt32 {
        let start = text.bytes.count
        write(&text)
        return UInt32(text.bytes.count - start)
    }
}
