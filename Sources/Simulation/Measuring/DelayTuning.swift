public import Streaming

/// The smallest delay that is good enough, and what it costs.
public struct DelayTuning: Sendable {
    /// Settings of the watermark, and what a run with them gives.
    public struct Option: Sendable {
        /// How long the watermark waits.
        public var delay: Milliseconds
        /// How far behind the watermark a record is still taken.
        public var allowedLateness: Milliseconds
        /// What a run with both gives.
        public var measures: RunMeasures
    }

    /// How the answer was found.
    public enum Method: Sendable, Hashable {
        /// From one run for all delays.
        case curve
        /// By bisection with so many runs, since one run does not give all delays.
        case bisection(runs: Int, DelayCurveObstacle)
        /// By so many runs, where waiting longer can also make things worse: one at each delay at
        /// which something can change (`isExact`), or at some of them.
        case scan(runs: Int, isExact: Bool, DelayCurveObstacle)
    }

    /// What is good enough, in billionths of the truth's checkouts.
    public var acceptE9: Int64
    /// How the answer was found.
    public var method: Method
    /// The scenario as it is.
    public var present: Option
    /// The smallest delay that is good enough, with the present allowed lateness; `nil` if none is.
    public var waiting: Option?
    /// The present delay, and the least allowed lateness that is good enough: results come as early
    /// as now and are corrected later. `nil` where the present delay is enough, or nothing is.
    public var correcting: Option?
    /// Where nothing is good enough: the smallest delay with the greatest completeness.
    public var best: Option?
    /// How sure the answer is; `nil` where it was not found from the curve.
    public var confidence: DelayBootstrap?
}

extension Simulator {
    /// Finds the smallest delay at which so many billionths of the truth's checkouts are credited as
    /// in the truth, and runs with it.
    ///
    /// - Throws: what a run throws.
    public func tune(acceptE9: Int64) throws(SimulationError) -> DelayTuning {
        let present = DelayTuning.Option(
            delay: delay, allowedLateness: allowedLateness,
            measures: try measure(with: RunMeter(marks: DelayMarks())))
        do {
            return try tune(acceptE9, present, curve: try delayCurve())
        } catch {
            switch error {
            case .simulation(let error): throw error
            case .obstacle(let obstacle): return try search(acceptE9, present, obstacle)
            }
        }
    }

    private func tune(
        _ acceptE9: Int64, _ present: DelayTuning.Option, curve: DelayCurve
    ) throws(DelayCurveError) -> DelayTuning {
        var tuning = DelayTuning(acceptE9: acceptE9, method: .curve, present: present)
        do {
            guard let smallest = curve.smallestDelay(acceptE9: acceptE9) else {
                tuning.best = try option(
                    delay: curve.best().delay, allowedLateness: allowedLateness)
                tuning.correcting = try correcting(acceptE9, curve: curve)
                return tuning
            }
            tuning.waiting = try option(delay: smallest, allowedLateness: allowedLateness)
            if smallest > present.delay {
                // Whether a record is accepted goes by the sum of both alone.
                let more = smallest.count - present.delay.count + allowedLateness.count
                tuning.correcting = try option(
                    delay: present.delay, allowedLateness: Milliseconds(more))
            }
        } catch {
            throw .simulation(error)
        }
        if let delay = tuning.waiting?.delay {
            tuning.confidence = curve.bootstrap(
                at: delay, acceptE9: acceptE9, seed: configuration.seed)
        }
        return tuning
    }

    /// The least allowed lateness that is good enough with the present delay, where no delay is: a
    /// run that stops leaves the more undecided the longer it waits. Cost: a run a bisection of what
    /// the late records need.
    private func correcting(
        _ acceptE9: Int64, curve: DelayCurve
    ) throws(SimulationError) -> DelayTuning.Option? {
        let present = delay.count + allowedLateness.count
        let needs = Set(curve.clicksLate + curve.checkoutsLate).filter { $0 > present }.sorted()
        guard var found = try needs.last.map(allowing), found.measures.meets(acceptE9: acceptE9)
        else { return nil }
        var (low, high) = (0, needs.count - 1)
        while low < high {
            let middle = (low + high) / 2
            let tried = try allowing(needs[middle])
            if tried.measures.meets(acceptE9: acceptE9) {
                (high, found) = (middle, tried)
            } else {
                low = middle + 1
            }
        }
        return found
    }

    /// A run with the present delay and so much allowed lateness that together they are `need`.
    private func allowing(_ need: Int64) throws(SimulationError) -> DelayTuning.Option {
        try option(delay: delay, allowedLateness: Milliseconds(need - delay.count))
    }

    /// Looks for the answer where one run does not give all delays.
    private func search(
        _ acceptE9: Int64, _ present: DelayTuning.Option, _ obstacle: DelayCurveObstacle
    ) throws(SimulationError) -> DelayTuning {
        let longest = min(present.measures.delayMax ?? .max, Milliseconds.longest.count)
        if let marks = present.measures.marks,
            !configuration.gainsFromDelay || present.measures.repeatsIDs
        {
            return try scan(acceptE9, present, obstacle, marks, longest)
        }
        var bisection = DelayBisection(
            checkouts: present.measures.checkouts, acceptE9: acceptE9, longest: longest
        ) { delay throws(SimulationError) in
            try option(delay: Milliseconds(delay), allowedLateness: allowedLateness).measures
        }
        let smallest = try bisection.smallest()
        var delay = smallest ?? 0
        if smallest == nil { delay = try bisection.best() }
        let found = DelayTuning.Option(
            delay: Milliseconds(delay), allowedLateness: allowedLateness,
            measures: try bisection.measures(at: delay))
        var tuning = DelayTuning(
            acceptE9: acceptE9, method: .bisection(runs: bisection.runs, obstacle), present: present
        )
        if smallest != nil { tuning.waiting = found } else { tuning.best = found }
        return tuning
    }

    /// Looks for the answer where waiting longer can also make things worse.
    private func scan(
        _ acceptE9: Int64, _ present: DelayTuning.Option, _ obstacle: DelayCurveObstacle,
        _ marks: DelayMarks, _ longest: Int64
    ) throws(SimulationError) -> DelayTuning {
        var scan = DelayScan(
            marks, configuration, longest: longest, acceptE9: acceptE9
        ) { delay throws(SimulationError) in
            try option(delay: Milliseconds(delay), allowedLateness: allowedLateness).measures
        }
        let smallest = try scan.smallest()
        var delay = smallest ?? 0
        if smallest == nil { delay = try scan.best() }
        let found = DelayTuning.Option(
            delay: Milliseconds(delay), allowedLateness: allowedLateness,
            measures: try scan.measures(at: delay))
        var tuning = DelayTuning(
            acceptE9: acceptE9,
            // No delay is less than none.
            method: .scan(runs: scan.runs, isExact: scan.isExact || smallest == 0, obstacle),
            present: present)
        if smallest != nil { tuning.waiting = found } else { tuning.best = found }
        return tuning
    }

    private var delay: Milliseconds {
        max(configuration.clicksWatermark.delay, configuration.checkoutsWatermark.delay)
    }

    private var allowedLateness: Milliseconds { configuration.clicksWatermark.allowedLateness }

    /// A run with another delay and allowed lateness; what differs between the streams' allowed
    /// lateness stays.
    private func option(
        delay: Milliseconds, allowedLateness: Milliseconds
    ) throws(SimulationError) -> DelayTuning.Option {
        var simulator = self
        let more = allowedLateness.count - self.allowedLateness.count
        for watermark in [
            \RunConfiguration.clicksWatermark, \RunConfiguration.checkoutsWatermark,
        ] {
            simulator.configuration[keyPath: watermark].delay = delay
            let lateness = configuration[keyPath: watermark].allowedLateness.count + more
            simulator.configuration[keyPath: watermark].allowedLateness = Milliseconds(
                min(max(0, lateness), Milliseconds.longest.count))
        }
        return DelayTuning.Option(
            delay: delay, allowedLateness: allowedLateness, measures: try simulator.measure())
    }
}
