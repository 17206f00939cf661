/// The shares of a path's touches, in order, as stretches of equal ones, for models that look only
/// at positions: a path of any length has a handful of them.
///
/// ``RuleCalculator/credits(of:into:)`` spells them out, touch by touch.
public struct CreditRuns: Sendable {
    /// A stretch of touches.
    public struct Run: Sendable, Hashable, BitwiseCopyable {
        /// How many touches it has.
        public var count: Int
        /// What each of them gets.
        public var share: Int64
    }

    /// The stretches, the oldest first; none of them is empty.
    public private(set) var runs: [Run] = []
    private var stretches: [Stretch] = []

    /// No shares.
    public init() {}

    /// The shares of a model for so many touches, which add up to ``Credit/whole``.
    ///
    /// Cost: the same for any number of touches.
    ///
    /// - Returns: `false` where the model looks at more than positions, or where so few touches are
    ///   its own case.
    public mutating func fill(_ model: RuleModel, touches: Int) -> Bool {
        switch model {
        case .linear:
            guard touches > 0 else { return false }
            let (share, rest) = Credit.whole.quotientAndRemainder(dividingBy: Int64(touches))
            runs.removeAll(keepingCapacity: true)
            add(touches, share, extra: Int(rest))
            return true
        case .positionBased(let parts):
            guard touches > 2 else { return false }
            runs.removeAll(keepingCapacity: true)
            return fill(parts, touches)
        default: return false
        }
    }

    /// The share of each touch; `credits` is as long as the path.
    func spell(into credits: inout [Int64]) {
        var place = 0
        for run in runs {
            for touch in place..<place + run.count { credits[touch] = run.share }
            place += run.count
        }
    }

    /// The ends of the path get their parts, and the touches between share theirs; billionths that
    /// rounding down leaves go to the largest remainders.
    ///
    /// - Returns: `false` where rounding errors of a path of millions of touches are too large.
    private mutating func fill(_ parts: PositionBased, _ touches: Int) -> Bool {
        let sum = parts.first + parts.middle + parts.last
        let between = touches - 2
        func exact(_ part: Double) -> Double { part / sum * Double(Credit.whole) }
        stretches.removeAll(keepingCapacity: true)
        stretches.append(Stretch(1, exact(parts.first)))
        stretches.append(Stretch(between, exact(parts.middle) / Double(between)))
        stretches.append(Stretch(1, exact(parts.last)))
        var rest = Int(Credit.whole)
        for stretch in stretches { rest -= stretch.count * Int(stretch.share) }
        guard rest >= 0, rest <= touches else { return false }
        while rest > 0 {
            var best = 0
            for place in stretches.indices
            where stretches[place].remainder > stretches[best].remainder { best = place }
            stretches[best].remainder = -1
            stretches[best].extra = min(rest, stretches[best].count)
            rest -= stretches[best].extra
        }
        for stretch in stretches { add(stretch.count, stretch.share, extra: stretch.extra) }
        return true
    }

    /// Adds touches of one share, of which the first few get a billionth more.
    private mutating func add(_ count: Int, _ share: Int64, extra: Int) {
        if extra > 0 { runs.append(Run(count: extra, share: share + 1)) }
        if extra < count { runs.append(Run(count: count - extra, share: share)) }
    }

    /// Touches of one weight before they are rounded.
    private struct Stretch {
        let count: Int
        let share: Int64
        /// See ``RoundedShare``; −1 once its touches have had their units.
        var remainder: Int
        /// How many of them get a unit more.
        var extra = 0

        init(_ count: Int, _ exact: Double) {
            self.count = count
            let rounded = RoundedShare(exact)
            share = rounded.part
            remainder = Int(rounded.remainder)
        }
    }
}
