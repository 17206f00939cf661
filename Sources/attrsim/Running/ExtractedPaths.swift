import ArgumentParser
import Attribution
import Results
import Scenarios
import Simulation
import Streaming
import Text

/// Which of a result's runs paths are taken from.
enum ExtractedRun: String, ExpressibleByArgument, CaseIterable {
    case stream, truth

    var runID: Int64 {
        self == .stream ? Simulator.streamRunID : Simulator.truthRunID
    }
}

/// The paths of a log, from a result or from a scenario that is run on the fly.
enum ExtractedPaths {
    /// Whether bytes are those of an SQLite file.
    static func isResult(_ bytes: [UInt8]) -> Bool { bytes.starts(with: "SQLite format 3\0".utf8) }

    /// The scenario that bytes are: a JSON object with an input; `nil` if they are none.
    ///
    /// - Throws: exit status 2 for one that is wrong.
    static func scenario(_ bytes: [UInt8], path: String) throws(CommandFailure) -> Scenario? {
        guard !isResult(bytes), let node = try? JSONText.parse(bytes), node.member("input") != nil
        else { return nil }
        do throws(ScenarioError) { return try Scenario.parse(bytes: bytes, path: path) } catch {
            throw CommandFailure(error.description, error.kind == .system ? .system : .wrongUsage)
        }
    }

    /// The paths that a result holds.
    static func read(_ path: String, run: ExtractedRun) throws(CommandFailure) -> PathSet {
        guard path != "-" else {
            throw CommandFailure(
                "standard input: a result is read from a file. Hint: name the file.", .wrongUsage)
        }
        var paths = PathSet()
        do throws(ResultError) {
            let reader = try ResultReader(path: path)
            if try reader.tableNames().contains(ResultTable.conversionPath.name) {
                try reader.forEachRow(
                    """
                    SELECT path, conversions, value_e4, nulls FROM conversion_path
                    WHERE run_id = ? ORDER BY rowid
                    """, [.integer(run.runID)]
                ) { row in
                    paths.append(
                        path: row.text(0) ?? "", conversions: row.integer(1) ?? 0,
                        value: row.integer(2), nulls: row.integer(3) ?? 0)
                }
            }
        } catch {
            throw CommandFailure(error.description, error.kind == .system ? .system : .badData)
        }
        if paths.paths.isEmpty {
            throw CommandFailure(
                "\(path): the result holds no paths of the \(run.rawValue) run. Hint: run the "
                    + "scenario with \"output\": {\"paths\": true}, or give `attrsim models` the "
                    + "scenario itself.", .badData)
        }
        return paths
    }

    /// The paths of a scenario's log; `models` are those that need times, which the run computes
    /// itself, and `rules` the tiers and steps in place of the scenario's, where there are any.
    static func extract(
        _ scenario: Scenario, run: ExtractedRun, models: [RuleModel] = [],
        rules: TouchRules = TouchRules()
    ) throws(CommandFailure) -> PathSet {
        let path = scenario.path
        var configuration = scenario.configuration
        configuration.output = OutputSettings()
        configuration.output.paths = true
        configuration.attribution.compare = models
        // What ranks by user has no path.
        configuration.attribution.partitionBy = .checkout
        if !rules.tiers.isEmpty { configuration.attribution.tiers = rules.tiers }
        if !rules.steps.isEmpty { configuration.attribution.path = rules.steps }
        let reach = configuration.join.bounds.lookback
        if let longest = rules.tiers.compactMap(\.lookback).max(), longest > reach.count {
            throw CommandFailure(
                "\(path): a tier's lookback is longer than join.lookback, which is where the scenario's "
                    + "join ends. Hint: make join.lookback as long.", .wrongUsage)
        }
        if run == .stream, !configuration.engine.isReference {
            throw CommandFailure(
                "\(path): engine: \"\(configuration.engine.name)\" extracts no paths. Hint: use "
                    + "\"reference\", or --run truth.", .wrongUsage)
        }
        let collector = PathCollector(runID: run.runID)
        do throws(SimulationError) {
            _ = try Simulator(
                input: scenario.input, configuration: configuration,
                truth: run == .truth ? .totals : .none
            ).run(into: collector)
        } catch {
            throw CommandFailure(error.description, ExitStatus(of: error))
        }
        var paths = collector.paths
        if paths.paths.isEmpty {
            throw CommandFailure(
                "\(path): no accepted click of this log is part of a journey", .badData)
        }
        for total in collector.totals {
            guard let source = total.source,
                let model = models.first(where: { $0.displayName == total.model })
            else { continue }
            paths.addTotal(
                ofRun: model.csvName, source: source,
                conversions: Double(total.conversions) / 1_000_000_000,
                value: Double(total.revenueE4 ?? 0) / 10_000)
        }
        paths.notes = scenario.warnings.map(\.description)
        return paths
    }
}
