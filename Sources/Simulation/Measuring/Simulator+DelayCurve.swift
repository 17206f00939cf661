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
    /// Runs once, and tells what every watermark delay would give; the configuration's own delay
    /// plays no part.
    ///
    /// - Throws: an obstacle where the curve would not be exact, and what a run throws.
    public func delayCurve(
        progress: (RunProgress) -> Void = { _ in }
    ) throws(DelayCurveError) -> DelayCurve {
        if let obstacle = configuration.delayCurveObstacle { throw .obstacle(obstacle) }
        var simulator = self
        simulator.configuration.clicksWatermark.delay = .zero
        simulator.configuration.checkoutsWatermark.delay = .zero
        let collected = DelayNeeds(lookahead: configuration.join.bounds.lookahead)
        let meter = RunMeter(needs: collected)
        let report: RunReport
        let sink: MeasuringSink
        do {
            (report, sink) = try simulator.run(with: meter, progress)
        } catch {
            throw .simulation(error)
        }
        let needs = meter.needs ?? collected
        if needs.hasConflictingIDs { throw .obstacle(.conflictingIDs) }
        var fixed = RunMeasures()
        fixed.checkouts = report.truthCheckouts
        fixed.linesRejected = report.stream.rejectedLines
        fixed.revenueE4 = sink.measures.revenueE4
        return DelayCurve(
            fixed: fixed, clicksLate: needs.clicksLate.sorted(),
            checkoutsLate: needs.checkoutsLate.sorted(), credits: credits(needs),
            latencies: configuration.join.kind.showsUnattributed
                ? DelayLatencies(needs, isFlushed: configuration.endOfInput == .flush) : nil,
            allowedLateness: configuration.clicksWatermark.allowedLateness)
    }

    /// From which delay on, and below which, each checkout is credited as in the truth.
    private func credits(_ needs: DelayNeeds) -> [DelayCurve.Credit] {
        let stops = configuration.endOfInput == .stop
        let isLeft = configuration.join.kind.showsUnattributed
        return needs.truth.map { checkout in
            var credit = DelayCurve.Credit(
                need: needs.need(ofCheckout: checkout.index), limit: .max, key: checkout.key,
                revenue: checkout.hasRevenue ? checkout.revenue : nil)
            if checkout.click > 0 {
                credit.need = max(credit.need, needs.need(ofClick: checkout.click - 1))
            } else if !isLeft {
                // An inner join without a click: no result, late or not.
                credit.need = 0
                return credit
            }
            if stops { credit.limit = needs.limit(ofCheckout: checkout.final) }
            return credit
        }
    }
}
