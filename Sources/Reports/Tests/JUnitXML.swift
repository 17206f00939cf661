import Results
import Text

/// Test results as JUnit XML, as CI servers read it.
///
/// One suite a scenario; a case for each expectation and one for the golden text. `time` is how
/// long the scenario took on this machine, as these servers show it: no other output has times.
public enum JUnitXML {
    /// The document.
    public static func text(_ results: [ScenarioTestResult]) -> String {
        let suites = results.map(suite)
        let tests = suites.reduce(0) { $0 + $1.tests }
        let failures = suites.reduce(0) { $0 + $1.failures }
        let errors = suites.reduce(0) { $0 + $1.errors }
        let time = seconds(results.reduce(0) { $0 + $1.elapsed })
        return """
            <?xml version="1.0" encoding="UTF-8"?>
            <testsuites name="attrsim" tests="\(tests)" failures="\(failures)" errors="\(errors)" time="\(time)">

            """ + suites.map(\.text).joined() + "</testsuites>\n"
    }

    /// What is wrong with a case: its message is the first difference.
    private struct Fault {
        var kind = "failure"
        var message: String
        var body: String
    }

    private static func suite(
        _ result: ScenarioTestResult
    ) -> (tests: Int, failures: Int, errors: Int, text: String) {
        let cases = self.cases(of: result)
        let failures = cases.count { $0.fault?.kind == "failure" }
        let errors = cases.count { $0.fault?.kind == "error" }
        let path = MarkupText.xml(result.path)
        let time = seconds(result.elapsed)
        var text = "  <testsuite name=\"\(path)\" tests=\"\(cases.count)\" "
        text += "failures=\"\(failures)\" errors=\"\(errors)\" time=\"\(time)\">\n"
        for (index, item) in cases.enumerated() {
            // A scenario is run once: its first case has the time, the others take none.
            text += "    <testcase classname=\"\(path)\" name=\"\(MarkupText.xml(item.name))\" "
            text += "file=\"\(path)\" time=\"\(index == 0 ? time : "0.000")\""
            guard let fault = item.fault else {
                text += "/>\n"
                continue
            }
            text += ">\n      <\(fault.kind) message=\"\(MarkupText.xml(fault.message))\">"
            text += MarkupText.xml(fault.body) + "</\(fault.kind)>\n    </testcase>\n"
        }
        return (cases.count, failures, errors, text + "  </testsuite>\n")
    }

    private static func cases(
        of result: ScenarioTestResult
    ) -> [(name: String, fault: Fault?)] {
        var cases: [(name: String, fault: Fault?)] = []
        if let error = result.error {
            let first = error.split(separator: "\n").first.map(String.init) ?? error
            cases.append(("run", Fault(kind: "error", message: first, body: error)))
        }
        if result.isUnguarded {
            let words = ScenarioTestResult.unguarded
            cases.append(("golden text", Fault(message: words, body: words)))
        }
        for outcome in result.expectations {
            let fault = Fault(
                message: "expected \(outcome.expected), actual \(outcome.actual)",
                body: "expected: \(outcome.expected)\nactual: \(outcome.actual)")
            cases.append((outcome.name, outcome.passed ? nil : fault))
        }
        switch result.golden {
        case .same, .updated: cases.append(("golden text", nil))
        case .differs(let diff):
            cases.append(
                (
                    "golden text",
                    Fault(
                        message: firstDifference(diff), body: diff.joined(separator: "\n"))
                ))
        case .missing, .unknown: break
        }
        return cases
    }

    /// The first line that is gone and the first that has come, of a unified difference.
    private static func firstDifference(_ diff: [String]) -> String {
        let lines = diff.dropFirst(2)
        guard let first = lines.firstIndex(where: { $0.hasPrefix("-") || $0.hasPrefix("+") }) else {
            return "differs"
        }
        if lines[first].hasPrefix("+") { return lines[first] }
        let next = lines[first...].first { !$0.hasPrefix("-") }
        return lines[first] + (next?.hasPrefix("+") == true ? "\n" + (next ?? "") : "")
    }

    private static func seconds(_ milliseconds: Int64) -> String {
        let fraction = String(milliseconds % 1000)
        let zeros = String(repeating: "0", count: 3 - fraction.utf8.count)
        return "\(milliseconds / 1000).\(zeros)\(fraction)"
    }
}
