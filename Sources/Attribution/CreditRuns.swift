/// The shares of a path's touches, in order, as stretches of equal ones.
///
/// Models that look only at positions give all touches between the ends the same share. So a path
/// of any length has a handful of stretches, and its money is split by as many divisions. The
/// shares are those of ``RuleCalculator/credits(of:into:)`` and the parts those of
/// ``Credit/split(_:by:)``, to the unit.
public struct CreditRuns: Sendable {
    /// A stretch of touches.
    public struct Run: Sendable, Hashable, BitwiseCopyable {
        /// How many touches it has.
        public var count: Int
        /// What each of them gets.
        public var share: Int64
        /// How many of them, the earliest, get a unit more.
        public var extra = 0
    }

    /// The stretches, the oldest first; none of them is empty.
    public private(set) var runs: [Run] = []
    /// By stretch: what rounding down has cut off, −1 once it has had its unit.
    private var remainders: [Double] = []

    /// No shares.
    public init() {}

    /// The shares of a model for so many touches.
    ///
    /// - Returns: `false` where the model looks at more than positions, or where so few touches are
    ///   its own case.
    public mutating func fill(_ model: RuleModel, touches: Int) -> Bool {
        switch model {
        case .linear:
            guard touches > 0 else { return false }
            let (share, rest) = Credit.whole.quotientAndRemainder(dividingBy: Int64(touches))
            runs.removeAll(keepingCapacity: true)
            runs.append(Run(count: touches, share: share, extra: Int(rest)))
            return true
        case .positionBased(let parts): return touches > 2 && fill(parts, touches)
        default: return false
        }
    }

    /// The same operations in the same order as ``PositionBased`` and ``Credit`` do them, so that
    /// not even the last bit differs.
    private mutating func fill(_ parts: PositionBased, _ touches: Int) -> Bool {
        let between = touches - 2
        let share = parts.middle / Double(between)
        var sum = 0.0 + parts.first
        for _ in 0..<between { sum += share }
        sum += parts.last
        guard sum > 0 else { return false }
        runs.removeAll(keepingCapacity: true)
        remainders.removeAll(keepingCapacity: true)
        var rest = Int(Credit.whole)
        func add(_ count: Int, _ weight: Double) {
            let exact = weight / sum * Double(Credit.whole)
            let part = exact.rounded(.down)
            runs.append(Run(count: count, share: Int64(part)))
            remainders.append(exact - part)
            rest -= count * Int(part)
        }
        add(1, parts.first)
        add(between, share)
        add(1, parts.last)
        // Rounding errors of a million touches are left to the general way.
        guard rest >= 0, rest <= touches else { return false }
        Self.hand(rest, of: &remainders, to: &runs)
        return true
    }

    /// The parts of an amount by these shares, which add up to ``Credit/whole``.
    ///
    /// - Returns: `false` where 64 bits do not hold the products.
    public mutating func split(_ amount: UInt64, into parts: inout [Run]) -> Bool {
        guard amount <= Credit.largestFastSplit else { return false }
        parts.removeAll(keepingCapacity: true)
        remainders.removeAll(keepingCapacity: true)
        var rest = Int(amount)
        func add(_ count: Int, _ credit: Int64) {
            let (part, remainder) = (amount * UInt64(credit))
                .quotientAndRemainder(dividingBy: UInt64(Credit.whole))
            parts.append(Run(count: count, share: Int64(part)))
            // Below 10⁹, so exact.
            remainders.append(Double(remainder))
            rest -= count * Int(part)
        }
        for run in runs {
            if run.extra > 0 { add(run.extra, run.share + 1) }
            if run.count > run.extra { add(run.count - run.extra, run.share) }
        }
        Self.hand(rest, of: &remainders, to: &parts)
        return true
    }

    /// Hands a unit each to the `count` touches with the largest remainders, the earliest of equal
    /// ones first.
    private static func hand(
        _ count: Int, of remainders: inout [Double], to runs: inout [Run]
    ) {
        var left = count
        while left > 0 {
            var best = 0
            for place in remainders.indices where remainders[place] > remainders[best] {
                best = place
            }
            remainders[best] = -1
            runs[best].extra = min(left, runs[best].count)
            left -= runs[best].extra
        }
    }
}
