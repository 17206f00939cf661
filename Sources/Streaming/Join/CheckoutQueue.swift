import DequeModule
import HeapModule

/// Checkouts that wait for a watermark, the earliest first.
///
/// Most come in the order of their event times, and leave as they came: those stand in line, and
/// only the others go through a heap. Heaps alone were 3 % of a run with its truth.
struct CheckoutQueue {
    /// A checkout, in the order (event time, arrival).
    struct Item: Comparable, BitwiseCopyable {
        var time: EventTime
        var seq: Int64
        var slot: Int32

        static func < (a: Item, b: Item) -> Bool {
            a.time != b.time ? a.time < b.time : a.seq < b.seq
        }
    }

    private var line = Deque<Item>()
    private var others = Heap<Item>()

    init() {}

    /// The earliest, if there is one.
    var min: Item? {
        guard let other = others.min else { return line.first }
        guard let first = line.first else { return other }
        return other < first ? other : first
    }

    /// All that wait, in no order.
    var items: [Item] { line + others.unordered }

    /// Takes a checkout in.
    mutating func insert(_ item: Item) {
        if let last = line.last, item < last {
            others.insert(item)
        } else {
            line.append(item)
        }
    }

    /// Gives up the earliest, which there has to be.
    mutating func removeMin() {
        if let other = others.min, line.first.map({ other < $0 }) ?? true {
            others.removeMin()
        } else {
            line.removeFirst()
        }
    }
}
