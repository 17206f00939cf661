/// Puts any number of records in order, in bounded memory.
///
/// Records are added, then given out once, in order. Up to `memoryLimit` bytes are kept in memory;
/// beyond that, sorted runs go to a temporary file (in `TMPDIR` or `/tmp`) and are merged from
/// there, in several passes if they are many.
///
///     let sorter = RecordSorter(by: .eventTime)
///     while try log.read(into: batch) { try sorter.add(contentsOf: batch) }
///     try sorter.finish()
///     while try sorter.read(into: batch) { … }
///
/// Cost: one copy of record and texts in, one out, 20 ns for the sort, and, on disk, writing and
/// reading about 150 bytes a record.
public final class RecordSorter: RecordCollector, @unchecked Sendable {
    /// 12 MiB: some 60,000 records of the shop. More was not faster.
    public static let defaultMemoryLimit = 12 << 20

    /// How records are put in order.
    public let order: RecordOrder
    private let memoryLimit: Int
    private var buffer = SortBuffer()
    private var file: SpillFile?
    private var runs: [SortedRun] = []
    /// The last record of the last run.
    private var lastSpilled: EventRecord?
    private var merge: RunMerge?
    private var isFinished = false

    /// How many records have been added.
    public private(set) var count = 0
    /// How many sorted runs went to disk; 0 as long as all records fit into memory.
    public var spilledRuns: Int { runs.count }

    /// An empty sorter. In the order of event times, which control records have none of, it
    /// leaves these out.
    public init(by order: RecordOrder, memoryLimit: Int = RecordSorter.defaultMemoryLimit) {
        self.order = order
        self.memoryLimit = memoryLimit
    }

    /// Adds copies of all records of a batch with their texts. Rejected lines are none of its
    /// business.
    ///
    /// - Throws: `.system` if the temporary file cannot be written.
    public func add(contentsOf batch: RecordBatch) throws(LogError) {
        if !buffer.hasRoom(for: batch) { try spill() }
        count += buffer.append(batch, withControls: order != .eventTime)
        if buffer.byteCount >= memoryLimit { try spill() }
    }

    /// See ``add(contentsOf:)``.
    public func take(contentsOf batch: RecordBatch) throws(LogError) {
        try add(contentsOf: batch)
    }

    /// Ends the adding and prepares the reading.
    ///
    /// - Throws: `.system` if the temporary file cannot be written or read.
    public func finish() throws(LogError) {
        isFinished = true
        guard file != nil else { return buffer.sort(by: order) }
        try spill()
        buffer.free()
        while runs.count > Self.fanIn { try mergeOnce() }
        guard let file else { return }
        merge = try RunMerge(runs, of: file, by: order, bufferSize: bufferSize(for: runs.count))
    }

    /// Gives the next records in order; nothing before ``finish()``, and each record once.
    public func read(into batch: RecordBatch) throws(LogError) -> Bool {
        batch.removeAll()
        guard isFinished else { return false }
        if let merge {
            while !batch.isFull, let bytes = try merge.next() {
                guard let start = bytes.baseAddress else { break }
                let (record, text) = SpilledRecord.read(at: start)
                batch.append(record, text: text)
            }
            if batch.records.isEmpty { releaseFile() }
        } else {
            buffer.give(to: batch)
        }
        return !batch.records.isEmpty
    }

    /// So many runs are merged at a time.
    private static let fanIn = 256

    private func bufferSize(for runs: Int) -> Int {
        min(max(memoryLimit / max(runs, 1), 4 << 10), 256 << 10)
    }

    /// Writes what is in memory as a sorted run.
    private func spill() throws(LogError) {
        if buffer.isEmpty { return }
        if file == nil { file = try SpillFile() }
        guard let file else { return }
        buffer.sort(by: order)
        let start = file.size
        try buffer.write(to: file)
        try file.flush()
        // What is in order of itself stays one run, and needs no merging.
        if let ends = buffer.ends {
            if let last = lastSpilled, !order.precedes(ends.first, last), let run = runs.popLast() {
                runs.append(SortedRun(start: run.start, end: file.size))
            } else {
                runs.append(SortedRun(start: start, end: file.size))
            }
            lastSpilled = ends.last
        }
        buffer.removeAll()
    }

    /// Merges groups of neighbouring runs into longer ones, in a new file.
    private func mergeOnce() throws(LogError) {
        guard let file else { return }
        let target = try SpillFile()
        var merged: [SortedRun] = []
        for first in stride(from: 0, to: runs.count, by: Self.fanIn) {
            let group = runs[first..<min(first + Self.fanIn, runs.count)]
            let merge = try RunMerge(
                group, of: file, by: order, bufferSize: bufferSize(for: group.count))
            let start = target.size
            while let bytes = try merge.next() { try target.write(bytes) }
            merged.append(SortedRun(start: start, end: target.size))
        }
        try target.flush()
        self.file = target
        runs = merged
    }

    private func releaseFile() {
        merge = nil
        file = nil
    }
}
