import CScan

/// Records of one side by key, listed as Flink's `MapState` of lists by event time lists them: on
/// the heap state backend a key's event times in the order of `java.util.HashMap`, in RocksDB
/// ascending; the records of one time by arrival.
///
/// The records are kept by event time, so that a match is a stretch and expiry a prefix; only what
/// is listed is put in the map's order.
struct HashOrderedBuffer: ~Copyable {
    private struct Listed {
        var bucket: Int32
        var slot: Int32
    }

    private struct Key {
        var shape = JavaMapShape()
        var timer = HashOrderedBuffer.noTimer
    }

    /// In place of a timer: none is pending.
    static let noTimer = Int64.min

    private(set) var records = KeyedBuffer()
    private let ascends: Bool
    private var keys: [Key] = []
    private var listed: [Listed] = []
    /// What the last search found, in the map's order.
    private(set) var found: [Int32] = []

    /// `ascends`: a key's event times come in their own order, as in RocksDB.
    init(ascends: Bool = false) { self.ascends = ascends }

    /// Fetches the shape of a key's map, and its timer, into the cache; a hint.
    func prefetchMap(of key: UInt32) {
        guard Int(key) < keys.count else { return }
        keys.withUnsafeBufferPointer { keys in
            if let base = keys.baseAddress { cscan_prefetch(base + Int(key)) }
        }
    }

    /// Takes a record in.
    mutating func insert(
        _ handle: Int32, time: EventTime, key: UInt32, hasJoined: Bool
    ) -> Int32 {
        while keys.count <= Int(key) { keys.append(Key()) }
        let slot = records.insert(handle, time: time, key: key, hasJoined: hasJoined)
        if !records.hasTwin(slot), keys[Int(key)].shape.insert(time) { recount(key) }
        return slot
    }

    /// Gives a record up; the map stays as large as it was.
    mutating func remove(_ slot: Int32) {
        let entry = records[slot]
        if !records.hasTwin(slot) { keys[Int(entry.key)].shape.remove(entry.time) }
        records.remove(slot)
    }

    /// A key's empty map is thrown away; the next one starts small.
    mutating func discardEmptyMap(of key: UInt32) {
        if Int(key) < keys.count, keys[Int(key)].shape.count == 0 {
            keys[Int(key)].shape = JavaMapShape()
        }
    }

    /// The timer of a key that waits for records of this side to expire, or ``noTimer``.
    func timer(of key: UInt32) -> Int64 {
        Int(key) < keys.count ? keys[Int(key)].timer : Self.noTimer
    }

    /// Sets the timer of a key that has, or had, records.
    mutating func setTimer(_ time: Int64, of key: UInt32) { keys[Int(key)].timer = time }

    /// How many keys have a timer. Cost: all keys.
    var timerCount: Int { keys.reduce(0) { $0 + ($1.timer == Self.noTimer ? 0 : 1) } }

    /// One more than the greatest key so far.
    var keyCount: Int { keys.count }

    /// A record has been part of a row.
    mutating func markJoined(_ slot: Int32) { records.markJoined(slot) }

    /// Puts into ``found`` a key's records up to `expiry`, and those from `earliest` to `latest`.
    mutating func find(
        key: UInt32, through expiry: EventTime, from earliest: EventTime, to latest: EventTime
    ) {
        found.removeAll(keepingCapacity: true)
        var slot = records.first(of: key)
        if slot == KeyedBuffer.none { return }
        while slot != KeyedBuffer.none, records[slot].time <= expiry {
            found.append(slot)
            slot = records[slot].next
        }
        if expiry < latest {
            // Those up to the expiry are found already.
            slot = records.first(
                of: key, from: max(earliest, EventTime(milliseconds: expiry.milliseconds + 1)))
            while slot != KeyedBuffer.none, records[slot].time <= latest {
                found.append(slot)
                slot = records[slot].next
            }
        }
        if found.count > 1 { sortFound(key) }
    }

    /// Puts into ``found`` a key's records up to `expiry`.
    mutating func find(key: UInt32, through expiry: EventTime) {
        found.removeAll(keepingCapacity: true)
        var slot = records.first(of: key)
        while slot != KeyedBuffer.none, records[slot].time <= expiry {
            found.append(slot)
            slot = records[slot].next
        }
        if found.count > 1 { sortFound(key) }
    }

    /// Puts into ``found`` a key's records from `earliest` to `latest`, or those at the ends, in the
    /// map's order where all are asked for.
    mutating func find(
        key: UInt32, from earliest: EventTime, to latest: EventTime, _ listing: PairListing
    ) {
        if listing == .all {
            return find(
                key: key, through: EventTime(milliseconds: .min), from: earliest, to: latest)
        }
        found.removeAll(keepingCapacity: true)
        records.forEach(of: key, from: earliest, to: latest, listing) { found.append($0) }
    }

    /// Stable, so that the records of one time stay in the order of arrival.
    private mutating func sortFound(_ key: UInt32) {
        if ascends { return }
        listed.removeAll(keepingCapacity: true)
        let shape = keys[Int(key)].shape
        for slot in found {
            listed.append(Listed(bucket: shape.bucket(of: records[slot].time), slot: slot))
        }
        if listed.count <= 16 {
            for place in 1..<listed.count { sink(place) }
        } else {
            // Swift's sort is stable, as the sinking is.
            var sorting: [Listed] = []
            swap(&sorting, &listed)
            sorting.sort { precedes($0, $1) }
            swap(&sorting, &listed)
        }
        for place in found.indices { found[place] = listed[place].slot }
    }

    private mutating func sink(_ start: Int) {
        let moved = listed[start]
        var place = start
        while place > 0, precedes(moved, listed[place - 1]) {
            listed[place] = listed[place - 1]
            place -= 1
        }
        listed[place] = moved
    }

    /// Whether the time of `a` is listed before that of `b`: by bucket, then by insertion.
    private func precedes(_ a: Listed, _ b: Listed) -> Bool {
        if a.bucket != b.bucket { return a.bucket < b.bucket }
        if records[a.slot].time == records[b.slot].time { return false }
        return records.firstNumber(ofTimeOf: a.slot) < records.firstNumber(ofTimeOf: b.slot)
    }

    private mutating func recount(_ key: UInt32) {
        var slot = records.first(of: key)
        var last: EventTime?
        while slot != KeyedBuffer.none {
            let time = records[slot].time
            if time != last { keys[Int(key)].shape.recount(time) }
            last = time
            slot = records[slot].next
        }
    }

    /// How many keys have a map, an empty one that is not discarded yet included. Cost: all keys.
    var mapCount: Int { keys.reduce(0) { $0 + ($1.shape.capacityLog2 > 0 ? 1 : 0) } }

    /// The event times of a key, in the map's order. Cost: sorts them.
    func timesInMapOrder(of key: UInt32) -> [EventTime] {
        var found: [Listed] = []
        var last: EventTime?
        var slot = records.first(of: key)
        while slot != KeyedBuffer.none {
            let time = records[slot].time
            if time != last {
                found.append(Listed(bucket: keys[Int(key)].shape.bucket(of: time), slot: slot))
            }
            last = time
            slot = records[slot].next
        }
        if !ascends { found.sort { precedes($0, $1) } }
        return found.map { records[$0.slot].time }
    }

    /// The lists are sound, and each map holds as many times as its key has.
    func checkInvariants() {
        records.checkInvariants()
        var counts: [UInt32: Set<EventTime>] = [:]
        for entry in records.inOrder() { counts[entry.key, default: []].insert(entry.time) }
        for key in keys.indices {
            precondition(
                Int(keys[key].shape.count) == counts[UInt32(key)]?.count ?? 0,
                "a map's count is off")
        }
    }
}
