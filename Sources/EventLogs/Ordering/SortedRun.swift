/// A sorted part of a spill file.
struct SortedRun {
    /// Where it starts.
    var start: Int64
    /// Where it ends.
    var end: Int64
}

/// How a record lies in a spill file: its bytes as in memory, with the number of bytes of its
/// contents in ``EventRecord/textStart``, and its contents.
///
/// The file never leaves the process that wrote it, so the layout need not be portable.
enum SpilledRecord {
    /// The bytes before the contents.
    static let headSize = MemoryLayout<EventRecord>.size

    /// Appends a record to a file.
    @inline(__always)
    static func write(
        _ record: EventRecord, text bytes: UnsafeBufferPointer<UInt8>, to file: SpillFile
    ) throws(LogError) {
        var record = record
        let contents = record.contents(in: bytes)
        record.textStart = UInt32(truncatingIfNeeded: contents.count)
        try withUnsafeBytes(of: &record) { head throws(LogError) in try file.write(head) }
        try file.write(UnsafeRawBufferPointer(contents))
    }

    /// The whole size of the record at `start`, of which ``headSize`` bytes are there.
    @inline(__always)
    static func size(at start: UnsafeRawPointer) -> Int {
        headSize + Int(head(at: start).textStart)
    }

    /// The record at `start`, the whole of which is there, and its contents.
    @inline(__always)
    static func read(at start: UnsafeRawPointer) -> (EventRecord, UnsafeBufferPointer<UInt8>) {
        let record = head(at: start)
        let contents = UnsafeRawBufferPointer(
            start: start + headSize, count: Int(record.textStart))
        return (record, contents.assumingMemoryBound(to: UInt8.self))
    }

    /// The record at `start` without its contents.
    @inline(__always)
    static func head(at start: UnsafeRawPointer) -> EventRecord {
        start.loadUnaligned(as: EventRecord.self)
    }
}

/// Reads one run from start to end, a buffer at a time.
///
/// A value around memory of its own; whoever makes it calls ``free()``.
struct RunReader {
    private let file: SpillFile
    private var position: Int64
    private let end: Int64
    private var memory: UnsafeMutableRawBufferPointer
    private var place = 0
    private var filled = 0
    /// The size of the record at ``current``; 0 at the end of the run.
    private(set) var size = 0

    /// A reader that stands on the run's first record.
    init(_ run: SortedRun, of file: SpillFile, bufferSize: Int) throws(LogError) {
        self.file = file
        position = run.start
        end = run.end
        memory = .allocate(byteCount: bufferSize, alignment: 16)
        do { try load() } catch {
            memory.deallocate()
            throw error
        }
    }

    /// Gives the buffer back.
    func free() { memory.deallocate() }

    /// Whether the run has been read to its end.
    var isAtEnd: Bool { size == 0 }

    /// The bytes of the record on which the reader stands.
    var current: UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(memory)[place..<place + size])
    }

    /// Goes on to the next record; pointers to the one before are no longer valid.
    @inline(__always)
    mutating func advance() throws(LogError) {
        place += size
        try load()
    }

    @inline(__always)
    private mutating func load() throws(LogError) {
        if filled - place < SpilledRecord.headSize {
            try refill(SpilledRecord.headSize)
            if filled == place {
                size = 0
                return
            }
        }
        guard let base = memory.baseAddress else { return }
        size = SpilledRecord.size(at: base + place)
        if filled - place < size { try refill(size) }
    }

    /// Moves what is left to the front and reads on, so that `needed` bytes are there unless the
    /// run ends before.
    private mutating func refill(_ needed: Int) throws(LogError) {
        let rest = UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(memory)[place..<filled])
        if needed > memory.count {
            let larger = UnsafeMutableRawBufferPointer.allocate(byteCount: needed, alignment: 16)
            larger.copyMemory(from: rest)
            memory.deallocate()
            memory = larger
        } else {
            memory.copyMemory(from: rest)  // the two may overlap
        }
        filled -= place
        place = 0
        guard let base = memory.baseAddress else { return }
        let wanted = min(memory.count - filled, Int(end - position))
        let count = try file.read(into: base + filled, count: wanted, at: position)
        filled += count
        position += Int64(count)
    }
}
