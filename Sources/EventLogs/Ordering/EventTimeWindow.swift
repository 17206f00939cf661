import DequeModule

/// Puts records in the order of their event times while they pass, in bounded memory and without
/// a disk.
///
/// It holds back the last `memoryLimit` bytes of records, a batch at least, in batches of which each
/// is in order and wholly before the next. A record that comes a little late is sorted into the last
/// batch; one that comes later than that waits by itself until the batch that it belongs to is given
/// out. If even that batch is gone, ``take(contentsOf:)`` throws and ``needsSorting`` is true: only a
/// ``RecordSorter`` can put such a log in order.
///
/// Control records, which have no event time, are left out.
///
/// Cost: nothing but an exchange of buffers where records are in order; else the sorting of small
/// keys, one copy of the records, and of the texts of those that have to go to another batch.
public final class EventTimeWindow: RecordCollector, @unchecked Sendable {
    /// 4 MiB: some 20,000 records of the shop.
    public static let defaultMemoryLimit = 4 << 20

    private let memoryLimit: Int
    private let order = RecordOrder.eventTime
    private var held = Deque<RecordBatch>()
    private var heldBytes = 0
    /// Records that belong before the last batch but one ends.
    private var stragglers = RecordBatch()
    /// The last record that was given out.
    private var lastGiven: EventRecord?
    private var window = OrderWindow()
    private var spares: [RecordBatch] = []
    private var isFinished = false

    /// Whether a record came too late. To be asked after an error.
    public private(set) var needsSorting = false

    /// An empty window.
    public init(memoryLimit: Int = EventTimeWindow.defaultMemoryLimit) {
        self.memoryLimit = memoryLimit
    }

    /// Takes all records of a batch, and leaves a used one in their place.
    ///
    /// - Throws: an error with ``needsSorting`` set.
    public func take(contentsOf batch: RecordBatch) throws(LogError) {
        let incoming = spares.popLast() ?? RecordBatch()
        incoming.exchangeEvents(with: batch)
        if !incoming.records.isEmpty { try arrange(incoming) }
        if incoming.records.isEmpty { return spares.append(incoming) }
        heldBytes += incoming.byteCount
        held.append(incoming)
    }

    /// Nothing more will come: all that is held is ready.
    public func finish() { isFinished = true }

    /// Gives the next batch, once what comes in can hardly belong into it any more.
    public func read(into batch: RecordBatch) -> Bool {
        batch.removeAll()
        let hasEnough = heldBytes > memoryLimit && held.count > 1
        guard isFinished || hasEnough, let front = held.popFirst() else { return false }
        heldBytes -= front.byteCount
        takeStragglers(into: front)
        lastGiven = front.records.last
        batch.takeContents(of: front)
        spares.append(front)
        return true
    }

    /// Sees to it that `incoming` can be held as the last batch.
    private func arrange(_ incoming: RecordBatch) throws(LogError) {
        let floor = held.dropLast().last?.records.last ?? lastGiven
        window.lastGiven = floor
        let last = held.last ?? RecordBatch()
        if window.isInOrder(incoming, behind: last, by: order) { return }
        if let floor { try setAsideStragglers(of: incoming, before: floor) }
        heldBytes -= last.byteCount
        guard window.putInOrder(incoming, behind: last, by: order) else { throw tooLate() }
        if last.records.isEmpty, let emptied = held.popLast() {
            spares.append(emptied)
        } else {
            heldBytes += last.byteCount
        }
    }

    private func setAsideStragglers(
        of incoming: RecordBatch, before floor: EventRecord
    ) throws(LogError) {
        var count = 0
        try incoming.text.withUnsafeBufferPointer { (text) throws(LogError) in
            for record in incoming.records where order.precedes(record, floor) {
                if let lastGiven, order.precedes(record, lastGiven) { throw tooLate() }
                stragglers.append(record, text: record.contents(in: text))
                count += 1
            }
        }
        if count == 0 { return }
        incoming.records.removeAll { order.precedes($0, floor) }
        if stragglers.byteCount > memoryLimit { throw tooLate() }
    }

    /// Moves the stragglers that belong into a batch, or before it, there.
    private func takeStragglers(into batch: RecordBatch) {
        guard !stragglers.records.isEmpty, let last = batch.records.last else { return }
        let rest = spares.popLast() ?? RecordBatch()
        rest.removeAll()
        stragglers.text.withUnsafeBufferPointer { text in
            for record in stragglers.records {
                let target = order.precedes(record, last) ? batch : rest
                target.append(record, text: record.contents(in: text))
            }
        }
        window.sort(batch, by: order)
        spares.append(stragglers)
        stragglers = rest
    }

    private func tooLate() -> LogError {
        needsSorting = true
        return LogError(
            .badData, file: "attrsim", reason: "the records are far from the order of event times",
            hint: "they have to be sorted before the truth is computed")
    }
}

extension RecordBatch {
    /// Takes the events of `other`, and leaves what it held itself.
    fileprivate func exchangeEvents(with other: RecordBatch) {
        swap(&records, &other.records)
        swap(&text, &other.text)
        if records.contains(where: { $0.kind != .event }) {
            records.removeAll { $0.kind != .event }
        }
    }

    /// The memory that records and texts take.
    fileprivate var byteCount: Int {
        records.count * MemoryLayout<EventRecord>.stride + text.count
    }
}
