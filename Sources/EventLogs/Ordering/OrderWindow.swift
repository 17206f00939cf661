/// Puts records right that are out of order by less than a batch or two.
///
/// It sees two batches at a time: one that is held and in order, and the one that comes in behind
/// it. Both ways of being a little out of order are common: records of one arrival time whose
/// partitions are not in turn, and partitions whose arrival times, following from their own event
/// times, differ.
struct OrderWindow {
    /// The last record that was given out: nothing may come before it any more.
    var lastGiven: EventRecord?
    private var keySort = KeySort()

    /// More records than this are not held back: the log has to be sorted as a whole.
    static let capacity = 8 * RecordBatch.capacity

    init() {}

    /// Whether the records of `incoming` are in order and all come after those before them.
    func isInOrder(
        _ incoming: RecordBatch, behind held: RecordBatch, by order: RecordOrder
    ) -> Bool {
        incoming.records.withUnsafeBufferPointer { records in
            guard let first = records.first else { return true }
            if let last = held.records.last ?? lastGiven, order.precedes(first, last) {
                return false
            }
            return KeySort.isSorted(records, by: order)
        }
    }

    /// Sorts `incoming`, together with those records of `held` that come after its first one.
    ///
    /// - Returns: `false` if a record comes too late for that: the batches are then of no use.
    mutating func putInOrder(
        _ incoming: RecordBatch, behind held: RecordBatch, by order: RecordOrder
    ) -> Bool {
        guard let first = incoming.records.min(by: order.precedes) else { return true }
        if let lastGiven, order.precedes(first, lastGiven) { return false }
        if !moveOverlap(of: held, beyond: first, to: incoming, by: order) { return false }
        sort(incoming, by: order)
        return true
    }

    /// Sorts a batch; its texts stay where they are.
    mutating func sort(_ batch: RecordBatch, by order: RecordOrder) {
        guard keySort.sort(batch.records, by: order) else { return }
        let records = batch.records
        batch.records = records.indices.map { records[keySort.place(at: $0)] }
    }

    /// Moves the records of `held` that come after `first` to the end of `incoming`.
    private func moveOverlap(
        of held: RecordBatch, beyond first: EventRecord, to incoming: RecordBatch,
        by order: RecordOrder
    ) -> Bool {
        let start = (held.records.lastIndex { !order.precedes(first, $0) } ?? -1) + 1
        let overlap = held.records.count - start
        if overlap == 0 { return true }
        if incoming.records.count + overlap > Self.capacity { return false }
        if incoming.text.count + held.text.count > Int(UInt32.max) { return false }
        held.text.withUnsafeBufferPointer { text in
            // A slice of the records would have all of them copied when its own are removed.
            for place in start..<held.records.count {
                let record = held.records[place]
                incoming.append(record, text: record.contents(in: text))
            }
        }
        held.records.removeLast(overlap)
        return true
    }
}
