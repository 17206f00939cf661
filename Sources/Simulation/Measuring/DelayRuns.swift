import Streaming

/// Runs with several delays, each of them once.
struct DelayRuns {
    typealias Run = (_ delay: Int64) throws(SimulationError) -> RunMeasures

    private let run: Run
    private var known: [Int64: RunMeasures] = [:]

    init(_ run: @escaping Run) { self.run = run }

    /// How many runs there were.
    var count: Int { known.count }

    /// The delays that were tried, in order, and how many checkouts each credits as in the truth.
    var steps: [DelayTuning.Step] {
        known.map { DelayTuning.Step(delay: $0.key, same: $0.value.same) }
            .sorted { $0.delay < $1.delay }
    }

    /// What a run with a delay gives.
    mutating func measures(at delay: Int64) throws(SimulationError) -> RunMeasures {
        if let measures = known[delay] { return measures }
        let measures = try run(delay)
        known[delay] = measures
        return measures
    }
}
