/// One side of a Quix Streams join: its records by key, and until when each key that was written
/// since the last checkpoint is to be cleared.
struct QuixStore: ~Copyable {
    private static let noLimit = Int64.min

    private(set) var records = KeyedBuffer()
    private let grace: Int64
    private var limits: [Int64] = []
    /// The keys with a limit.
    private var written: [UInt32] = []
    /// The limits of the records that the last checkpoint gave up, and how many others were released
    /// before them.
    private var limitsOfExpired: [Int64] = []
    private var releasedBefore = 0

    /// An empty side that keeps a key's records for `grace` milliseconds behind its latest.
    init(grace: Int64) { self.grace = grace }

    /// Before this, a key's records go at the next checkpoint; the least number for none.
    func limit(of key: UInt32) -> Int64 {
        Int(key) < limits.count ? limits[Int(key)] : Self.noLimit
    }

    /// What a key's records are cleared before at the next checkpoint; `nil`: nothing of them is.
    func limitKnown(of key: UInt32) -> Int64? {
        let limit = limit(of: key)
        return limit == Self.noLimit ? nil : limit
    }

    /// What the released record at this place lay before; `nil` where it was replaced.
    func limit(ofReleased place: Int) -> Int64? {
        let place = place - releasedBefore
        return limitsOfExpired.indices.contains(place) ? limitsOfExpired[place] : nil
    }

    /// Stores a record.
    mutating func put(_ handle: Int32, time: EventTime, key: UInt32) {
        _ = records.insert(handle, time: time, key: key)
        note(time, key)
    }

    /// Stores a record in the place of the one with the same key and time.
    ///
    /// - Returns: that one.
    mutating func replace(with handle: Int32, time: EventTime, key: UInt32) -> Int32? {
        let slot = records.last(of: key, to: time)
        var replaced: Int32?
        if slot != KeyedBuffer.none, records[slot].time == time {
            replaced = records[slot].handle
            records.remove(slot)
        }
        put(handle, time: time, key: key)
        return replaced
    }

    private mutating func note(_ time: EventTime, _ key: UInt32) {
        while limits.count <= Int(key) { limits.append(Self.noLimit) }
        if limits[Int(key)] == Self.noLimit { written.append(key) }
        limits[Int(key)] = max(limits[Int(key)], time.milliseconds - grace)
    }

    /// A checkpoint: gives up what is before its key's limit, and forgets the limits.
    mutating func expire(into released: inout [Int32]) {
        releasedBefore = released.count
        for key in written {
            var slot = records.first(of: key)
            while slot != KeyedBuffer.none, records[slot].time.milliseconds < limits[Int(key)] {
                released.append(records[slot].handle)
                limitsOfExpired.append(limits[Int(key)])
                records.remove(slot)
                slot = records.first(of: key)
            }
            limits[Int(key)] = Self.noLimit
        }
        written.removeAll(keepingCapacity: true)
    }

    /// Forgets what the last checkpoint gave up.
    mutating func forgetExpired() { limitsOfExpired.removeAll(keepingCapacity: true) }

    func checkInvariants() {
        records.checkInvariants()
        let limited = limits.count { $0 != Self.noLimit }
        precondition(limited == written.count, "a limit that no checkpoint will see")
    }
}
