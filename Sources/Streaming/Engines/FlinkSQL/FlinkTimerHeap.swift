import CScan

/// Timers by event time alone, in the order of Flink's `HeapPriorityQueueSet`.
///
/// A binary heap whose ties come out as its moves happen to leave them: adding moves up past
/// strictly later timers; taking the first puts the last in its place and moves it down, to the
/// left child where both are equal. One watermark fires its keys in this order.
struct FlinkTimerHeap: ~Copyable {
    struct Timer: BitwiseCopyable {
        var time: Int64
        var key: UInt32
    }

    /// The first timer is at 1, the children of `i` are at 2i and 2i + 1; 0 is not used.
    private var heap: [Timer] = [Timer(time: .min, key: 0)]

    init() {}

    /// How many timers are pending.
    var count: Int { heap.count - 1 }

    /// The first timer, or `nil`.
    var first: Timer? { heap.count > 1 ? heap[1] : nil }

    /// Gives the key of the first timer, and those of the two of which one is the next.
    func forEachNext(_ body: (_ isFirst: Bool, _ key: UInt32) -> Void) {
        for place in 1...3 where place < heap.count { body(place == 1, heap[place].key) }
    }

    /// Adds a timer that is not pending yet.
    mutating func add(_ timer: Timer) {
        heap.append(timer)
        var place = heap.count - 1
        while place > 1, timer.time < heap[place >> 1].time {
            heap[place] = heap[place >> 1]
            place >>= 1
        }
        heap[place] = timer
    }

    /// Takes the first timer out.
    mutating func removeFirst() {
        let moved = heap.removeLast()
        let last = heap.count - 1
        if last == 0 { return }
        var place = 1
        var child = lesserChild(of: place, last: last)
        while child <= last, heap[child].time < moved.time {
            fetch(8 * child)
            heap[place] = heap[child]
            place = child
            child = lesserChild(of: place, last: last)
        }
        heap[place] = moved
    }

    /// Fetches a place, and those beside it: the way down a large heap leads out of the cache. A hint.
    @inline(__always)
    private func fetch(_ place: Int) {
        heap.withUnsafeBufferPointer { heap in
            guard place < heap.count, let base = heap.baseAddress else { return }
            cscan_prefetch(base + place)
            cscan_prefetch(base + min(place + 4, heap.count - 1))
        }
    }

    private func lesserChild(of place: Int, last: Int) -> Int {
        let left = place << 1
        return left < last && heap[left + 1].time < heap[left].time ? left + 1 : left
    }
}

/// Timers in the same order, at most one a key: a new one takes the place of the old, which the
/// heap removes from wherever it is.
struct FlinkKeyTimers: ~Copyable {
    private var heap: [FlinkTimerHeap.Timer] = [.init(time: .min, key: 0)]
    /// By key, where its timer is; 0 for none.
    private var places: [Int] = []

    init() {}

    /// The first timer, or `nil`.
    var first: FlinkTimerHeap.Timer? { heap.count > 1 ? heap[1] : nil }

    /// Sets a key's timer.
    mutating func set(_ time: Int64, of key: UInt32) {
        while places.count <= Int(key) { places.append(0) }
        if places[Int(key)] != 0 { remove(at: places[Int(key)]) }
        heap.append(.init(time: time, key: key))
        moveUp(heap.count - 1)
    }

    /// Takes the first timer out.
    mutating func removeFirst() { remove(at: 1) }

    /// The last timer takes the place of the one that goes: it moves down or, if it stays, up.
    private mutating func remove(at place: Int) {
        places[Int(heap[place].key)] = 0
        let moved = heap.removeLast()
        if place == heap.count { return }
        heap[place] = moved
        places[Int(moved.key)] = place
        if moveDown(place) == place { moveUp(place) }
    }

    private mutating func moveUp(_ start: Int) {
        let moved = heap[start]
        var place = start
        while place > 1, moved.time < heap[place >> 1].time {
            put(heap[place >> 1], at: place)
            place >>= 1
        }
        put(moved, at: place)
    }

    /// - Returns: where the timer ends up.
    private mutating func moveDown(_ start: Int) -> Int {
        let moved = heap[start]
        let last = heap.count - 1
        var place = start
        while true {
            var child = place << 1
            if child < last, heap[child + 1].time < heap[child].time { child += 1 }
            guard child <= last, heap[child].time < moved.time else { break }
            put(heap[child], at: place)
            place = child
        }
        put(moved, at: place)
        return place
    }

    private mutating func put(_ timer: FlinkTimerHeap.Timer, at place: Int) {
        heap[place] = timer
        places[Int(timer.key)] = place
    }
}
