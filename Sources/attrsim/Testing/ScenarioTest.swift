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
    /// Where the result may lie while the test lasts.
    var scratchPath: String

    /// Runs the test; what goes wrong is part of what it finds.
    func run() -> (result: ScenarioTestResult, status: ExitStatus) {
        var result = ScenarioTestResult(path: path)
        defer { TextFile.remove(scratchPath) }
        do throws(CommandFailure) {
            var run = ScenarioRun(scenario: try ScenarioRun.load(path), output: scratchPath)
            run.isQuiet = true
            result.expectations = try run.run().expectations
            result.golden = try compareGolden()
        } catch {
            result.error = error.message
            return (result, error.status)
        }
        return (result, result.passed ? .success : .failed)
    }

    /// `late-events.golden.txt` beside `late-events.json`.
    private var goldenPath: String {
        (path.hasSuffix(".json") ? String(path.dropLast(5)) : path) + ".golden.txt"
    }

    /// Compares the result with the golden text; what is not the same lies beside it as `.new`.
    private func compareGolden() throws(CommandFailure) -> ScenarioTestResult.Golden {
        let actual: String
        do throws(ResultError) {
            actual = try GoldenText.text(reading: try ResultReader(path: scratchPath))
        } catch {
            throw CommandFailure(error.description, .system)
        }
        let newPath = goldenPath + ".new"
        let golden = try TextFile.read(goldenPath)
        if golden == actual {
            TextFile.remove(newPath)
            return .same
        }
        if updatesGolden {
            try TextFile.write(actual, to: goldenPath)
            TextFile.remove(newPath)
            return .updated
        }
        try TextFile.write(actual, to: newPath)
        guard let golden else { return .missing }
        return .differs(
            UnifiedDiff.lines(from: golden, named: goldenPath, to: actual, named: newPath))
    }
}
