/// Records of one side by key, listed as Flink's `MapState` of lists by event time lists them on
/// the heap state backend: a key's event times in the order of `java.util.HashMap`, the records of
/// one time by arrival.
///
/// The records are kept by event time, so that a match is a stretch and expiry a prefix; only what
/// is listed is put in the map's order.
struct HashOrderedBuffer: ~Copyable {
    private struct Listed {
        var bucket: Int32
        var slot: Int32
        var group: Int64
    }

    private(set) var records = KeyedBuffer()
    private var shapes: [JavaMapShape] = []
    private var listed: [Listed] = []
    /// What the last search found, in the map's order.
    private(set) var found: [Int32] = []

    init() {}

    /// Takes a record in.
    mutating func insert(
        _ handle: Int32, time: EventTime, key: UInt32, hasJoined: Bool
    ) -> Int32 {
        while shapes.count <= Int(key) { shapes.append(JavaMapShape()) }
        let slot = records.insert(handle, time: time, key: key, hasJoined: hasJoined)
        if !records.hasTwin(slot), shapes[Int(key)].insert(time) { recount(key) }
        return slot
    }

    /// Gives a record up; the map stays as large as it was.
    mutating func remove(_ slot: Int32) {
        let entry = records[slot]
        if !records.hasTwin(slot) { shapes[Int(entry.key)].remove(entry.time) }
        records.remove(slot)
    }

    /// A key's empty map is thrown away; the next one starts small.
    mutating func discardEmptyMap(of key: UInt32) {
        if Int(key) < shapes.count, shapes[Int(key)].count == 0 {
            shapes[Int(key)] = JavaMapShape()
        }
    }

    /// A record has been part of a pair.
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
        slot = records.first(
            of: key, from: max(earliest, EventTime(milliseconds: expiry.milliseconds &+ 1)))
        while slot != KeyedBuffer.none, records[slot].time <= latest {
            found.append(slot)
            slot = records[slot].next
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

    /// Stable, so that the records of one time stay in the order of arrival.
    private mutating func sortFound(_ key: UInt32) {
        listed.removeAll(keepingCapacity: true)
        let shape = shapes[Int(key)]
        for slot in found {
            let entry = records[slot]
            listed.append(
                Listed(bucket: shape.bucket(of: entry.time), slot: slot, group: entry.group))
        }
        if listed.count <= 16 {
            for place in 1..<listed.count { sink(place) }
        } else {
            listed.sort {
                ($0.bucket, $0.group, records[$0.slot].number)
                    < ($1.bucket, $1.group, records[$1.slot].number)
            }
        }
        for place in found.indices { found[place] = listed[place].slot }
    }

    private mutating func sink(_ start: Int) {
        let moved = listed[start]
        var place = start
        while place > 0,
            (moved.bucket, moved.group) < (listed[place - 1].bucket, listed[place - 1].group)
        {
            listed[place] = listed[place - 1]
            place -= 1
        }
        listed[place] = moved
    }

    private mutating func recount(_ key: UInt32) {
        var slot = records.first(of: key)
        var last: EventTime?
        while slot != KeyedBuffer.none {
            let time = records[slot].time
            if time != last { shapes[Int(key)].recount(time) }
            last = time
            slot = records[slot].next
        }
    }

    /// How many keys have a map, an empty one that is not discarded yet included. Cost: all keys.
    var mapCount: Int { shapes.reduce(0) { $0 + ($1.capacityLog2 > 0 ? 1 : 0) } }

    /// The event times of a key, in the map's order. Cost: sorts them.
    func timesInMapOrder(of key: UInt32) -> [EventTime] {
        var entries: [KeyedBuffer.Entry] = []
        var slot = records.first(of: key)
        while slot != KeyedBuffer.none {
            if records[slot].time != entries.last?.time { entries.append(records[slot]) }
            slot = records[slot].next
        }
        let shape = Int(key) < shapes.count ? shapes[Int(key)] : JavaMapShape()
        return entries.sorted {
            (shape.bucket(of: $0.time), $0.group) < (shape.bucket(of: $1.time), $1.group)
        }.map(\.time)
    }

    /// The lists are sound, and each map holds as many times as its key has.
    func checkInvariants() {
        records.checkInvariants()
        var counts: [UInt32: Set<EventTime>] = [:]
        for entry in records.inOrder() { counts[entry.key, default: []].insert(entry.time) }
        for key in shapes.indices {
            precondition(
                Int(shapes[key].count) == counts[UInt32(key)]?.count ?? 0, "a map's count is off")
        }
    }
}
