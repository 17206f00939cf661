import EventLogs
import Streaming

/// Why there is no curve.
public enum DelayCurveError: Error, Sendable, CustomStringConvertible {
    /// One run cannot give it.
    case obstacle(DelayCurveObstacle)
    /// The run failed.
    case simulation(SimulationError)

    /// In words.
    public var description: String {
        switch self {
        case .obstacle(let obstacle): "one run does not give all delays, since \(obstacle)"
        case .simulation(let error): error.description
        }
    }
}

extension Simulator {
    /// Reads the log once, and tells what every watermark delay would give; the configuration's own
    /// delay plays no part. The truth runs, the join does not: nothing is asked of it.
    ///
    /// - Throws: an obstacle where the curve would not be exact, and what a run throws.
    public func delayCurve(
        progress: (RunProgress) -> Void = { _ in }
    ) throws(DelayCurveError) -> DelayCurve {
        try delayCurve(joins: false, progress).0
    }

    /// The curve, and what the run with the configuration's own delay gives.
    func delayCurveWithRun(
        progress: (RunProgress) -> Void = { _ in }
    ) throws(DelayCurveError) -> (curve: DelayCurve, run: RunMeasures, reading: ReadingPlan) {
        let (curve, report, meter) = try delayCurve(joins: true, progress)
        var measures = curve.measures(at: configuration.clicksWatermark.delay)
        measures.takeCosts(report, meter)
        return (curve, measures, report.reading)
    }

    private func delayCurve(
        joins: Bool, _ progress: (RunProgress) -> Void
    ) throws(DelayCurveError) -> (DelayCurve, RunReport, RunMeter) {
        if let obstacle = configuration.delayCurveObstacle { throw .obstacle(obstacle) }
        let empty = DelayNeeds(
            delay: configuration.clicksWatermark.delay,
            lookahead: configuration.join.bounds.lookahead)
        let meter = RunMeter(needs: empty)
        var watch = RunWatch(meter: meter)
        watch.isForNeeds = !joins
        let report: RunReport
        let sink: MeasuringSink
        do {
            (report, sink) = try run(with: watch, truth: .totals, progress)
        } catch {
            throw .simulation(error)
        }
        let needs = meter.takeNeeds() ?? empty
        if needs.hasConflictingIDs { throw .obstacle(.conflictingIDs) }
        needs.shareNeeds()
        var fixed = RunMeasures()
        fixed.checkouts = report.truthCheckouts
        fixed.linesRejected = report.stream.rejectedLines
        fixed.revenueE4 = sink.measures.revenueE4
        let (credits, clusters) = credits(needs)
        let curve = DelayCurve(
            fixed: fixed, clicksLate: needs.late(.clicks),
            checkoutsLate: needs.late(.checkouts), credits: credits, clusters: clusters,
            latencies: configuration.join.kind.showsUnattributed
                ? DelayLatencies(needs, isFlushed: configuration.endOfInput == .flush) : nil,
            allowedLateness: configuration.clicksWatermark.allowedLateness)
        return (curve, report, meter)
    }

    /// From which delay on, and below which, each checkout is credited as in the truth, as far as
    /// that hangs on the delay; and how many checkouts each join key has.
    private func credits(_ needs: DelayNeeds) -> ([DelayCurve.Credit], [DelayCurve.Cluster]) {
        let stops = configuration.endOfInput == .stop
        let isLeft = configuration.join.kind.showsUnattributed
        var credits: [DelayCurve.Credit] = []
        var clusters: [DelayCurve.Cluster] = []
        /// By join key.
        var numbers: [Int32] = []
        needs.forEachCheckout { checkout in
            let key = Int(needs.key(ofCheckout: checkout.index))
            while numbers.count <= key { numbers.append(-1) }
            if numbers[key] < 0 {
                numbers[key] = Int32(clusters.count)
                clusters.append(DelayCurve.Cluster())
            }
            let cluster = Int(numbers[key])
            clusters[cluster].size += 1
            var credit = DelayCurve.Credit(
                need: needs.need(ofCheckout: checkout.index), limit: .max,
                revenue: checkout.revenue, cluster: numbers[key])
            if let click = checkout.truthClick {
                credit.need = max(credit.need, needs.need(ofClick: click))
            }
            // An inner join without a click: no result, late or not.
            let isResult = isLeft || checkout.truthClick != nil
            if isResult, stops { credit.limit = needs.limit(ofCheckout: checkout.index) }
            if !isResult || credit.need == 0 && credit.limit == .max {
                clusters[cluster].always += 1
            } else {
                credits.append(credit)
            }
        }
        return (credits, clusters)
    }
}
