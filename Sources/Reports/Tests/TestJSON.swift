import Results
import Scenarios
import Text

/// Test results as one JSON document, for programs.
///
/// Keys and their order are stable; more may be added. No times, since they would differ from run
/// to run.
public enum TestJSON {
    /// The document, indented, with a line break at its end.
    public static func text(_ results: [ScenarioTestResult], unused: [String]) -> String {
        let passed = results.count { $0.passed }
        return JSONText.write(
            .record([
                "passed": .bool(passed == results.count),
                "scenarios_passed": .integer(passed),
                "scenarios_failed": .integer(results.count - passed),
                "scenarios": .list(results.map(value)),
                "unused_golden_texts": .strings(unused),
            ]), .pretty)
    }

    private static func value(_ result: ScenarioTestResult) -> JSONValue {
        var members: [JSONMember] = [
            JSONMember("path", .string(result.path)),
            JSONMember("passed", .bool(result.passed)),
            JSONMember(
                "error",
                (result.error ?? (result.isUnguarded ? ScenarioTestResult.unguarded : nil))
                    .map { .string($0) } ?? .null),
            JSONMember("expectations", .list(result.expectations.map(value))),
            JSONMember("golden", golden(result.golden)),
            JSONMember("warnings", .strings(result.warnings)),
        ]
        if !result.passed {
            let commands = TestText.commands(result).map(\.command)
            members.append(JSONMember("commands", .strings(commands)))
        }
        return .object(members)
    }

    private static func value(_ outcome: ExpectationOutcome) -> JSONValue {
        .record([
            "name": .string(outcome.name),
            "passed": .bool(outcome.passed),
            "expected": .string(outcome.expected),
            "actual": .string(outcome.actual),
        ])
    }

    private static func golden(_ golden: ScenarioTestResult.Golden) -> JSONValue {
        func state(_ name: String) -> JSONValue { .record(["state": .string(name)]) }
        return switch golden {
        case .same: state("same")
        case .differs(let diff):
            .record(["state": .string("differs"), "diff": .strings(diff)])
        case .missing: state("missing")
        case .updated: state("written")
        case .unknown: state("unknown")
        }
    }
}
