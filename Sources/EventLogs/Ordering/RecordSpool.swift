/// The records of a source as they came, kept for others who want the same: read and put in order
/// once instead of once a run.
///
/// They lie in a temporary file without a name, in `TMPDIR`, some 110 bytes and the texts a record;
/// memory holds a few numbers a batch. Where there is no room for the file, or lines were rejected,
/// nothing is kept, and whoever wants the records reads them anew.
public final class RecordSpool: @unchecked Sendable {
    /// A batch in the file.
    fileprivate struct Piece {
        var offset: Int64
        var recordCount: Int
        var textCount: Int
        var clockChanges: ClockChangeCounts
        var rowsSkipped: RowsSkipped
        var counts: RowCounts
        var bytesRead: Int
    }

    fileprivate var file: SpillFile?
    fileprivate var pieces: [Piece] = []
    /// Whether all records are there.
    public private(set) var isComplete = false

    /// An empty one.
    public init() { file = try? SpillFile() }

    /// The records of `source`, kept as they are handed on.
    public func keeping(_ source: any RecordSource) -> any RecordSource {
        file == nil ? source : KeepingSource(source, self)
    }

    /// All records from the start; only once they are complete.
    public func source() -> any RecordSource { SpooledSource(self) }

    fileprivate func append(_ batch: RecordBatch) {
        guard let file else { return }
        // Lines with their reasons are long, and rare.
        guard batch.rejected.isEmpty, batch.dropped.isEmpty, batch.deleted.isEmpty else {
            return giveUp()
        }
        let piece = Piece(
            offset: file.size, recordCount: batch.records.count, textCount: batch.text.count,
            clockChanges: batch.clockChanges, rowsSkipped: batch.rowsSkipped, counts: batch.counts,
            bytesRead: batch.bytesRead)
        do throws(LogError) {
            try batch.records.withUnsafeBufferPointer { records throws(LogError) in
                try file.write(UnsafeRawBufferPointer(records))
            }
            try batch.text.withUnsafeBufferPointer { text throws(LogError) in
                try file.write(UnsafeRawBufferPointer(text))
            }
        } catch {
            return giveUp()
        }
        pieces.append(piece)
    }

    fileprivate func complete() {
        guard let file else { return }
        do throws(LogError) { try file.flush() } catch { return giveUp() }
        isComplete = true
    }

    private func giveUp() {
        file = nil
        pieces = []
    }
}

/// Keeps what it hands on.
private final class KeepingSource: RecordSource, @unchecked Sendable {
    private let source: any RecordSource
    private let spool: RecordSpool

    init(_ source: any RecordSource, _ spool: RecordSpool) {
        self.source = source
        self.spool = spool
    }

    func read(into batch: RecordBatch) throws(LogError) -> Bool {
        guard try source.read(into: batch) else {
            spool.complete()
            return false
        }
        spool.append(batch)
        return true
    }
}

/// What was kept.
private final class SpooledSource: RecordSource, @unchecked Sendable {
    private let spool: RecordSpool
    private var next = 0

    init(_ spool: RecordSpool) { self.spool = spool }

    func read(into batch: RecordBatch) throws(LogError) -> Bool {
        batch.removeAll()
        guard next < spool.pieces.count, let file = spool.file else { return false }
        let piece = spool.pieces[next]
        next += 1
        let recordBytes = piece.recordCount * MemoryLayout<EventRecord>.stride
        batch.records = try Array(unsafeUninitializedCapacity: piece.recordCount) {
            (memory, count) throws(LogError) in
            try Self.fill(UnsafeMutableRawBufferPointer(memory), file, piece.offset)
            count = piece.recordCount
        }
        batch.text = try Array(unsafeUninitializedCapacity: piece.textCount) {
            (memory, count) throws(LogError) in
            try Self.fill(
                UnsafeMutableRawBufferPointer(memory), file, piece.offset + Int64(recordBytes))
            count = piece.textCount
        }
        batch.clockChanges = piece.clockChanges
        batch.rowsSkipped = piece.rowsSkipped
        batch.counts = piece.counts
        batch.bytesRead = piece.bytesRead
        return true
    }

    private static func fill(
        _ memory: UnsafeMutableRawBufferPointer, _ file: SpillFile, _ offset: Int64
    ) throws(LogError) {
        guard let base = memory.baseAddress, memory.count > 0 else { return }
        let count = try file.read(into: base, count: memory.count, at: offset)
        guard count == memory.count else {
            throw LogError(
                .system, file: "the temporary file of the records",
                reason: "it ends too early: \(count) of \(memory.count) bytes")
        }
    }
}
