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
    /// Runs the test; what goes wrong is part of what it finds.
    func run() -> (result: ScenarioTestResult, status: ExitStatus) {
        var result = ScenarioTestResult(path: path)
        do throws(CommandFailure) {
            let scenario = try ScenarioRun.load(path)
            let scratch = FileSystem.scratchPath(
                "test.sqlite", isSmall: InputSize.isSmall(scenario.input))
            defer { FileSystem.remove(scratch) }
            var run = ScenarioRun(scenario: scenario, output: scratch)
            run.isQuiet = true
            result.expectations = try run.run().expectations
            result.golden = try compareGolden(with: scratch)
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
        let actual: String
        do throws(ResultError) {
            actual = try GoldenText.text(reading: try ResultReader(path: resultPath))
        } catch {
            throw CommandFailure(error.description, .system)
        }
        let goldenPath = GoldenFiles.golden(of: path)
        let newPath = GoldenFiles.new(of: goldenPath)
        let golden = try TextFile.read(goldenPath)
        if golden == actual {
            FileSystem.remove(newPath)
            return .same
        }
        if updatesGolden {
            try TextFile.write(actual, to: goldenPath)
            FileSystem.remove(newPath)
            return .updated
        }
        try TextFile.write(actual, to: newPath)
        guard let golden else { return .missing }
        return .differs(
            UnifiedDiff.lines(from: golden, named: goldenPath, to: actual, named: newPath))
    }
}
