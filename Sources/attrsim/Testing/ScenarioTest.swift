import Files
import Reports
import Results
import Scenarios
import Simulation

/// Tests one scenario: its expectations, and its golden text.
struct ScenarioTest {
    /// The scenario file.
    var path: String
    /// Whether the golden text is written anew.
    var updatesGolden: Bool
    /// Whether golden texts are written with every row, and changed blocks shown with theirs.
    var isFull = false
    /// Whether a scenario without golden text and expectations fails.
    var requiresGolden = false
    /// How far the queries of expectations may go.
    var limits = QueryLimits()

    /// Runs the test; what goes wrong is part of what it finds.
    func run() -> (result: ScenarioTestResult, status: ExitStatus) {
        var result = ScenarioTestResult(path: path)
        do throws(CommandFailure) {
            let scenario = try ScenarioRun.load(path)
            try GoldenReview.check(GoldenFiles.golden(of: path), of: scenario)
            let begin = Terminal.milliseconds
            defer { result.elapsed = Terminal.milliseconds - begin }
            let scratch = ScratchPath("test.sqlite", isSmall: InputSize.isSmall(scenario.input))
            defer { scratch.remove() }
            var run = ScenarioRun(scenario: scenario, output: scratch.path)
            run.isQuiet = true
            run.limits = limits
            let summary = try run.run()
            result.expectations = summary.expectations
            result.warnings = summary.warnings
            if !summary.faults.isEmpty {
                result.error = summary.faults.joined(separator: "\n")
                return (result, .wrongUsage)
            }
            result.golden = try compareGolden(with: scratch.path)
            result.isUnguarded =
                requiresGolden && result.golden == .missing && result.expectations.isEmpty
        } catch {
            result.error = error.message
            return (result, error.status)
        }
        return (result, result.passed ? .success : .failed)
    }

    /// Compares the result with the golden text; what is not the same lies beside it as `.new`.
    private func compareGolden(
        with resultPath: String
    ) throws(CommandFailure) -> ScenarioTestResult.Golden {
        let goldenPath = GoldenFiles.golden(of: path)
        let newPath = GoldenFiles.new(of: goldenPath)
        let golden = try TextFile.read(goldenPath)
        let form: GoldenForm = isFull && (updatesGolden || golden == nil) ? .full : .blocks
        let actual = try text(of: resultPath, form)
        if golden == actual {
            FileSystem.remove(newPath)
            return .same
        }
        if updatesGolden {
            try TextFile.write(actual, to: goldenPath)
            FileSystem.remove(newPath)
            return .updated
        }
        guard let golden else {
            try TextFile.write(actual, to: newPath)
            return .missing
        }
        var comparison = try GoldenComparison(golden: golden, plain: actual) {
            form throws(CommandFailure) in try text(of: resultPath, form)
        }
        if comparison.isSame {
            FileSystem.remove(newPath)
            return .same
        }
        try TextFile.write(comparison.form == .full ? comparison.actual : actual, to: newPath)
        if isFull { comparison.rows = try hiddenRows(of: resultPath) }
        return .differs(comparison.difference(from: golden, named: goldenPath, to: newPath))
    }

    private func text(
        of resultPath: String, _ form: GoldenForm
    ) throws(CommandFailure) -> String {
        do throws(ResultError) {
            return try GoldenText.text(reading: try ResultReader(path: resultPath), form)
        } catch {
            throw CommandFailure(error.description, .system)
        }
    }

    private func hiddenRows(
        of resultPath: String
    ) throws(CommandFailure) -> [String: [String]] {
        do throws(ResultError) {
            return try GoldenText.hiddenRows(reading: try ResultReader(path: resultPath))
        } catch {
            throw CommandFailure(error.description, .system)
        }
    }
}
