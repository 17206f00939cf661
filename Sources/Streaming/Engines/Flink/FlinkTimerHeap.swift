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
            heap[place] = heap[child]
            place = child
            child = lesserChild(of: place, last: last)
        }
        heap[place] = moved
    }

    private func lesserChild(of place: Int, last: Int) -> Int {
        let left = place << 1
        return left < last && heap[left + 1].time < heap[left].time ? left + 1 : left
    }
}
