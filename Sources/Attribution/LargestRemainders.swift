/// Hands out what rounding down has left: a unit each to the largest remainders, the first of equal
/// ones first.
///
/// Only the units' number of places has to be found, not their order: remainders are counted by
/// their leading bits, and those alone that share the last place's bits are sorted. On the windows
/// of a busy user, hundreds of clicks long, sorting them all was half of a model's time.
struct LargestRemainders: Sendable {
    private static let bucketCount = 64
    private var counts = [Int](repeating: 0, count: bucketCount)
    private var boundary: [Int] = []

    /// Adds a unit at each of the `count` places with the largest remainders; once around for every
    /// time that `count` exceeds the number of places.
    ///
    /// `bucket`: a number below 64 that does not fall when the remainder rises.
    mutating func hand<Remainder: Comparable>(
        _ count: Int, of remainders: [Remainder], to parts: inout [Int64],
        bucket: (Remainder) -> Int
    ) {
        guard !remainders.isEmpty else { return }
        var left = count
        while left >= remainders.count {
            for place in parts.indices { parts[place] += 1 }
            left -= remainders.count
        }
        if left <= 0 { return }
        let last = boundaryBucket(&left, of: remainders, bucket: bucket)
        boundary.removeAll(keepingCapacity: true)
        parts.withUnsafeMutableBufferPointer { parts in
            for place in remainders.indices {
                let found = bucket(remainders[place])
                if found > last { parts[place] += 1 }
                if found == last { boundary.append(place) }
            }
        }
        // Swift's sort is stable: places stay in order where remainders are equal.
        if boundary.count > left { boundary.sort { remainders[$0] > remainders[$1] } }
        for place in boundary.prefix(left) { parts[place] += 1 }
    }

    /// The bucket in which the last place lies; leaves in `left` how many units it gets.
    private mutating func boundaryBucket<Remainder>(
        _ left: inout Int, of remainders: [Remainder], bucket: (Remainder) -> Int
    ) -> Int {
        var last = Self.bucketCount - 1
        counts.withUnsafeMutableBufferPointer { counts in
            for place in counts.indices { counts[place] = 0 }
            for remainder in remainders { counts[bucket(remainder)] += 1 }
            while counts[last] < left {
                left -= counts[last]
                last -= 1
            }
        }
        return last
    }
}
