/// One side's window store of a Kafka Streams join: records by key and event time, kept for a
/// retention.
///
/// The store has a time of its own, the largest that was put into it. In RocksDB, a record whose
/// segment of event time is wholly before that time − retention is not stored; in memory, one
/// that is not after that time − retention. A fetch begins no earlier than that time −
/// retention + 1, so that what an old segment still holds before it is not found.
struct KafkaWindowStore: ~Copyable {
    private(set) var records = KeyedBuffer()
    private var queue: ExpiryQueue
    private let retention: Int64
    /// `nil`: records expire one by one.
    private let segmentInterval: Int64?
    private var observedTime: Int64 = -1

    /// An empty store that keeps `retention` milliseconds.
    init(_ store: KafkaStreamsJoin.Store, retention: Int64) {
        self.retention = retention
        segmentInterval = store == .inMemory ? nil : max(retention / 2, 60_000)
        queue = ExpiryQueue(span: retention)
    }

    /// The earliest event time that is stored: that of the earliest live segment.
    var earliestLive: Int64 {
        guard let segmentInterval else { return observedTime - retention + 1 }
        return (observedTime - retention) / segmentInterval * segmentInterval
    }

    /// The earliest event time that a fetch finds.
    var earliestFetched: EventTime { EventTime(milliseconds: observedTime - retention + 1) }

    /// Puts a record in.
    ///
    /// - Returns: its slot, or `nil` where it has expired.
    mutating func put(_ handle: Int32, time: EventTime, key: UInt32) -> Int32? {
        observedTime = max(observedTime, time.milliseconds)
        guard isLive(time.milliseconds) else { return nil }
        let slot = records.insert(handle, time: time, key: key)
        queue.insert(slot, at: time, number: records[slot].number)
        return slot
    }

    private func isLive(_ time: Int64) -> Bool {
        guard let segmentInterval else { return time > observedTime - retention }
        return time / segmentInterval >= (observedTime - retention) / segmentInterval
    }

    /// Takes out an expired record, if there is one.
    mutating func removeExpired() -> KeyedBuffer.Entry? {
        let earliest = earliestLive
        // Times before 1970 share segment 0: Kafka divides towards zero.
        let last = earliest > 0 ? earliest - 1 : earliest - (segmentInterval ?? 1)
        guard let item = queue.pop(through: EventTime(milliseconds: last)) else { return nil }
        records.prefetchExpiring(queue)
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
