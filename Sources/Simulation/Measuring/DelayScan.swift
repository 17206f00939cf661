import Streaming

/// Finds the least delay that is good enough where waiting longer can also make things worse: a run
/// at each delay at which something can change or, where these are too many, at some of them.
///
/// Cost: a run a delay, the shorter ones first, until one is good enough; behind it a bisection down
/// to the one before where only some are tried.
struct DelayScan {
    typealias Run = DelayRuns.Run

    /// So many records are read in all, roughly, and so many runs are made at most.
    private static let recordsMax: Int64 = 4_000_000
    private static let sampledRecordsMax: Int64 = 20_000_000
    private static let runsMax = 8000
    private static let sampledRunsMax = 400
    private static let sampledRunsMin = 24

    /// Whether all delays are among ``delays`` at which something can change.
    let isExact: Bool
    private let delays: [Int64]
    private let acceptE9: Int64
    private var made: DelayRuns

    /// How many runs there were.
    var runs: Int { made.count }
    /// What they gave, by delay.
    var steps: [DelayTuning.Step] { made.steps }

    /// - Parameters:
    ///   - marks: what is known of the log's times.
    ///   - configuration: what is run.
    ///   - longest: a delay that waits for everything.
    ///   - acceptE9: what is good enough, in billionths of the truth's checkouts.
    ///   - run: runs with a delay.
    init(
        _ marks: DelayMarks, _ configuration: RunConfiguration, longest: Int64, acceptE9: Int64,
        run: @escaping Run
    ) {
        let records = max(1, marks.records)
        let limit = min(Self.runsMax, Int(Self.recordsMax / records))
        let all = marks.changes(configuration, through: longest, limit: limit)
        isExact = all != nil
        let sampled = min(
            Self.sampledRunsMax, max(Self.sampledRunsMin, Int(Self.sampledRecordsMax / records)))
        delays = all ?? marks.samples(through: longest, limit: sampled)
        self.acceptE9 = acceptE9
        made = DelayRuns(run)
    }

    /// What a run with a delay gives.
    mutating func measures(at delay: Int64) throws(SimulationError) -> RunMeasures {
        try made.measures(at: delay)
    }

    /// The least delay that is good enough, of those that are tried; `nil` if none is.
    mutating func smallest() throws(SimulationError) -> Int64? {
        let accept = acceptE9
        return try first { $0.meets(acceptE9: accept) }
    }

    /// The least delay with the fewest checkouts that are not credited as in the truth, of those that
    /// are tried.
    mutating func best() throws(SimulationError) -> Int64 {
        var least = Int64.max
        for delay in delays { least = min(least, try measures(at: delay).different) }
        return try first { $0.different <= least } ?? 0
    }

    private mutating func first(
        _ isGood: (RunMeasures) -> Bool
    ) throws(SimulationError) -> Int64? {
        for (place, delay) in delays.enumerated() where isGood(try measures(at: delay)) {
            if isExact || place == 0 { return delay }
            var (low, high) = (delays[place - 1], delay)
            while high - low > 1 {
                let middle = low + (high - low) / 2
                if isGood(try measures(at: middle)) { high = middle } else { low = middle }
            }
            return high
        }
        return nil
    }
}
