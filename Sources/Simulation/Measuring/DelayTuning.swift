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

    /// A delay, and how many checkouts are credited as in the truth from there on.
    public struct Step: Sendable, Hashable {
        /// In milliseconds.
        public var delay: Int64
        /// Checkouts.
        public var same: Int64
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
    /// How the share moves with the delay, for a picture: of the curve a step each sixteenth of a
    /// doubling at most, else the delays that were tried. In order.
    public var steps: [Step] = []
}

extension Simulator {
    /// Finds the smallest delay at which so many billionths of the truth's checkouts are credited as
    /// in the truth, and runs with it.
    ///
    /// - Throws: what a run throws.
    public func tune(acceptE9: Int64) throws(SimulationError) -> DelayTuning {
        // All runs read the same log: once is enough.
        var simulator = self
        simulator.shared = SharedReading()
        let obstacle: DelayCurveObstacle
        do {
            let found = try simulator.delayCurveWithRun()
            simulator.reading = found.reading
            return try simulator.tune(acceptE9, option(found.run), curve: found.curve)
        } catch {
            switch error {
            case .simulation(let error): throw error
            case .obstacle(let found): obstacle = found
            }
        }
        let present = option(try simulator.measure(with: RunMeter(marks: DelayMarks())))
        simulator.reading = present.measures.reading
        return try simulator.search(acceptE9, present, obstacle)
    }

    /// The scenario as it is, with what a run of it gives.
    private func option(_ measures: RunMeasures) -> DelayTuning.Option {
        DelayTuning.Option(delay: delay, allowedLateness: allowedLateness, measures: measures)
    }

    private func tune(
        _ acceptE9: Int64, _ present: DelayTuning.Option, curve: DelayCurve
    ) throws(DelayCurveError) -> DelayTuning {
        var tuning = DelayTuning(acceptE9: acceptE9, method: .curve, present: present)
        tuning.steps = curve.steps
        do {
            guard let smallest = curve.smallestDelay(acceptE9: acceptE9) else {
                tuning.best = try option(present, curve, delay: curve.best().delay)
                tuning.correcting = try correcting(acceptE9, present, curve)
                return tuning
            }
            tuning.waiting = try option(present, curve, delay: smallest)
            if smallest > present.delay {
                // Whether a record is accepted goes by the sum of both alone.
                let more = smallest.count - present.delay.count + allowedLateness.count
                tuning.correcting = try option(
                    present, curve, delay: present.delay, allowedLateness: Milliseconds(more))
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

    /// A run with another delay and allowed lateness, whose results the curve knows: it is asked for
    /// its costs alone.
    private func option(
        _ present: DelayTuning.Option, _ curve: DelayCurve, delay: Milliseconds,
        allowedLateness: Milliseconds? = nil
    ) throws(SimulationError) -> DelayTuning.Option {
        let lateness = allowedLateness ?? present.allowedLateness
        if delay == present.delay, lateness == present.allowedLateness { return present }
        let meter = RunMeter()
        let (report, _) = try setting(delay, lateness).run(
            with: RunWatch(meter: meter), truth: .none
        ) { _ in }
        let more = lateness.count - present.allowedLateness.count
        var measures = curve.measures(at: delay, allowing: more)
        measures.takeCosts(report, meter)
        return DelayTuning.Option(delay: delay, allowedLateness: lateness, measures: measures)
    }

    /// The least allowed lateness that is good enough with the present delay, where no delay is: a
    /// run that stops leaves the more undecided the longer it waits. Cost: a pass over the checkouts a
    /// bisection of what the late records need, and a run.
    private func correcting(
        _ acceptE9: Int64, _ present: DelayTuning.Option, _ curve: DelayCurve
    ) throws(SimulationError) -> DelayTuning.Option? {
        let longest = Milliseconds.longest.count - present.allowedLateness.count
        let more = Set(curve.clicksLate + curve.checkoutsLate)
            .filter { $0 > delay.count && $0 <= longest }.sorted().map { $0 - delay.count }
        func isEnough(_ more: Int64) -> Bool {
            curve.measures(at: delay, allowing: more).meets(acceptE9: acceptE9)
        }
        guard let most = more.last, isEnough(most) else { return nil }
        var (low, high) = (0, more.count - 1)
        while low < high {
            let middle = (low + high) / 2
            if isEnough(more[middle]) { high = middle } else { low = middle + 1 }
        }
        return try option(
            present, curve, delay: delay,
            allowedLateness: Milliseconds(present.allowedLateness.count + more[high]))
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
        tuning.steps = bisection.steps
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
        tuning.steps = scan.steps
        if smallest != nil { tuning.waiting = found } else { tuning.best = found }
        return tuning
    }

    private var delay: Milliseconds {
        max(configuration.clicksWatermark.delay, configuration.checkoutsWatermark.delay)
    }

    private var allowedLateness: Milliseconds { configuration.clicksWatermark.allowedLateness }

    /// A run with another delay and allowed lateness.
    private func option(
        delay: Milliseconds, allowedLateness: Milliseconds
    ) throws(SimulationError) -> DelayTuning.Option {
        DelayTuning.Option(
            delay: delay, allowedLateness: allowedLateness,
            measures: try setting(delay, allowedLateness).measure())
    }

    /// The same with another delay and allowed lateness; what differs between the streams' allowed
    /// lateness stays.
    private func setting(_ delay: Milliseconds, _ allowedLateness: Milliseconds) -> Simulator {
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
        return simulator
    }
}
