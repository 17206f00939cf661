import Streaming

/// Gives of each id the last version, in the place of its first; ids that were deleted in the end
/// are left out.
///
/// The last version of a record may be the log's last row, so all records are held in memory.
final class LatestVersions: RecordSource, @unchecked Sendable {
    private let source: any RecordSource
    private let incoming = RecordBatch()
    private var entries: [Entry] = []
    private var text: [UInt8] = []
    /// By stream and id: the place in ``entries``.
    private var places: [Key: Int] = [:]
    private var isRead = false
    private var nextEntry = 0
    private var nextIndex = [UInt32](repeating: 0, count: EventStream.allCases.count)

    private struct Key: Hashable {
        var stream: EventStream
        var id: [UInt8]
    }

    private struct Entry {
        var record: EventRecord
        /// Where its texts begin: more than 32 bits, of a large log.
        var start: Int
        var isDeleted = false
    }

    init(_ source: any RecordSource) { self.source = source }

    /// The calls until all is read give on what was met that is no record.
    func read(into batch: RecordBatch) throws(LogError) -> Bool {
        batch.removeAll()
        if !isRead {
            if try source.read(into: incoming) {
                take()
                batch.takeNotes(of: incoming)
                return true
            }
            isRead = true
        }
        text.withUnsafeBufferPointer { text in
            while nextEntry < entries.count, !batch.isFull {
                let entry = entries[nextEntry]
                nextEntry += 1
                if entry.isDeleted { continue }
                var record = entry.record
                if record.kind == .event {
                    record.index = nextIndex[Int(record.stream.rawValue)]
                    nextIndex[Int(record.stream.rawValue)] += 1
                }
                let end = entry.start + record.textLength
                batch.append(
                    record, text: UnsafeBufferPointer(rebasing: text[entry.start..<end]))
            }
        }
        return !batch.isEmpty
    }

    private func take() {
        incoming.text.withUnsafeBufferPointer { bytes in
            var deleted = incoming.deleted[...]
            for (place, record) in incoming.records.enumerated() {
                while let first = deleted.first, first.place <= place {
                    delete(first)
                    deleted = deleted.dropFirst()
                }
                put(record, record.allTexts(in: bytes), id: record.id(in: bytes))
            }
            deleted.forEach(delete)
        }
    }

    private func put(
        _ record: EventRecord, _ texts: UnsafeBufferPointer<UInt8>,
        id: UnsafeBufferPointer<UInt8>
    ) {
        var record = record
        let start = text.count
        text.append(contentsOf: texts)
        guard record.kind == .event else {
            entries.append(Entry(record: record, start: start))
            return
        }
        let key = Key(stream: record.stream, id: Array(id))
        guard let place = places[key] else {
            places[key] = entries.count
            entries.append(Entry(record: record, start: start))
            return
        }
        let first = entries[place].record
        record.line = first.line
        record.arrivalTime = first.arrivalTime
        record.hasOwnArrivalTime = first.hasOwnArrivalTime
        record.partition = first.partition
        record.orderPartition = first.orderPartition
        entries[place] = Entry(record: record, start: start)
    }

    private func delete(_ record: DeletedRecord) {
        guard let place = places[Key(stream: record.stream, id: record.id)] else { return }
        entries[place].isDeleted = true
    }
}
