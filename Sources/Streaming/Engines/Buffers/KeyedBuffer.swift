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

    private struct Ends {
        var first = KeyedBuffer.none
        var last = KeyedBuffer.none
    }

    private var entries: [Entry] = []
    private var free: [Int32] = []
    private var ends: [Ends] = []
    private var inserted: Int64 = 0

    /// How many records are held now.
    private(set) var count = 0
    /// The most that were held at any time.
    private(set) var countMax = 0

    init() {}

    /// The record in a slot.
    subscript(slot: Int32) -> Entry { entries[Int(slot)] }

    /// Now and at most.
    var held: HeldCount { HeldCount(now: count, max: countMax) }

    /// The first record of a key, or ``none``.
    func first(of key: UInt32) -> Int32 {
        Int(key) < ends.count ? ends[Int(key)].first : Self.none
    }

    /// The first record of a key at `time` or later, or ``none``, looked for from both ends: a late
    /// record is near the back, the start of a whole lookback window near the front.
    func first(of key: UInt32, from time: EventTime) -> Int32 {
        guard Int(key) < ends.count else { return Self.none }
        var front = ends[Int(key)].first
        var back = ends[Int(key)].last
        var found = Self.none
        while back != Self.none, entries[Int(back)].time >= time {
            if entries[Int(front)].time >= time { return front }
            front = entries[Int(front)].next
            found = back
            back = entries[Int(back)].previous
        }
        return found
    }

    /// The last record of a key at `time` or earlier, or ``none``, looked for from the end.
    func last(of key: UInt32, to time: EventTime) -> Int32 {
        guard Int(key) < ends.count else { return Self.none }
        var slot = ends[Int(key)].last
        while slot != Self.none, entries[Int(slot)].time > time {
            slot = entries[Int(slot)].previous
        }
        return slot
    }

    /// The first record of a record's key and event time.
    func first(ofTimeOf slot: Int32) -> Int32 {
        let time = entries[Int(slot)].time
        var first = slot
        while entries[Int(first)].previous != Self.none,
            entries[Int(entries[Int(first)].previous)].time == time
        {
            first = entries[Int(first)].previous
        }
        return first
    }

    /// Whether another record of the same key and event time is held.
    func hasTwin(_ slot: Int32) -> Bool {
        let entry = entries[Int(slot)]
        return (entry.previous != Self.none && entries[Int(entry.previous)].time == entry.time)
            || (entry.next != Self.none && entries[Int(entry.next)].time == entry.time)
    }

    /// Takes a record in, behind those of the same key that are not later.
    mutating func insert(
        _ handle: Int32, time: EventTime, key: UInt32, hasJoined: Bool = false
    ) -> Int32 {
        while ends.count <= Int(key) { ends.append(Ends()) }
        var before = ends[Int(key)].last
        while before != Self.none, time < entries[Int(before)].time {
            before = entries[Int(before)].previous
        }
        var entry = Entry(
            time: time, stamp: inserted << 1 | (hasJoined ? 1 : 0), handle: handle, key: key)
        inserted += 1
        entry.previous = before
        entry.next = before == Self.none ? ends[Int(key)].first : entries[Int(before)].next
        let slot = place(entry)
        if before == Self.none {
            ends[Int(key)].first = slot
        } else {
            entries[Int(before)].next = slot
        }
        if entry.next == Self.none {
            ends[Int(key)].last = slot
        } else {
            entries[Int(entry.next)].previous = slot
        }
        count += 1
        countMax = max(countMax, count)
        return slot
    }

    /// Gives a record up.
    mutating func remove(_ slot: Int32) {
        let entry = entries[Int(slot)]
        if entry.previous == Self.none {
            ends[Int(entry.key)].first = entry.next
        } else {
            entries[Int(entry.previous)].next = entry.next
        }
        if entry.next == Self.none {
            ends[Int(entry.key)].last = entry.previous
        } else {
            entries[Int(entry.next)].previous = entry.previous
        }
        entries[Int(slot)].stamp = -1
        free.append(slot)
        count -= 1
    }

    /// A record has been part of a pair.
    mutating func markJoined(_ slot: Int32) { entries[Int(slot)].stamp |= 1 }

    /// The number of the first record held of a record's key and event time.
    func firstNumber(ofTimeOf slot: Int32) -> Int64 { entries[Int(first(ofTimeOf: slot))].number }

    /// All records held, in the order of insertion. Cost: sorts them.
    func inOrder() -> [Entry] {
        entries.filter { $0.stamp >= 0 }.sorted { $0.number < $1.number }
    }

    private mutating func place(_ entry: Entry) -> Int32 {
        if let reused = free.popLast() {
            entries[Int(reused)] = entry
            return reused
        }
        entries.append(entry)
        return Int32(entries.count - 1)
    }
}
