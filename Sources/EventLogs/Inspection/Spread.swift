/// How large some spans of time are, in memory that does not grow: a count for each size, sizes beyond
/// 128 ms in steps of less than one part in 64.
public struct Spread: Sendable {
    private var counts: [Int] = []
    /// How many spans there are.
    public private(set) var count = 0
    /// The largest.
    public private(set) var max: Int64 = 0

    /// Takes in a span of milliseconds, at least 0.
    mutating func note(_ span: Int64) {
        let bucket = Self.bucket(span)
        while counts.count <= bucket { counts.append(0) }
        counts[bucket] += 1
        count += 1
        max = Swift.max(max, span)
    }

    /// A span that so many of a thousand are at most as large as: exact up to 128 ms, beyond that at
    /// most 1/64 too large; never beyond ``max``.
    public func quantile(perThousand share: Int) -> Int64 {
        // The least place that leaves no more than the rest above it.
        value(at: Swift.max(1, (count * share + 999) / 1_000))
    }

    /// The span at a place, from 1, among all in the order of their size; as exact as a quantile.
    func value(at place: Int) -> Int64 {
        var left = place
        for (bucket, inside) in counts.enumerated() {
            left -= inside
            if left <= 0 { return Swift.min(max, Self.end(bucket)) }
        }
        return max
    }

    /// How many are larger than a span, up to the steps' size.
    public func countAbove(_ span: Int64) -> Int {
        let bucket = Self.bucket(span)
        return counts.count > bucket + 1 ? counts[(bucket + 1)...].reduce(0, +) : 0
    }

    private static func bucket(_ span: Int64) -> Int {
        if span < 128 { return Int(Swift.max(0, span)) }
        let shift = 57 - span.leadingZeroBitCount  // leaves 64…127
        return Int(span >> Int64(shift)) - 64 + 64 * (shift + 1)
    }

    private static func end(_ bucket: Int) -> Int64 {
        if bucket < 128 { return Int64(bucket) }
        let shift = Int64(bucket / 64 - 1)
        let next = Int64(bucket % 64) + 65
        // The last step ends beyond what 64 bits hold.
        return next > Int64.max >> shift ? .max : (next << shift) - 1
    }
}
