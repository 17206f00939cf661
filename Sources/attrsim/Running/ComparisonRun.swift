import Attribution
import EventLogs
import Reports
import Results
import Scenarios
import Simulation
import Streaming

/// One log through several engines: load → simulate each → explain → write.
struct ComparisonRun {
    /// The scenario.
    var scenario: Scenario
    /// The engines.
    var engines: ComparedEngines
    /// Where the result goes.
    var output: String
    /// What the truth leaves in the result.
    var truth = TruthDetail.totals
    /// What to do with lines that are no records.
    var onBadRecord = BadRecordPolicy.fail
    /// Whether to keep silent on the terminal.
    var isQuiet = false

    /// Runs, and leaves the complete result at ``output``.
    ///
    /// - Throws: exit status 3 for bad input data, 4 if the system fails.
    func run() throws(CommandFailure) -> ComparisonSummary {
        let writer = try makeWriter()
        var display = ProgressDisplay(isQuiet: isQuiet, bytesTotal: InputSize.bytes(scenario.input))
        let report: ComparisonReport
        do throws(SimulationError) {
            let comparison = EngineComparison(
                input: scenario.input, variants: engines.variants, truth: truth,
                onBadRecord: onBadRecord)
            report = try comparison.run(into: writer) { display.update($1) }
        } catch {
            display.end()
            writer.discard()
            throw CommandFailure(error.description, ExitStatus(of: error))
        }
        display.end()
        return try complete(writer, report)
    }

    private func makeWriter() throws(CommandFailure) -> ResultWriter {
        let output = scenario.configuration.output
        let options = ResultOptions(
            credits: output.credits ? .table : .view, indexes: output.indexes)
        do throws(ResultError) {
            return try ResultWriter(path: self.output, options: options)
        } catch {
            throw CommandFailure(error.description, .system)
        }
    }

    private func complete(
        _ writer: ResultWriter, _ report: ComparisonReport
    ) throws(CommandFailure) -> ComparisonSummary {
        do {
            for (runID, scenario) in engines.scenarios {
                writer.addRun(row(runID, scenario, mode: "stream"))
                if runID == Simulator.streamRunID, report.runs.first?.truth != nil {
                    writer.addRun(row(Simulator.truthRunID, scenario, mode: "batch"))
                }
            }
            try writer.write(
                differences: report.differences, runIDs: engines.scenarios.map(\.runID))
            _ = try writer.complete(expectations: [])
            let reader = try ResultReader(path: output)
            var summary = try ComparisonSummary(
                reading: reader, variants: engines.variants, report)
            summary.warnings =
                ComparisonSummary.warnings(of: report, engines.variants)
                + (try MoneyWarning.warnings(scenario, reader))
            summary.notes = engines.notes + summary.notes
            summary.file = output
            return summary
        } catch {
            writer.discard()
            throw CommandFailure("\(error)", .system)
        }
    }

    private func row(_ runID: Int64, _ scenario: Scenario, mode: String) -> RunRow {
        let configuration = scenario.configuration
        let watermark = configuration.clicksWatermark
        let hasDelay =
            mode == "stream" && watermark.strategy == .bounded
            && configuration.engine.traits.settingInsteadOfDelay == nil
        return RunRow(
            runID: runID, scenario: scenario.name, mode: mode,
            engine: scenario.configuration.engine.label,
            model: configuration.attribution.model.displayName, seed: scenario.seed,
            watermarkDelay: hasDelay ? watermark.delay.count : nil,
            lookback: configuration.join.bounds.lookback.count, configJSON: scenario.configJSON)
    }
}

extension ResultWriter {
    /// Writes what each engine said of the checkouts on which they disagree.
    fileprivate func write(
        differences: [EngineDifference], runIDs: [Int64]
    ) throws(SinkError) {
        let batch = RowBatch(.engineDifference)
        for difference in differences {
            for (verdict, runID) in zip(difference.verdicts, runIDs) {
                batch.append(runID)
                batch.append(difference.checkout)
                batch.append(verdict.engine)
                batch.append(text: verdict.click)
                batch.append(text: verdict.source)
                batch.append(verdict.outcome.rawValue)
                batch.append(ReasonText.text(verdict, of: difference))
            }
            if batch.rowCount < RowBatch.capacity { continue }
            try write(batch)
            batch.removeAll()
        }
        try write(batch)
    }
}

extension RowBatch {
    /// Appends a text or NULL.
    fileprivate func append(text: String?) {
        if let text { append(text) } else { appendNull() }
    }
}
