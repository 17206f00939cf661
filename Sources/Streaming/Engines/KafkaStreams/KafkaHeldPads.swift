import HeapModule

/// The checkouts that Kafka Streams holds back without a match, until their windows are closed.
///
/// A checkout that finds a match leaves at once, by ``release(_:)``. Those left come out by
/// (event time, arrival).
struct KafkaHeldPads: ~Copyable {
    struct Checkout: BitwiseCopyable {
        var handle: Int32
        var key: UInt32
        var time: EventTime
        /// Its place in the order of arrival, −1 for a free slot.
        var number: Int64
        var isHeld = false
        var isStored = false
        /// Whether it has been in a row, as a pair or a pad.
        var isPutOut = false
    }

    /// Checkouts that are stored, held or both.
    private var checkouts = Slab<Checkout>()
    private var queue: ExpiryQueue
    /// The held ones once more, for the greatest time among them.
    private var byTime = Heap<ExpiryQueue.Item>()
    private var arrived: Int64 = 0
    /// How many checkouts are stored, held or both.
    private(set) var count = HeldCount(now: 0, max: 0)

    init(span: Int64) { queue = ExpiryQueue(span: span) }

    subscript(slot: Int32) -> Checkout { checkouts[slot] }

    /// A checkout comes in, neither held nor stored yet.
    mutating func add(_ handle: Int32, time: EventTime, key: UInt32) -> Int32 {
        let checkout = Checkout(handle: handle, key: key, time: time, number: arrived)
        arrived += 1
        count.now += 1
        count.max = max(count.max, count.now)
        return checkouts.insert(checkout)
    }

    /// A checkout is, or is not any more, in the window store.
    mutating func setStored(_ slot: Int32, _ isStored: Bool) {
        checkouts[slot].isStored = isStored
    }

    /// Holds a checkout back.
    mutating func hold(_ slot: Int32) {
        checkouts[slot].isHeld = true
        let time = checkouts[slot].time
        let number = checkouts[slot].number
        queue.insert(slot, at: time, number: number)
        byTime.insert(.init(time: time, number: number, slot: slot))
    }

    /// A checkout has been in a row.
    mutating func setPutOut(_ slot: Int32) { checkouts[slot].isPutOut = true }

    /// A checkout has found a match: it is not held any more.
    mutating func release(_ slot: Int32) { checkouts[slot].isHeld = false }

    /// Takes out the first held checkout at `limit` or before it.
    mutating func pop(through limit: EventTime) -> Int32? {
        while let item = queue.pop(through: limit) {
            let checkout = checkouts[item.slot]
            if checkout.number == item.number, checkout.isHeld {
                checkouts[item.slot].isHeld = false
                checkouts[item.slot].isPutOut = true
                return item.slot
            }
        }
        return nil
    }

    /// The greatest event time held.
    mutating func latestHeld() -> EventTime? {
        while let item = byTime.max {
            let checkout = checkouts[item.slot]
            if checkout.number == item.number, checkout.isHeld { return item.time }
            byTime.removeMax()
        }
        return nil
    }

    /// Gives a checkout up that is neither held nor stored.
    ///
    /// - Returns: its handle, `nil` while it is one of them.
    mutating func removeIfDone(_ slot: Int32) -> Int32? {
        let checkout = checkouts[slot]
        if checkout.isHeld || checkout.isStored { return nil }
        checkouts[slot].number = -1
        checkouts.remove(slot)
        count.now -= 1
        return checkout.handle
    }

    /// The handles of those that have been in no row, by order of arrival. Cost: sorts them.
    func pending() -> [Int32] {
        var pending: [Checkout] = []
        for slot in checkouts.slots where checkouts[slot].number >= 0 && !checkouts[slot].isPutOut {
            pending.append(checkouts[slot])
        }
        return pending.sorted { $0.number < $1.number }.map(\.handle)
    }

    /// How many of them are stored. Cost: all of them.
    var storedCount: Int {
        var stored = 0
        for slot in checkouts.slots where checkouts[slot].number >= 0 && checkouts[slot].isStored {
            stored += 1
        }
        return stored
    }
}
