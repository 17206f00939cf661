/// How large a `java.util.HashMap` with event times as its keys has grown, and in which of its
/// buckets a time lies: enough to tell the order in which the map would list its keys.
///
/// The map starts with 16 buckets, doubles above three quarters full, and also when a ninth key
/// comes into one bucket of fewer than 64; it never shrinks. Within a bucket, keys are in the
/// order of insertion.
///
/// What is left out: a bucket of nine or more in a map of 64 or more becomes a tree in Java, which
/// changes the order inside it. With event times in milliseconds that does not happen by chance.
struct JavaMapShape: BitwiseCopyable {
    /// 0: there is no map.
    private(set) var capacityLog2: UInt8 = 0
    /// How many keys it holds.
    private(set) var count: Int32 = 0
    /// The number of keys per bucket, four bits each, while there are at most 32 buckets.
    private var lengths: (UInt64, UInt64) = (0, 0)

    init() {}

    /// The bucket of an event time in a map of 2^`capacityLog2` buckets.
    static func bucket(of time: EventTime, capacityLog2: UInt8) -> Int32 {
        let bits = UInt64(bitPattern: time.milliseconds)
        let hash = UInt32(truncatingIfNeeded: bits ^ (bits >> 32))  // Long.hashCode
        let spread = hash ^ (hash >> 16)  // HashMap.hash
        return Int32(bitPattern: spread & ((1 << UInt32(capacityLog2)) - 1))
    }

    /// The bucket of an event time.
    func bucket(of time: EventTime) -> Int32 {
        Self.bucket(of: time, capacityLog2: capacityLog2)
    }

    /// A key that the map does not hold comes in.
    ///
    /// - Returns: whether the map has grown, so that ``recount(_:)`` is called for each key next.
    mutating func insert(_ time: EventTime) -> Bool {
        if capacityLog2 == 0 { capacityLog2 = 4 }
        count += 1
        let before = capacityLog2
        if capacityLog2 < 6 {
            let bucket = bucket(of: time)
            // "If a bucket of eight gets a ninth, make it a tree": a small map grows instead.
            if length(bucket) >= 8 { capacityLog2 += 1 } else { add(1, to: bucket) }
        }
        if count > (3 << Int32(before)) >> 2 || count > (3 << Int32(capacityLog2)) >> 2 {
            capacityLog2 += 1
        }
        if capacityLog2 == before { return false }
        lengths = (0, 0)
        return capacityLog2 < 6
    }

    /// Counts a key that the map holds, once for each after it has grown.
    mutating func recount(_ time: EventTime) { add(1, to: bucket(of: time)) }

    /// A key that the map holds goes; its size stays.
    mutating func remove(_ time: EventTime) {
        count -= 1
        if capacityLog2 < 6 { add(-1, to: bucket(of: time)) }
    }

    private func length(_ bucket: Int32) -> Int {
        let word = bucket < 16 ? lengths.0 : lengths.1
        return Int(word >> UInt64((bucket & 15) * 4) & 15)
    }

    private mutating func add(_ change: Int, to bucket: Int32) {
        let unit = UInt64(bitPattern: Int64(change)) << UInt64((bucket & 15) * 4)
        if bucket < 16 { lengths.0 &+= unit } else { lengths.1 &+= unit }
    }
}
