import HeapModule

/// Hands out entries in the exact order (event time, number), as far as a limit that moves on.
///
/// Entries wait unsorted in buckets of event time around a ring. The bucket that the limit has
/// reached is sorted once; what comes for it later waits in a small heap beside it, what is too
/// far ahead for the ring in another.
/// Cost: an append to add; a sort of nearly sorted entries, once, to take out.
struct ExpiryQueue: ~Copyable {
    struct Item: Comparable, BitwiseCopyable {
        var time: EventTime
        /// Breaks ties: the order of insertion.
        var number: Int64
        /// Whatever it stands for.
        var slot: Int32
        static func < (a: Item, b: Item) -> Bool {
            a.time != b.time ? a.time < b.time : a.number < b.number
        }
    }

    private static let bucketCount: Int64 = 256

    /// Buckets are 2^shift milliseconds wide.
    private let shift: Int64
    private var ring = [[Item]](repeating: [], count: Int(bucketCount))
    private var inRing = 0
    /// The memory of buckets that have been handed out: a round has more buckets than are ever full.
    private var spare: [[Item]] = []
    /// The last bucket that has been sorted: entries up to here are in `sorted` and `stragglers`.
    private var reached: Int64?
    private var sorted: [Item] = []
    private var position = 0
    private var stragglers = Heap<Item>()
    private var distant = Heap<Item>()

    /// How many entries wait.
    var count: Int { inRing + sorted.count - position + stragglers.count + distant.count }

    /// A queue for entries that usually wait about `span` milliseconds.
    init(span: Int64) {
        var shift: Int64 = 8
        while 1 << shift < span / 64 { shift += 1 }
        self.shift = shift
    }

    /// Adds an entry.
    mutating func insert(_ slot: Int32, at time: EventTime, number: Int64) {
        place(Item(time: time, number: number, slot: slot))
    }

    /// Takes out the first entry if it is at `limit` or before it.
    mutating func pop(through limit: EventTime) -> Item? {
        while true {
            let isStraggler = nextIsStraggler
            if let first = isStraggler ? stragglers.min : nextSorted {
                guard first.time <= limit else { return nil }
                if isStraggler { stragglers.removeMin() } else { position += 1 }
                return first
            }
            guard let reached, reached < bucket(of: limit), moveOn(atMost: bucket(of: limit))
            else { return nil }
        }
    }

    /// What comes out some places later, unless other entries come before it; `nil` where it is not
    /// known.
    func slot(ahead places: Int) -> Int32? {
        position + places < sorted.count ? sorted[position + places].slot : nil
    }

    private var nextSorted: Item? { position < sorted.count ? sorted[position] : nil }

    private var nextIsStraggler: Bool {
        guard let straggler = stragglers.min else { return false }
        return nextSorted.map { straggler < $0 } ?? true
    }

    private func bucket(of time: EventTime) -> Int64 { time.milliseconds >> shift }

    private mutating func place(_ item: Item) {
        let bucket = bucket(of: item.time)
        let reached = self.reached ?? bucket - Self.bucketCount / 4
        self.reached = reached
        if bucket <= reached {
            stragglers.insert(item)
        } else if bucket - reached < Self.bucketCount {
            let place = ringIndex(bucket)
            if ring[place].capacity == 0, let memory = spare.popLast() { ring[place] = memory }
            ring[place].append(item)
            inRing += 1
        } else {
            distant.insert(item)
        }
    }

    /// Sorts the next bucket with entries, `last` at most.
    ///
    /// - Returns: whether there was one.
    private mutating func moveOn(atMost last: Int64) -> Bool {
        sorted.removeAll(keepingCapacity: true)
        position = 0
        while let current = reached, current < last {
            var next = current + 1
            if inRing == 0 {
                // An empty ring: go on where the next distant entry waits.
                next = max(next, min(last, distant.min.map { bucket(of: $0.time) } ?? last))
            }
            reached = next
            if ring[ringIndex(next)].capacity > 0 {
                spare.append(sorted)
                sorted = []
                swap(&sorted, &ring[ringIndex(next)])
                inRing -= sorted.count
            }
            while let nearest = distant.min, bucket(of: nearest.time) - next < Self.bucketCount {
                distant.removeMin()
                place(nearest)
            }
            if !sorted.isEmpty { sorted.sort() }
            if !sorted.isEmpty || !stragglers.isEmpty { return true }
        }
        return false
    }

    private func ringIndex(_ bucket: Int64) -> Int {
        Int(truncatingIfNeeded: bucket & (Self.bucketCount - 1))
    }
}
