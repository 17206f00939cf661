import Attribution

/// What a run is worth, in numbers: how much of the truth it gets right, and what that costs.
public struct RunMeasures: Sendable {
    /// Checkouts in the truth.
    public var checkouts: Int64 = 0
    /// Those that the stream run does not credit as the truth does.
    public var different: Int64 = 0
    /// Those of them that a stream run that waits less would have decided on before it stops.
    public var undecided: Int64 = 0
    /// A delay that waits for everything, in milliseconds; `nil` where it was not measured.
    public var delayMax: Int64?
    /// Whether the log itself has an id more than once.
    public internal(set) var repeatsIDs = false
    /// The times of the log's records, where a search for a delay asked for them.
    var marks: DelayMarks?
    /// Revenue in the truth, in ten-thousandths; `nil` where no amount is known.
    public var revenueE4: Int128?
    /// What the checkouts of ``different`` are worth; `nil` where no amount is known.
    public var revenueDifferentE4: Int128?
    /// Clicks that came too late, or that a real engine dropped.
    public var clicksLate: Int64 = 0
    /// Checkouts that came too late, or that a real engine dropped.
    public var checkoutsLate: Int64 = 0
    /// Lines of the logs that are no records, and were left out.
    public var linesRejected: Int64 = 0
    /// How long results take; `nil` where it was not measured.
    public var latency: ResultLatency?
    /// Corrections of results that had come out; `nil` where they were not counted.
    public var corrections: Int64?
    /// The most clicks that the join held at once; `nil` where it was not measured.
    public var clicksHeldMax: Int?
    /// The most checkouts that the join held at once; `nil` where it was not measured.
    public var checkoutsHeldMax: Int?

    /// What turned out of the log, for further runs on it.
    var reading = ReadingPlan()
    /// What the run warned of.
    public var warnings: [String] = []

    /// Checkouts credited as in the truth.
    public var same: Int64 { max(0, checkouts - different) }
    /// Records of both streams that came too late, or were dropped.
    public var late: Int64 { clicksLate + checkoutsLate }
    /// The most clicks and the most checkouts held, added up.
    public var heldMax: Int? {
        guard let clicksHeldMax, let checkoutsHeldMax else { return nil }
        return clicksHeldMax + checkoutsHeldMax
    }

    /// Nothing measured.
    public init() {}

    /// Whether so many billionths of the truth's checkouts are credited as in the truth.
    public func meets(acceptE9: Int64) -> Bool {
        Int128(same) * 1_000_000_000 >= Int128(checkouts) * Int128(acceptE9)
    }
}

extension Simulator {
    /// Runs, keeps no rows, and measures.
    ///
    /// - Throws: as ``run(into:progress:)``.
    public func measure(
        progress: (RunProgress) -> Void = { _ in }
    ) throws(SimulationError) -> RunMeasures {
        try measure(with: RunMeter(), progress)
    }

    /// Runs with a meter, keeps no rows, and measures.
    func measure(
        with meter: RunMeter, _ progress: (RunProgress) -> Void = { _ in }
    ) throws(SimulationError) -> RunMeasures {
        let (report, sink) = try run(with: RunWatch(meter: meter), truth: .totals, progress)
        var measures = sink.measures
        measures.checkouts = report.truthCheckouts
        measures.different = report.differing
        measures.undecided = report.undecided
        measures.delayMax = meter.delayMax(configuration.join.bounds)
        measures.repeatsIDs = report.repeatsIDs
        measures.marks = meter.marks
        measures.reading = report.reading
        measures.clicksLate = report.stream.clicks.late
        measures.checkoutsLate = report.stream.checkouts.late
        measures.linesRejected = report.stream.rejectedLines
        measures.takeCosts(report, meter)
        return measures
    }

    /// Runs while somebody measures, without what no measure needs: changelogs, credits, paths and
    /// the dashboard.
    func run(
        with watch: RunWatch, truth: TruthDetail, _ progress: (RunProgress) -> Void
    ) throws(SimulationError) -> (RunReport, MeasuringSink) {
        var simulator = self
        simulator.truth = truth
        simulator.configuration.output = OutputSettings()
        // This one decides which rows the totals are of.
        simulator.configuration.output.upsert = configuration.output.upsert
        simulator.configuration.metrics = nil
        let sink = MeasuringSink(model: configuration.attribution.model.displayName)
        let report = try simulator.run(into: sink, watch: watch, progress: progress)
        return (report, sink)
    }
}

extension RunMeasures {
    /// Takes over what a run costs, and what it warned of.
    mutating func takeCosts(_ report: RunReport, _ meter: RunMeter) {
        warnings = report.warnings
        latency = meter.latency
        corrections = meter.corrected
        clicksHeldMax = report.clicksHeldMax
        checkoutsHeldMax = report.checkoutsHeldMax
    }
}

extension RunReport {
    /// The checkouts that the truth sees.
    var truthCheckouts: Int64 { (truth?.attributed ?? 0) + (truth?.unattributed ?? 0) }

    /// Whether the truth met an id more than once.
    var repeatsIDs: Bool {
        guard let truth else { return false }
        return truth.clicks.duplicate + truth.checkouts.duplicate > 0
    }
}
