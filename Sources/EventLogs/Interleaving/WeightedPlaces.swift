/// Places with weights, of which one is drawn with a chance in proportion to its own.
///
/// A Fenwick tree: sums over 2^n places each. Cost: a step a doubling of the places, for each change and
/// each draw.
struct WeightedPlaces {
    /// `sums[n - 1]`: what the places up to `n` weigh together, those left out that the lowest bit of
    /// `n` says.
    private var sums: [UInt64]
    /// What all weigh.
    private(set) var total: UInt64 = 0

    /// As many places, all of no weight.
    init(count: Int) { sums = Array(repeating: 0, count: count) }

    /// Makes a place heavier.
    mutating func add(_ weight: UInt64, to place: Int) {
        total += weight
        change(place) { $0 += weight }
    }

    /// Makes a place lighter, at most by what it weighs.
    mutating func take(_ weight: UInt64, from place: Int) {
        total -= weight
        change(place) { $0 -= weight }
    }

    /// The place at which the sum of the weights, from the first place on, goes beyond `draw`, which is
    /// below ``total``.
    func place(at draw: UInt64) -> Int {
        var (place, rest) = (0, draw)
        var step = 1
        while step * 2 <= sums.count { step *= 2 }
        while step > 0 {
            if place + step <= sums.count, sums[place + step - 1] <= rest {
                place += step
                rest -= sums[place - 1]
            }
            step /= 2
        }
        return place
    }

    private mutating func change(_ place: Int, _ body: (inout UInt64) -> Void) {
        var number = place + 1
        while number <= sums.count {
            body(&sums[number - 1])
            number += number & -number
        }
    }
}
