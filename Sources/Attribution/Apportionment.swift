internal import Streaming

/// Splits a whole checkout in proportion to weights, in billionths that add up exactly.
///
/// weight × (10⁹ ÷ sum of weights), rounded down; what is left goes, a billionth each, to the
/// largest remainders (``RoundedShare``), the first (earliest touch) of equal ones first. Scratch
/// space stays from one checkout to the next.
///
/// Only the units' number of places has to be found, not their order: remainders are counted by
/// their leading bits, and those alone that share the last place's bits are sorted. On the windows
/// of a busy user, hundreds of clicks long, sorting them all was half of a model's time.
struct Apportionment: Sendable {
    /// Remainders are told apart by their six leading bits before any of them is compared.
    private static let bucketCount = 64
    private static let bucketSize = UInt32(RoundedShare.steps) / UInt32(bucketCount)

    /// By touch.
    private var remainders: [UInt32] = []
    private var counts = [Int](repeating: 0, count: bucketCount)
    private var boundary: [Int] = []

    /// Fills `credits`, which is as long as `weights`, with ``Credit/whole``.
    ///
    /// Weights are finite and not negative; where none is positive, all credits are 0.
    mutating func split(_ weights: [Double], into credits: inout [Int64]) {
        precondition(weights.count == credits.count)
        let sum = Self.sum(weights)
        guard sum > 0 else {
            for place in credits.indices { credits[place] = 0 }
            return
        }
        var rest = roundDown(weights, Double(Credit.whole) / sum, &credits)
        // Rounding errors of a million touches could add up to a unit too many.
        var last = credits.count - 1
        while rest < 0, last >= 0 {
            let taken = min(credits[last], -rest)
            credits[last] -= taken
            rest += taken
            last -= 1
        }
        hand(Int(rest), to: &credits)
    }

    /// In four lanes, since each addition waits for the one before.
    private static func sum(_ weights: [Double]) -> Double {
        weights.withUnsafeBufferPointer { weights in
            var lanes = SIMD4<Double>.zero
            var place = 0
            while place + 4 <= weights.count {
                lanes += SIMD4(
                    weights[place], weights[place + 1], weights[place + 2], weights[place + 3])
                place += 4
            }
            var sum = (lanes[0] + lanes[1]) + (lanes[2] + lanes[3])
            while place < weights.count {
                sum += weights[place]
                place += 1
            }
            return sum
        }
    }

    /// Puts the whole billionths of each touch into `credits`, keeps its remainder, and counts the
    /// remainders by their leading bits.
    ///
    /// - Returns: how many billionths are left.
    private mutating func roundDown(
        _ weights: [Double], _ scale: Double, _ credits: inout [Int64]
    ) -> Int64 {
        remainders.resize(to: weights.count, filler: 0)
        var rest = Credit.whole
        weights.withUnsafeBufferPointer { weights in
            credits.withUnsafeMutableBufferPointer { credits in
                remainders.withUnsafeMutableBufferPointer { remainders in
                    counts.withUnsafeMutableBufferPointer { counts in
                        for bucket in counts.indices { counts[bucket] = 0 }
                        for place in weights.indices {
                            let share = RoundedShare(weights[place] * scale)
                            credits[place] = share.part
                            remainders[place] = share.remainder
                            counts[Int(share.remainder / Self.bucketSize)] &+= 1
                            rest &-= share.part
                        }
                    }
                }
            }
        }
        return rest
    }

    /// Adds a billionth at each of the `count` places with the largest remainders; once around for
    /// every time that `count` exceeds the number of places.
    private mutating func hand(_ count: Int, to credits: inout [Int64]) {
        var left = count
        while left >= credits.count {
            for place in credits.indices { credits[place] += 1 }
            left -= credits.count
        }
        if left <= 0 { return }
        var last = counts.count - 1
        while counts[last] < left {
            left -= counts[last]
            last -= 1
        }
        boundary.resize(to: counts[last], filler: 0)
        let wanted = UInt32(last)
        credits.withUnsafeMutableBufferPointer { credits in
            remainders.withUnsafeBufferPointer { remainders in
                for place in remainders.indices {
                    credits[place] &+= remainders[place] / Self.bucketSize > wanted ? 1 : 0
                }
                var found = 0
                for place in remainders.indices
                where remainders[place] / Self.bucketSize == wanted {
                    boundary[found] = place
                    found += 1
                }
            }
        }
        // Swift's sort is stable: places stay in order where remainders are equal.
        if boundary.count > left { boundary.sort { remainders[$0] > remainders[$1] } }
        for place in boundary.prefix(left) { credits[place] += 1 }
    }
}
