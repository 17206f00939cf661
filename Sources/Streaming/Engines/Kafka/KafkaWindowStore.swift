/// One side's window store of a Kafka Streams join: records by key and event time, kept for a
/// retention by segments of event time.
///
/// The store has a time of its own, the largest that was put into it. A record whose segment is
/// wholly before that time − retention is not stored. A fetch begins no earlier than that time −
/// retention + 1, so that what an old segment still holds beyond it is not found.
struct KafkaWindowStore: ~Copyable {
    private(set) var records = KeyedBuffer()
    private var queue: ExpiryQueue
    private let retention: Int64
    private let segmentInterval: Int64
    private var observedTime: Int64 = -1

    /// An empty store that keeps `retention` milliseconds.
    init(retention: Int64) {
        self.retention = retention
        segmentInterval = max(retention / 2, 60_000)
        queue = ExpiryQueue(span: retention)
    }

    /// The earliest event time whose segment is live.
    var earliestLive: Int64 { (observedTime - retention) / segmentInterval * segmentInterval }

    /// The earliest event time that a fetch finds.
    var earliestFetched: EventTime { EventTime(milliseconds: observedTime - retention + 1) }

    /// Puts a record into its segment.
    ///
    /// - Returns: its slot, or `nil` where that segment has expired.
    mutating func put(_ handle: Int32, time: EventTime, key: UInt32) -> Int32? {
        observedTime = max(observedTime, time.milliseconds)
        guard time.milliseconds / segmentInterval >= (observedTime - retention) / segmentInterval
        else { return nil }
        let slot = records.insert(handle, time: time, key: key)
        queue.insert(slot, at: time, number: records[slot].number)
        return slot
    }

    /// Takes out a record of an expired segment, if there is one.
    mutating func removeExpired() -> KeyedBuffer.Entry? {
        // Times before 1970 share segment 0: Kafka divides towards zero.
        let last = earliestLive > 0 ? earliestLive - 1 : earliestLive - segmentInterval
        guard let item = queue.pop(through: EventTime(milliseconds: last)) else { return nil }
        let entry = records[item.slot]
        records.remove(item.slot)
        return entry
    }

    /// A key's first record from `time` on that a fetch finds, or ``KeyedBuffer/none``.
    func fetch(_ key: UInt32, from time: EventTime) -> Int32 {
        records.first(of: key, from: max(time, earliestFetched))
    }

    func checkInvariants() {
        records.checkInvariants()
        precondition(queue.count == records.count, "a record that no segment holds")
    }
}
