import Streaming

/// Finds the least delay that is good enough, a run a delay.
///
/// **The law.** Waiting longer keeps more of what comes late, so that fewer checkouts are credited
/// otherwise than in the truth; and it leaves no fewer undecided where a run just stops, as every run
/// of an engine without an end of input does. So of all delays from a to b none misses fewer checkouts
/// than are wrong at b and undecided at a. Stretches in which that is too many are left out; the
/// others are halved, the shorter delays first, until the least delay is found, to the millisecond.
/// From ``longest`` on nothing happens before the end, and all delays are alike.
///
/// Cost: a run a delay that is looked at, some thirty where nothing is undecided.
struct DelayBisection {
    typealias Run = DelayRuns.Run

    private let missingMax: Int64
    private let longest: Int64
    private var made: DelayRuns

    /// How many runs there were.
    var runs: Int { made.count }
    /// What they gave, by delay.
    var steps: [DelayTuning.Step] { made.steps }

    /// - Parameters:
    ///   - checkouts: how many the truth has.
    ///   - acceptE9: what is good enough, in billionths of them.
    ///   - longest: a delay that waits for everything.
    ///   - run: runs with a delay.
    init(checkouts: Int64, acceptE9: Int64, longest: Int64, run: @escaping Run) {
        let enough = (Int128(checkouts) * Int128(acceptE9) + 999_999_999) / 1_000_000_000
        missingMax = checkouts - Int64(enough)
        self.longest = longest
        made = DelayRuns(run)
    }

    /// What a run with a delay gives.
    mutating func measures(at delay: Int64) throws(SimulationError) -> RunMeasures {
        try made.measures(at: delay)
    }

    /// The least delay that is good enough; `nil` if none is.
    mutating func smallest() throws(SimulationError) -> Int64? {
        try first(missing: missingMax)
    }

    /// The least delay with the fewest checkouts that are not credited as in the truth.
    mutating func best() throws(SimulationError) -> Int64 {
        var least = try measures(at: 0).different
        // Each turn finds a better one, or that there is none.
        while let better = try first(missing: least - 1) {
            least = try measures(at: better).different
        }
        return try first(missing: least) ?? 0
    }

    private mutating func first(missing: Int64) throws(SimulationError) -> Int64? {
        if missing < 0 { return nil }
        var low: Int64 = 0
        if try measures(at: low).different <= missing { return low }
        // The answer is short as a rule, and long runs hold much.
        while low < longest {
            let high = min(longest, max(1000, low * 2))
            if let found = try first(missing: missing, above: low, through: high) { return found }
            if try measures(at: high).undecided > missing { return nil }
            low = high
        }
        return nil
    }

    private mutating func first(
        missing: Int64, above low: Int64, through high: Int64
    ) throws(SimulationError) -> Int64? {
        let (a, b) = (try measures(at: low), try measures(at: high))
        if b.different - b.undecided + a.undecided > missing { return nil }
        if high - low <= 1 { return b.different <= missing ? high : nil }
        let middle = low + (high - low) / 2
        if let found = try first(missing: missing, above: low, through: middle) { return found }
        return try first(missing: missing, above: middle, through: high)
    }
}
