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

    /// Adds `unit` at each of the `count` places with the largest remainders; once around for every
    /// time that `count` exceeds the number of places.
    ///
    /// `bucket`: a number below 64 that does not fall when the remainder rises.
    mutating func hand<Remainder: Comparable>(
        _ count: Int, of remainders: [Remainder], unit: Int64, to parts: inout [Int64],
        bucket: (Remainder) -> Int
    ) {
        var left = count
        while left >= remainders.count, left > 0, !remainders.isEmpty {
            for place in parts.indices { parts[place] += unit }
            left -= remainders.count
        }
        if left <= 0 { return }
        for place in counts.indices { counts[place] = 0 }
        for remainder in remainders { counts[bucket(remainder)] += 1 }
        var last = Self.bucketCount - 1
        while counts[last] < left {
            left -= counts[last]
            last -= 1
        }
        boundary.removeAll(keepingCapacity: true)
        for place in remainders.indices {
            let found = bucket(remainders[place])
            if found > last { parts[place] += unit }
            if found == last { boundary.append(place) }
        }
        // Swift's sort is stable: places stay in order where remainders are equal.
        if boundary.count > left { boundary.sort { remainders[$0] > remainders[$1] } }
        for place in boundary.prefix(left) { parts[place] += unit }
    }
}
