/// Merges two sources that are each in order into one: clicks with checkouts.
///
/// Cost: a copy of each record and its texts.
public final class MergedSource: RecordSource, @unchecked Sendable {
    /// One of the two sources, and where the merge stands in it.
    private struct Input {
        let source: any RecordSource
        let batch = RecordBatch()
        var place = 0
        var isAtEnd = false

        var needsMore: Bool { place == batch.records.count && !isAtEnd }
        var hasRecords: Bool { place < batch.records.count }

        /// Reads the next batch; what is not a record goes on at once.
        mutating func refill(notesTo target: RecordBatch) throws(LogError) {
            place = 0
            isAtEnd = try !source.read(into: batch)
            if isAtEnd { batch.removeAll() }
            target.takeNotes(of: batch)
        }

        /// Hands on all that is left in the batch.
        mutating func giveRest(to target: RecordBatch) {
            if place == 0, target.records.isEmpty {
                swap(&target.records, &batch.records)
                swap(&target.text, &batch.text)
                batch.records.removeAll(keepingCapacity: true)
                return
            }
            batch.text.withUnsafeBufferPointer { text in
                while place < batch.records.count, !target.isFull {
                    target.append(
                        batch.records[place], text: batch.records[place].contents(in: text))
                    place += 1
                }
            }
        }
    }

    private let order: RecordOrder
    private var first: Input
    private var second: Input

    /// The merge of two sources in the given order.
    public init(
        _ first: any RecordSource, _ second: any RecordSource, order: RecordOrder = .arrival
    ) {
        self.order = order
        self.first = Input(source: first)
        self.second = Input(source: second)
    }

    /// Gives the next records of both.
    ///
    /// - Throws: what either source throws.
    public func read(into batch: RecordBatch) throws(LogError) -> Bool {
        batch.removeAll()
        while !batch.isFull {
            if first.needsMore { try first.refill(notesTo: batch) }
            if second.needsMore { try second.refill(notesTo: batch) }
            if first.needsMore || second.needsMore {
                // A batch without records: what it brought is not to wait.
                if batch.isEmpty { continue }
                break
            }
            if first.hasRecords && second.hasRecords {
                merge(into: batch)
            } else if first.hasRecords {
                first.giveRest(to: batch)
            } else if second.hasRecords {
                second.giveRest(to: batch)
            } else {
                break
            }
        }
        return !batch.isEmpty
    }

    /// Merges until one of the two batches is used up or the target is full; both have records.
    private func merge(into batch: RecordBatch) {
        let recordsA = first.batch.records
        let recordsB = second.batch.records
        var (a, b) = (first.place, second.place)
        let order = order
        first.batch.text.withUnsafeBufferPointer { textA in
            second.batch.text.withUnsafeBufferPointer { textB in
                recordsA.withUnsafeBufferPointer { recordsA in
                    recordsB.withUnsafeBufferPointer { recordsB in
                        batch.fill { target in
                            // The keys of the records at hand: without them both records would be
                            // copied for each comparison.
                            var keyA = order.leadingKey(of: recordsA[a])
                            var keyB = order.leadingKey(of: recordsB[b])
                            while !target.isFull {
                                if keyB < keyA
                                    || keyB == keyA && order.precedesInTie(recordsB[b], recordsA[a])
                                {
                                    target.append(
                                        recordsB[b], text: recordsB[b].contents(in: textB))
                                    b += 1
                                    if b == recordsB.count { break }
                                    keyB = order.leadingKey(of: recordsB[b])
                                } else {
                                    target.append(
                                        recordsA[a], text: recordsA[a].contents(in: textA))
                                    a += 1
                                    if a == recordsA.count { break }
                                    keyA = order.leadingKey(of: recordsA[a])
                                }
                            }
                        }
                    }
                }
            }
        }
        (first.place, second.place) = (a, b)
    }
}
