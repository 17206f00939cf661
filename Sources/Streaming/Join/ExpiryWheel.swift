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
    /// All buckets before this one have expired.
    private var expiredEnd = Int64.min
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
        if let base {
            // The first entries may have been far ahead of what is usual.
            if bucket < base, bucket >= expiredEnd { lower(to: bucket, from: base) }
        } else {
            base = bucket - Self.bucketCount / 4
        }
        while next.count <= Int(entry) { next.append(Self.none) }
        place(entry, in: max(bucket, base ?? bucket))
    }

    /// Takes out the oldest bucket with entries that lies wholly before `horizon`, if there is one.
    ///
    /// - Returns: the bucket and its first entry; ``following(_:)`` leads to the others, as long
    ///   as nothing is inserted.
    mutating func popBucket(before horizon: Watermark) -> (bucket: Int64, first: Int32)? {
        guard horizon.isSet, var bucket = base else { return nil }
        let end = horizon == .end ? Int64.max : horizon.rawValue >> shift
        expiredEnd = max(expiredEnd, end)
        while bucket < end {
            let first = heads[ringIndex(bucket)]
            if first != Self.none {
                heads[ringIndex(bucket)] = Self.none
                inRing -= 1
                advance(to: bucket + 1)
                return (bucket, first)
            }
            // An empty ring: go on where the next distant entry waits.
            bucket += 1
            if inRing == 0 { bucket = max(bucket, min(distant.min?.bucket ?? end, end)) }
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

    /// Moves the ring back, so that it begins some room before `bucket`; what is then too far ahead
    /// for it becomes distant.
    private mutating func lower(to bucket: Int64, from base: Int64) {
        let lowered = max(expiredEnd, bucket - Self.bucketCount / 4)
        self.base = lowered
        for place in max(base, lowered + Self.bucketCount)..<base + Self.bucketCount {
            var entry = heads[ringIndex(place)]
            if entry == Self.none { continue }
            heads[ringIndex(place)] = Self.none
            inRing -= 1
            while entry != Self.none {
                distant.insert(Distant(bucket: place, entry: entry))
                entry = next[Int(entry)]
            }
        }
    }

    /// Moves the ring on; what was too far ahead for it may now have a place.
    private mutating func advance(to bucket: Int64) {
        base = bucket
        while let nearest = distant.min, nearest.bucket < bucket + Self.bucketCount {
            distant.removeMin()
            place(nearest.entry, in: max(nearest.bucket, bucket))
        }
    }

    private func ringIndex(_ bucket: Int64) -> Int {
        Int(truncatingIfNeeded: bucket & (Self.bucketCount - 1))
    }
}
