import Streaming

/// Who visits: a draw of users, in which some are far more active than others.
///
/// The r-th most active user has the weight r⁻ˢ, s being the skew; who is r-th is random. Vose's
/// alias method: a draw costs one multiplication and one look into a table of eight bytes a user.
struct UserActivity {
    private struct Column {
        /// A draw that falls into the column means its own user below this, of 2³², else the
        /// alias.
        var threshold = UInt32.max
        var alias: UInt32
    }

    private var columns: [Column]

    /// The activity of a checked world's users. O(users).
    init(_ settings: GenerationSettings) {
        let count = settings.users
        columns = (0..<UInt32(count)).map { Column(alias: $0) }
        if settings.activitySkewE9 > 0 {
            balance(Self.weights(count, skew: Double(settings.activitySkewE9) / 1e9, settings.seed))
        }
    }

    /// The user, from 0, for 64 random bits.
    func user(_ bits: UInt64) -> UInt32 {
        let (column, rest) = UInt64(columns.count).multipliedFullWidth(by: bits)
        let entry = columns[Int(column)]
        return UInt32(rest >> 32) < entry.threshold ? UInt32(column) : entry.alias
    }

    /// Each user's weight, of a mean of 1.
    private static func weights(_ count: Int, skew: Double, _ seed: UInt64) -> [Double] {
        var weights = (1...count).map { ExactMath.pow(Double($0), -skew) }
        var total = 0.0
        for weight in weights { total += weight }
        // Fisher and Yates's shuffle: rank and number of a user have nothing in common.
        let random = RandomStream(seed: seed, purpose: "world.ranks")
        for i in stride(from: count - 1, to: 0, by: -1) {
            weights.swapAt(i, Int(random.below(UInt64(i) + 1, UInt64(i))))
        }
        let scale = Double(count) / total
        for i in weights.indices { weights[i] *= scale }
        return weights
    }

    /// Fills every column below 1 with what a column above 1 has too much.
    private mutating func balance(_ start: [Double]) {
        var weights = start
        var (small, large): ([UInt32], [UInt32]) = ([], [])
        for i in weights.indices {
            if weights[i] < 1 { small.append(UInt32(i)) } else { large.append(UInt32(i)) }
        }
        while let poor = small.popLast(), let rich = large.last {
            columns[Int(poor)].threshold = UInt32(weights[Int(poor)] * 4_294_967_295)
            columns[Int(poor)].alias = rich
            weights[Int(rich)] -= 1 - weights[Int(poor)]
            if weights[Int(rich)] < 1 {
                large.removeLast()
                small.append(rich)
            }
        }
        // What is left over is 1 but for rounding: such columns keep their own user.
    }
}
