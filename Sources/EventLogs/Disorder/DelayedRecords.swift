import HeapModule
import Streaming

/// Records on their way, the one that arrives next on top.
///
/// Memory follows the number of records on their way; a record costs about 150 bytes and its
/// texts. Taking one in and out costs a step through a heap each.
struct DelayedRecords: ~Copyable {
    /// A record's key in the order of arrival, and where the record is.
    private struct Entry: Comparable {
        var arrival: Int64
        var place: Int64
        var line: Int64
        var copy: UInt32
        var slot: UInt32

        static func < (a: Entry, b: Entry) -> Bool {
            if a.arrival != b.arrival { return a.arrival < b.arrival }
            if a.place != b.place { return a.place < b.place }
            return a.line != b.line ? a.line < b.line : a.copy < b.copy
        }
    }

    private var heap = Heap<Entry>()
    private var records: [EventRecord] = []
    private var handles: [TextHandle] = []
    private var freeSlots: [UInt32] = []
    private var texts = TextArena()
    /// The arrival time of the top record; the end of time if there is none.
    private(set) var nextArrival = Int64.max

    init() {}

    var count: Int { heap.count }

    /// Takes a record and a copy of its texts.
    mutating func insert(_ record: EventRecord, text: UnsafeBufferPointer<UInt8>) {
        let handle = texts.store(text)
        let slot: UInt32
        if let free = freeSlots.popLast() {
            slot = free
            records[Int(slot)] = record
            handles[Int(slot)] = handle
        } else {
            slot = UInt32(records.count)
            records.append(record)
            handles.append(handle)
        }
        let arrival = record.arrivalTime.milliseconds
        heap.insert(
            Entry(
                arrival: arrival, place: record.orderPlace, line: record.line, copy: record.copy,
                slot: slot))
        nextArrival = min(nextArrival, arrival)
    }

    /// Whether the top record arrives before `record`.
    @inline(__always)
    func hasOne(before record: EventRecord) -> Bool {
        let arrival = record.arrivalTime.milliseconds
        if nextArrival != arrival { return nextArrival < arrival }
        guard let top = heap.min else { return false }
        return RecordOrder.arrival.precedes(records[Int(top.slot)], record)
    }

    /// Moves the top record to a batch, if there is one.
    mutating func giveNext(to batch: RecordBatch) {
        guard let top = heap.popMin() else { return }
        let slot = Int(top.slot)
        batch.append(records[slot], text: texts.bytes(handles[slot]))
        texts.release(handles[slot])
        freeSlots.append(top.slot)
        nextArrival = heap.min?.arrival ?? .max
    }
}
