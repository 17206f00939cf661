/// Merges sorted runs of a spill file into one sequence.
///
/// A binary heap of the runs' first records. While one run is ahead of all others, which is the
/// rule for records that were nearly in order, a record costs two comparisons of integers.
final class RunMerge {
    private let order: RecordOrder
    private let readers: UnsafeMutableBufferPointer<RunReader>
    /// The leading key of each run's first record.
    private let keys: UnsafeMutableBufferPointer<Int64>
    /// The runs that are not at their end, least first record on top.
    private var heap: [Int] = []
    private var standsBeforeFirst = true

    /// A merge of these runs, with buffers of so many bytes each.
    init(
        _ runs: some Collection<SortedRun>, of file: SpillFile, by order: RecordOrder,
        bufferSize: Int
    ) throws(LogError) {
        self.order = order
        readers = .allocate(capacity: runs.count)
        keys = .allocate(capacity: runs.count)
        keys.initialize(repeating: 0)
        var count = 0
        do throws(LogError) {
            for run in runs {
                let reader = try RunReader(run, of: file, bufferSize: bufferSize)
                readers.initializeElement(at: count, to: reader)
                count += 1
            }
        } catch {
            Self.free(readers, count: count)
            keys.deallocate()
            throw error
        }
        for run in readers.indices where !readers[run].isAtEnd {
            loadKey(of: run)
            heap.append(run)
        }
        for root in heap.indices.reversed() { siftDown(from: root) }
    }

    deinit {
        Self.free(readers, count: readers.count)
        keys.deallocate()
    }

    /// The bytes of the next record, as ``SpilledRecord`` lays them out; `nil` at the end. Valid
    /// until the next call.
    @inline(__always)
    func next() throws(LogError) -> UnsafeRawBufferPointer? {
        guard let top = heap.first else { return nil }
        if standsBeforeFirst {
            standsBeforeFirst = false
            return readers[top].current
        }
        try readers[top].advance()
        if readers[top].isAtEnd {
            let last = heap.removeLast()
            if heap.isEmpty { return nil }
            heap[0] = last
        } else {
            loadKey(of: top)
        }
        siftDown(from: 0)
        return readers[heap[0]].current
    }

    @inline(__always)
    private func loadKey(of run: Int) {
        guard let start = readers[run].current.baseAddress else { return }
        keys[run] = order.leadingKey(of: SpilledRecord.head(at: start))
    }

    @inline(__always)
    private func siftDown(from start: Int) {
        heap.withUnsafeMutableBufferPointer { heap in
            var parent = start
            while true {
                var least = 2 * parent + 1
                guard least < heap.count else { return }
                if least + 1 < heap.count, precedes(heap[least + 1], heap[least]) { least += 1 }
                if precedes(heap[parent], heap[least]) { return }
                heap.swapAt(parent, least)
                parent = least
            }
        }
    }

    /// Whether the first record of one run comes before that of another; equal ones keep the order
    /// of their runs.
    @inline(__always)
    private func precedes(_ a: Int, _ b: Int) -> Bool {
        keys[a] != keys[b] ? keys[a] < keys[b] : precedesInTie(a, b)
    }

    private func precedesInTie(_ a: Int, _ b: Int) -> Bool {
        guard let startA = readers[a].current.baseAddress,
            let startB = readers[b].current.baseAddress
        else { return a < b }
        let recordA = SpilledRecord.head(at: startA)
        let recordB = SpilledRecord.head(at: startB)
        if order.precedesInTie(recordA, recordB) { return true }
        if order.precedesInTie(recordB, recordA) { return false }
        return a < b
    }

    private static func free(_ readers: UnsafeMutableBufferPointer<RunReader>, count: Int) {
        for index in 0..<count {
            readers[index].free()
            readers.deinitializeElement(at: index)
        }
        readers.deallocate()
    }
}
