import CScan

/// Records of one side of a join by key, each key's in the order (event time, arrival).
///
/// One slab for all keys, linked per key: a new record is usually the last of its key, a match is
/// a stretch of the list, an expired part its front. Texts are the caller's: it holds handles.
/// Cost: a neighbour or two to insert, nothing to search when removing.
struct KeyedBuffer: ~Copyable {
    /// No record.
    static let none: Int32 = -1

    /// A record held, in 32 bytes: most of a join's time goes into fetching these.
    struct Entry: BitwiseCopyable {
        var time: EventTime
        /// Its number, and whether it has joined in the lowest bit; −1 for a free slot.
        fileprivate var stamp: Int64
        var handle: Int32
        var key: UInt32
        fileprivate(set) var previous = KeyedBuffer.none
        fileprivate(set) var next = KeyedBuffer.none

        /// Its place in the order of insertion.
        var number: Int64 { stamp >> 1 }
        /// Whether it has been part of a pair.
        var hasJoined: Bool { stamp & 1 == 1 }
    }

    private struct Key: BitwiseCopyable {
        var first = KeyedBuffer.none
        var last = KeyedBuffer.none
        /// Where the last search from a time on ended. A watermark moves on slowly, so that the
        /// next one ends near it, while a busy key's ends may be hundreds of records away.
        var found = KeyedBuffer.none
    }

    /// So many steps from there are tried first.
    private static let fewSteps = 16

    private var entries = Slab<Entry>()
    /// By key. A search leaves word of where it ended, though it changes nothing that shows.
    private var keys: UnsafeMutableBufferPointer<Key> = .allocate(capacity: 64)
    private var keyCount = 0
    private var inserted: Int64 = 0

    /// How many records are held now.
    private(set) var count = 0
    /// The most that were held at any time.
    private(set) var countMax = 0

    init() {}

    deinit { keys.deallocate() }

    /// The record in a slot.
    subscript(slot: Int32) -> Entry {
        @inline(__always) _read { yield entries[slot] }
    }

    /// Now and at most.
    var held: HeldCount { HeldCount(now: count, max: countMax) }

    /// The first record of a key, or ``none``.
    func first(of key: UInt32) -> Int32 { Int(key) < keyCount ? keys[Int(key)].first : Self.none }

    /// Fetches a key's place into the cache; a hint, as are the next four.
    func prefetch(_ key: UInt32) {
        if Int(key) < keyCount, let base = keys.baseAddress { cscan_prefetch(base + Int(key)) }
    }

    /// Fetches the records that expire soon, and the keys of those that were fetched before.
    func prefetchExpiring(_ queue: borrowing ExpiryQueue) {
        if let slot = queue.slot(ahead: 16) { entries.prefetch(slot) }
        if let slot = queue.slot(ahead: 8) { prefetch(entries[slot].key) }
    }

    /// Fetches a key's last record: a new one will be linked to it.
    func prefetchLast(of key: UInt32) {
        if Int(key) < keyCount { entries.prefetch(keys[Int(key)].last) }
    }

    /// Fetches a key's first record: it expires first.
    func prefetchFirst(of key: UInt32) {
        if Int(key) < keyCount { entries.prefetch(keys[Int(key)].first) }
    }

    /// Fetches a key's records at which a search begins.
    func prefetchFound(of key: UInt32) {
        guard Int(key) < keyCount else { return }
        let key = keys[Int(key)]
        entries.prefetch(key.found == Self.none ? key.first : key.found)
    }

    /// The first record of a key at `time` or later, or ``none``.
    ///
    /// Cost: the steps from where the last such search ended or, if those are many, from the nearer
    /// end: a late record is near the back, the start of a whole lookback window near the front.
    func first(of key: UInt32, from time: EventTime) -> Int32 {
        guard Int(key) < keyCount else { return Self.none }
        let found = search(keys[Int(key)], from: time)
        // All are before it: the next search begins at the last.
        keys[Int(key)].found = found == Self.none ? keys[Int(key)].last : found
        return found
    }

    private func search(_ key: Key, from time: EventTime) -> Int32 {
        var slot = key.found == Self.none ? key.first : key.found
        if slot == Self.none { return Self.none }
        if entries[slot].time < time {
            for _ in 0..<Self.fewSteps {
                slot = entries[slot].next
                if slot == Self.none || entries[slot].time >= time { return slot }
            }
        } else {
            for _ in 0..<Self.fewSteps {
                let previous = entries[slot].previous
                if previous == Self.none || entries[previous].time < time { return slot }
                slot = previous
            }
        }
        var front = key.first
        var back = key.last
        var found = Self.none
        while back != Self.none, entries[back].time >= time {
            if entries[front].time >= time { return front }
            front = entries[front].next
            found = back
            back = entries[back].previous
        }
        return found
    }

    /// The last record of a key at `time` or earlier, or ``none``, looked for from the end.
    func last(of key: UInt32, to time: EventTime) -> Int32 {
        guard Int(key) < keyCount else { return Self.none }
        var slot = keys[Int(key)].last
        while slot != Self.none, entries[slot].time > time {
            slot = entries[slot].previous
        }
        return slot
    }

    /// The first record of a record's key and event time.
    func first(ofTimeOf slot: Int32) -> Int32 {
        let time = entries[slot].time
        var first = slot
        while entries[first].previous != Self.none,
            entries[entries[first].previous].time == time
        {
            first = entries[first].previous
        }
        return first
    }

    /// Whether another record of the same key and event time is held.
    func hasTwin(_ slot: Int32) -> Bool {
        let entry = entries[slot]
        return (entry.previous != Self.none && entries[entry.previous].time == entry.time)
            || (entry.next != Self.none && entries[entry.next].time == entry.time)
    }

    /// Takes a record in, behind those of the same key that are not later.
    mutating func insert(
        _ handle: Int32, time: EventTime, key: UInt32, hasJoined: Bool = false
    ) -> Int32 {
        if Int(key) >= keyCount { addKeys(through: Int(key)) }
        var before = keys[Int(key)].last
        while before != Self.none, time < entries[before].time { before = entries[before].previous }
        var entry = Entry(
            time: time, stamp: inserted << 1 | (hasJoined ? 1 : 0), handle: handle, key: key)
        inserted += 1
        entry.previous = before
        entry.next = before == Self.none ? keys[Int(key)].first : entries[before].next
        let slot = entries.insert(entry)
        if before == Self.none {
            keys[Int(key)].first = slot
        } else {
            entries[before].next = slot
        }
        if entry.next == Self.none {
            keys[Int(key)].last = slot
        } else {
            entries[entry.next].previous = slot
        }
        count += 1
        countMax = max(countMax, count)
        return slot
    }

    /// Gives a record up.
    mutating func remove(_ slot: Int32) {
        let entry = entries[slot]
        let key = Int(entry.key)
        if entry.previous == Self.none {
            keys[key].first = entry.next
        } else {
            entries[entry.previous].next = entry.next
        }
        if entry.next == Self.none {
            keys[key].last = entry.previous
        } else {
            entries[entry.next].previous = entry.previous
        }
        if keys[key].found == slot { keys[key].found = entry.next }
        entries[slot].stamp = -1
        entries.remove(slot)
        count -= 1
    }

    /// A record has been part of a pair.
    mutating func markJoined(_ slot: Int32) { entries[slot].stamp |= 1 }

    /// The number of the first record held of a record's key and event time.
    func firstNumber(ofTimeOf slot: Int32) -> Int64 { entries[first(ofTimeOf: slot)].number }

    /// All records held, in the order of insertion. Cost: sorts them.
    func inOrder() -> [Entry] {
        var held: [Entry] = []
        for slot in entries.slots where entries[slot].stamp >= 0 { held.append(entries[slot]) }
        return held.sorted { $0.number < $1.number }
    }

    private mutating func addKeys(through key: Int) {
        if key >= keys.count {
            let larger = UnsafeMutableBufferPointer<Key>.allocate(
                capacity: max(key + 1, keys.count * 2))
            _ = larger.moveInitialize(fromContentsOf: keys[..<keyCount])
            keys.deallocate()
            keys = larger
        }
        keys[keyCount...key].initialize(repeating: Key())
        keyCount = key + 1
    }
}
