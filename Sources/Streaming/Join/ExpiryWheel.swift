import HeapModule

/// Tells which entries of a buffer have expired, by event time, in any order of arrival.
///
/// Entries are chained in buckets of event time around a ring; a bucket expires as a whole once
/// the horizon has passed its end, so that an entry may stay up to one bucket longer than it must
/// (which no result can show). An entry far ahead of the others waits in a heap beside the ring,
/// so that one wrong clock does not keep the rest alive.
/// Cost: one link to write an entry, one to free it.
struct ExpiryWheel {
    private struct Distant: Comparable {
        var bucket: Int64
        var entry: Int32
        static func < (a: Distant, b: Distant) -> Bool {
            (a.bucket, a.entry) < (b.bucket, b.entry)
        }
    }

    private static let bucketCount: Int64 = 256
    /// No entry.
    static let none: Int32 = -1

    /// Buckets are 2^shift milliseconds wide, so that a shift finds one, before 1970 too.
    private let shift: Int64
    private var heads = [Int32](repeating: none, count: Int(bucketCount))
    /// The next entry of the same bucket, by entry.
    private var next: [Int32] = []
    /// How many buckets of the ring hold entries.
    private var inRing = 0
    /// The oldest bucket that may hold entries, once there is one.
    private var base: Int64?
    /// No entry before this bucket is held any more.
    private var floor = Int64.min
    private var distant = Heap<Distant>()

    /// A wheel for entries that usually live about `span`.
    init(span: Milliseconds) {
        var shift: Int64 = 10
        while 1 << shift < span.count / 64 { shift += 1 }
        self.shift = shift
    }

    /// The bucket of an event time.
    func bucket(of time: EventTime) -> Int64 { time.milliseconds >> shift }

    /// Adds an entry; one that is older than all buckets expires with the oldest.
    mutating func insert(_ entry: Int32, at time: EventTime) {
        let bucket = bucket(of: time)
        let first = base ?? bucket - Self.bucketCount / 4
        base = first
        while next.count <= Int(entry) { next.append(Self.none) }
        if bucket < first, floor < first { moveBack(to: max(bucket - Self.bucketCount / 4, floor)) }
        place(entry, in: max(bucket, base ?? bucket))
    }

    /// Takes out the oldest bucket with entries that lies wholly before `horizon`, if there is one.
    ///
    /// - Returns: the bucket and its first entry; ``following(_:)`` leads to the others, as long
    ///   as nothing is inserted.
    mutating func popBucket(before horizon: Watermark) -> (bucket: Int64, first: Int32)? {
        guard horizon.isSet, var bucket = base else { return nil }
        let end = horizon == .end ? Int64.max : horizon.rawValue >> shift
        while bucket < end {
            let first = heads[ringIndex(bucket)]
            if first != Self.none {
                heads[ringIndex(bucket)] = Self.none
                inRing -= 1
                advance(to: bucket + 1)
                return (bucket, first)
            }
            // An empty ring: go on where the next distant entry waits.
            bucket = inRing == 0 ? max(bucket + 1, min(distant.min?.bucket ?? end, end)) : bucket + 1
            advance(to: bucket)
        }
        return nil
    }

    /// The entry behind `entry` in a bucket that was taken out, or ``none``.
    func following(_ entry: Int32) -> Int32 { next[Int(entry)] }

    private mutating func place(_ entry: Int32, in bucket: Int64) {
        guard let base, bucket < base + Self.bucketCount else {
            distant.insert(Distant(bucket: bucket, entry: entry))
            return
        }
        if heads[ringIndex(bucket)] == Self.none { inRing += 1 }
        next[Int(entry)] = heads[ringIndex(bucket)]
        heads[ringIndex(bucket)] = entry
    }

    /// Moves the ring back for an entry before it; what then lies too far ahead waits in the heap.
    ///
    /// It happens only while the horizon has not come so far: after a first entry far ahead.
    private mutating func moveBack(to bucket: Int64) {
        guard let old = base else { return }
        var entries: [Distant] = []
        for index in heads.indices {
            // The bucket of this place: the first one from the old base on that falls on it.
            let bucket = old + (Int64(index) - old) & (Self.bucketCount - 1)
            var entry = heads[index]
            while entry != Self.none {
                entries.append(Distant(bucket: bucket, entry: entry))
                entry = next[Int(entry)]
            }
            heads[index] = Self.none
        }
        inRing = 0
        base = bucket
        for entry in entries { place(entry.entry, in: entry.bucket) }
    }

    /// Moves the ring on; what was too far ahead for it may now have a place.
    private mutating func advance(to bucket: Int64) {
        base = bucket
        floor = bucket
        while let nearest = distant.min, nearest.bucket < bucket + Self.bucketCount {
            distant.removeMin()
            place(nearest.entry, in: max(nearest.bucket, bucket))
        }
    }

    private func ringIndex(_ bucket: Int64) -> Int {
        Int(truncatingIfNeeded: bucket & (Self.bucketCount - 1))
    }
}
