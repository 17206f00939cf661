import HeapModule
import Streaming

/// The records of a generated world, without a log in between.
///
/// Whoever reads from it is its only user; that is what makes `@unchecked` true.
final class GeneratedSource: RecordSource, @unchecked Sendable {
    private let details: EventDetails
    private let carriesArrival: Bool
    private var order: ArrivalOrder
    private var text = LineText()

    init(_ world: GeneratedWorld) {
        details = world.details
        carriesArrival = world.settings.writesArrivalTime
        order = ArrivalOrder(world)
    }

    func read(into batch: RecordBatch) throws(LogError) -> Bool {
        batch.removeAll()
        // The batch's memory is filled in place and given back.
        swap(&batch.text, &text.bytes)
        while batch.records.count < RecordBatch.capacity, let logged = order.next() {
            batch.records.append(record(logged))
        }
        swap(&batch.text, &text.bytes)
        return !batch.records.isEmpty
    }

    private func record(_ logged: LoggedEvent) -> EventRecord {
        let event = logged.event
        var record = EventRecord()
        record.eventTime = event.time
        record.arrivalTime = logged.arrival
        record.line = Int64(logged.index) + 1
        record.index = logged.index
        record.partition = event.partition
        record.orderPartition = event.partition
        record.stream = event.stream
        record.orderStream = event.stream
        record.hasOwnArrivalTime = carriesArrival
        record.textStart = UInt32(text.bytes.count)
        text.append(uuid: details.id(event))
        record[length: .id] = 36
        record[length: .user] = added { $0.append(decimal: UInt64(event.user) + 1) }
        if event.isClick {
            let source = details.click(event).source
            record[length: .source] = added { $0.append(WorldTexts.sources[source]) }
        } else {
            describe(details.checkout(event), in: &record)
        }
        return record
    }

    private func describe(_ checkout: CheckoutDetails, in record: inout EventRecord) {
        record[length: .product] = added { $0.append(decimal: checkout.product + 1) }
        record[length: .paymentMethod] = added { $0.append(checkout.methodText) }
        record[length: .paymentStatus] = added { $0.append(checkout.statusText) }
        record[length: .paymentDescription] = added { $0.append(checkout.descriptionText) }
        var numbers = RecordNumbers()
        numbers.quantity = Int64(checkout.quantity)
        numbers.shippingCost = Int64(checkout.shippingCents) * 100
        numbers.discount = Int64(checkout.discountHundredths) * 10_000_000
        record.numbersPresent = numbers.present
        numbers.append(to: &text.bytes)
    }

    /// How many bytes `write` adds to the text.
    private func added(_ write: (inout LineText) -> Void) -> UInt32 {
        let start = text.bytes.count
        write(&text)
        return UInt32(text.bytes.count - start)
    }
}

/// Logged events in the order in which a pipeline takes them, with the arrival time that it
/// gives them.
///
/// A log without arrival times shows only event times: a record then arrives at the largest event
/// time so far in its stream's partition. That is at most `disorder` before its true arrival.
private struct ArrivalOrder {
    private let disorder: Int64
    /// Whether arrival times are to be derived, and records put in order by them.
    private let isDerived: Bool
    private var log: WorldLog
    private var upcoming: LoggedEvent?
    private var waiting = Heap<LoggedEvent>()
    private var latest: [ProcessingTime]

    init(_ world: GeneratedWorld) {
        let settings = world.settings
        disorder = settings.disorder.count
        isDerived = disorder > 0 && !settings.writesArrivalTime

        latest = Array(repeating: .beforeAll, count: 2 * settings.partitions)
        log = world.log()
        upcoming = log.next()
    }

    mutating func next() -> LoggedEvent? {
        guard isDerived else {
            let event = upcoming
            upcoming = log.next()
            return event
        }
        // All that is still to come happens at `arrival − disorder` at the earliest.
        while let logged = upcoming,
            waiting.min.map({ logged.arrival.milliseconds - disorder <= $0.arrival.milliseconds })
                ?? true
        {
            waiting.insert(derived(logged))
            upcoming = log.next()
        }
        return waiting.popMin()
    }

    private mutating func derived(_ logged: LoggedEvent) -> LoggedEvent {
        var logged = logged
        let place = 2 * Int(logged.event.partition) + (logged.event.isClick ? 0 : 1)
        let time = ProcessingTime(milliseconds: logged.event.time.milliseconds)
        logged.arrival = max(latest[place], time)
        latest[place] = logged.arrival
        return logged
    }
}
