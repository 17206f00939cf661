extension RecordBatch {
    /// Beyond so many bytes of text a batch is given on, however few its records: it keeps the
    /// memory of a log with huge lines down, and ``EventRecord/textStart`` in its 32 bits.
    static let textLimit = 4 << 20

    /// Whether a batch that is put together here should be given on.
    var isFull: Bool { records.count >= Self.capacity || text.count >= Self.textLimit }

    /// Whether there is nothing at all in the batch.
    var isEmpty: Bool {
        records.isEmpty && rejected.isEmpty && dropped.isEmpty && deleted.isEmpty
            && rowsSkipped.isEmpty && counts == RowCounts() && bytesRead == 0
    }

    /// Appends a record with a copy of its texts.
    @inline(__always)
    func append(_ record: EventRecord, text bytes: UnsafeBufferPointer<UInt8>) {
        fill { $0.append(record, text: bytes) }
    }

    /// What a batch holds, for appending many records: the access to the class's properties is then
    /// checked once instead of for each record, which was 1 % of a run.
    struct Filling {
        fileprivate(set) var records: [EventRecord] = []
        fileprivate(set) var text: [UInt8] = []

        var isFull: Bool {
            records.count >= RecordBatch.capacity || text.count >= RecordBatch.textLimit
        }

        /// Appends a record with a copy of its texts.
        @inline(__always)
        mutating func append(_ record: EventRecord, text bytes: UnsafeBufferPointer<UInt8>) {
            var record = record
            record.textStart = UInt32(truncatingIfNeeded: text.count)
            records.append(record)
            text.append(contentsOf: bytes)
        }
    }

    /// Appends to the batch, which must not be used otherwise in the meantime.
    @inline(__always)
    func fill(_ body: (inout Filling) -> Void) {
        var filling = Filling()
        swap(&filling.records, &records)
        swap(&filling.text, &text)
        body(&filling)
        swap(&filling.records, &records)
        swap(&filling.text, &text)
    }

    /// Becomes what `other` was, and leaves it empty. Costs no copy.
    public func takeContents(of other: RecordBatch) {
        removeAll()
        swap(&records, &other.records)
        swap(&text, &other.text)
        takeNotes(of: other)
    }

    /// Moves what is not a record (rejected lines, dropped records, progress) behind one's own.
    func takeNotes(of other: RecordBatch) {
        counts.add(other.counts)
        other.counts = RowCounts()
        if !other.rejected.isEmpty {
            rejected.append(contentsOf: other.rejected)
            other.rejected.removeAll(keepingCapacity: true)
        }
        if !other.dropped.isEmpty {
            dropped.append(contentsOf: other.dropped)
            other.dropped.removeAll(keepingCapacity: true)
        }
        clockChanges += other.clockChanges
        other.clockChanges = ClockChangeCounts()
        rowsSkipped += other.rowsSkipped
        other.rowsSkipped = RowsSkipped()
        bytesRead += other.bytesRead
        other.bytesRead = 0
    }
}
