import Results
import Scenarios
import Text

/// Test results in the Test Anything Protocol, version 14: one test point a scenario, and what
/// went wrong as a YAML block below it.
public enum TestAnythingProtocol {
    /// The whole output.
    public static func text(_ results: [ScenarioTestResult], unused: [String]) -> String {
        var lines = ["TAP version 14", "1..\(results.count)"]
        for (index, result) in results.enumerated() {
            let point = result.passed ? "ok" : "not ok"
            lines.append("\(point) \(index + 1) - \(described(result.path))")
            if !result.passed { lines += diagnostics(result).map { "  " + $0 } }
        }
        for path in unused {
            lines.append("# no scenario for \(PrintableText.escaping(path))")
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func diagnostics(_ result: ScenarioTestResult) -> [String] {
        var lines = ["---"]
        if let error = result.error { lines.append("error: \(JSONText.quoted(error))") }
        if result.isUnguarded {
            lines.append("error: \(JSONText.quoted(ScenarioTestResult.unguarded))")
        }
        if !result.failures.isEmpty { lines.append("failures:") }
        for failure in result.failures {
            lines.append("  - name: \(JSONText.quoted(failure.name))")
            lines.append("    expected: \(JSONText.quoted(failure.expected))")
            lines.append("    actual: \(JSONText.quoted(failure.actual))")
        }
        if case .differs(let diff) = result.golden {
            lines.append("golden: differs")
            lines.append("diff:")
            lines += diff.map { "  - \(JSONText.quoted($0))" }
        }
        lines.append("commands:")
        lines += TestText.commands(result).map { "  - \(JSONText.quoted($0.command))" }
        return lines + ["..."]
    }

    /// A description: `#` would begin a directive, and a backslash an escape.
    private static func described(_ text: String) -> String {
        var described = ""
        for character in PrintableText.escaping(text) {
            if character == "#" || character == "\\" { described += "\\" }
            described.append(character)
        }
        return described
    }
}
