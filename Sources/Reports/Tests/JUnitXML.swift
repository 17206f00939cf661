import Results
import Text

/// Test results as JUnit XML, as CI servers read it.
///
/// One suite a scenario; a case for each expectation and one for the golden text. No times, since
/// they would differ from run to run.
public enum JUnitXML {
    /// The document.
    public static func text(_ results: [ScenarioTestResult]) -> String {
        let suites = results.map(suite)
        let tests = suites.reduce(0) { $0 + $1.tests }
        let failures = suites.reduce(0) { $0 + $1.failures }
        let errors = suites.reduce(0) { $0 + $1.errors }
        return """
            <?xml version="1.0" encoding="UTF-8"?>
            <testsuites name="attrsim" tests="\(tests)" failures="\(failures)" errors="\(errors)">

            """ + suites.map(\.text).joined() + "</testsuites>\n"
    }

    private static func suite(
        _ result: ScenarioTestResult
    ) -> (tests: Int, failures: Int, errors: Int, text: String) {
        var cases: [String] = []
        var failures = 0
        func add(_ name: String, _ fault: (kind: String, message: String, body: String)?) {
            let head =
                "    <testcase classname=\"\(MarkupText.xml(result.path))\" name=\"\(MarkupText.xml(name))\""
            guard let fault else {
                cases.append(head + "/>\n")
                return
            }
            cases.append(
                head + ">\n      <\(fault.kind) message=\"\(MarkupText.xml(fault.message))\">"
                    + MarkupText.xml(fault.body) + "</\(fault.kind)>\n    </testcase>\n")
        }
        if let error = result.error { add("run", ("error", "cannot be run", error)) }
        for outcome in result.expectations {
            if outcome.passed {
                add(outcome.name, nil)
            } else {
                failures += 1
                add(
                    outcome.name,
                    (
                        "failure", "does not hold",
                        "expected: \(outcome.expected)\nactual: \(outcome.actual)"
                    ))
            }
        }
        switch result.golden {
        case .same, .updated: add("golden text", nil)
        case .differs(let diff):
            failures += 1
            add("golden text", ("failure", "differs", diff.joined(separator: "\n")))
        case .missing, .unknown: break
        }
        let errors = result.error == nil ? 0 : 1
        let head =
            "  <testsuite name=\"\(MarkupText.xml(result.path))\" tests=\"\(cases.count)\" "
            + "failures=\"\(failures)\" errors=\"\(errors)\">\n"
        return (cases.count, failures, errors, head + cases.joined() + "  </testsuite>\n")
    }
}
