import EventLogs
import Streaming

extension Simulator {
    /// The truth of a run that is about to begin, and what the stream run leaves for it.
    struct Truth {
        let run: TruthRun
        /// `nil` where the two are not compared, see ``DelayNeeds``.
        let outcomes: StreamOutcomes?
    }

    func truthRun(
        _ ordering: TruthRun.Ordering, _ dimensions: Dimensions, _ sink: any RowSink,
        _ watch: RunWatch, _ refunds: RefundOutlook
    ) -> Truth? {
        guard truth != .none else { return nil }
        let outcomes = StreamOutcomes()
        let rules = TruthComparison.Rules(
            isLeft: configuration.join.kind.showsUnattributed,
            hasOwnRules: !configuration.engine.isReference,
            choosesTouches: configuration.choosesTouches,
            fatesCanRise: configuration.disorder.contains(where: \.makesCopies),
            deduplicates: configuration.truthDeduplicates)
        let comparison = TruthComparison(outcomes, rules, needs: watch.meter?.needs)
        let output = StageOutput(
            rows: { rows(of: Self.truthRunID, dimensions, sink, watch.truthProbe) },
            storesRows: truth == .full, outcomes: nil, comparison: comparison, refunds: refunds,
            watch: watch.truth,
            journeys: newJourneys())
        return Truth(
            run: TruthRun(ordering, comparison, configuration, output),
            outcomes: comparison.needs == nil ? outcomes : nil)
    }

    /// What collects the journeys of a run, if paths are asked for.
    func newJourneys() -> JourneyExtraction? {
        guard configuration.output.paths else { return nil }
        return JourneyExtraction(configuration.join.bounds)
    }

    /// Writes what the world of an input knows of itself, the last rows of a result.
    func writeWorld(_ dimensions: Dimensions, into sink: any RowSink) throws(SimulationError) {
        guard truth != .none, case .world(let world) = input else { return }
        let truth = try asLogError { () throws(LogError) in try world.truth() }
        var rows = rows(of: runID, dimensions, sink)
        try asSinkError { () throws(SinkError) in
            try rows.write(RunManifest.lines(of: world.world))
            try rows.write(truth, of: world.world)
        }
    }
}
