/// The part of a sorter's records that is in memory.
struct SortBuffer {
    private var records: [EventRecord] = []
    private var text: [UInt8] = []
    private var keySort = KeySort()
    /// Whether the records are to be taken as ``KeySort/place(at:)`` says.
    private var isPermuted = false
    /// How many records have been given out.
    private var given = 0

    var isEmpty: Bool { records.isEmpty }

    /// The first and the last of the sorted records.
    var ends: (first: EventRecord, last: EventRecord)? {
        isEmpty ? nil : (records[place(at: 0)], records[place(at: records.count - 1)])
    }

    /// The memory that records, texts and the sort's keys take.
    var byteCount: Int {
        records.count * (MemoryLayout<EventRecord>.stride + KeySort.bytesPerRecord) + text.count
    }

    /// Whether the texts stay within reach of the 32 bits of ``EventRecord/textStart``.
    func hasRoom(for batch: RecordBatch) -> Bool {
        text.count + batch.text.count <= Int(UInt32.max)
    }

    /// Appends the records of a batch, and says how many.
    mutating func append(_ batch: RecordBatch, withControls: Bool) -> Int {
        let shift = UInt32(truncatingIfNeeded: text.count)
        let first = records.count
        if withControls || batch.records.allSatisfy({ $0.kind == .event }) {
            records.append(contentsOf: batch.records)
        } else {
            records.append(contentsOf: batch.records.lazy.filter { $0.kind == .event })
        }
        text.append(contentsOf: batch.text)
        records.withUnsafeMutableBufferPointer { records in
            for index in first..<records.count { records[index].textStart &+= shift }
        }
        return records.count - first
    }

    /// Finds the order of the records.
    mutating func sort(by order: RecordOrder) {
        isPermuted = keySort.sort(records, by: order)
    }

    /// Writes the sorted records to a file.
    func write(to file: SpillFile) throws(LogError) {
        try text.withUnsafeBufferPointer { text throws(LogError) in
            for index in records.indices {
                try SpilledRecord.write(records[place(at: index)], text: text, to: file)
            }
        }
    }

    /// Fills a batch with the next sorted records.
    mutating func give(to batch: RecordBatch) {
        text.withUnsafeBufferPointer { text in
            while given < records.count, !batch.isFull {
                let record = records[place(at: given)]
                batch.append(record, text: record.contents(in: text))
                given += 1
            }
        }
        if given == records.count { free() }
    }

    private func place(at index: Int) -> Int { isPermuted ? keySort.place(at: index) : index }

    /// Empties the buffer and keeps its memory.
    mutating func removeAll() {
        records.removeAll(keepingCapacity: true)
        text.removeAll(keepingCapacity: true)
        isPermuted = false
    }

    /// Empties the buffer and gives its memory back.
    mutating func free() {
        self = SortBuffer()
    }
}
