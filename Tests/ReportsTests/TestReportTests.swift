import Results
import Scenarios
import Testing
import Text

@testable import Reports

@Suite struct TestReportTests {
    private var passed: ScenarioTestResult {
        var result = ScenarioTestResult(path: "scenarios/a.json")
        result.expectations = [
            ExpectationOutcome(name: "late", passed: true, expected: "1", actual: "1")
        ]
        result.golden = .same
        return result
    }
    private var failed: ScenarioTestResult {
        var result = ScenarioTestResult(path: "my scenarios/it's #1.json")
        result.expectations = [
            ExpectationOutcome(name: "say \"k1\"", passed: false, expected: "'c1'", actual: "NULL")
        ]
        result.golden = .differs(["--- a", "+++ b", "@@ -1,1 +1,1 @@", "-old", "+new"])
        return result
    }

    @Test func aFailurePrintsTheCommandThatRepeatsIt() {
        let text = TestText.text(failed, .plain)
        let path = #"'my scenarios/it'\''s #1.json'"#
        #expect(text.contains("run it again:  attrsim test \(path)\n"))
        #expect(text.contains("make it small: attrsim shrink \(path)\n"))
        #expect(text.contains("accept it:     attrsim accept \(path)\n"))
        #expect(!TestText.text(passed, .plain).contains("run it again"))
    }

    @Test func aPathThatLooksLikeAnOptionIsStillAPath() {
        #expect(ShellWord.path("-x.json") == "./-x.json")
        #expect(ShellWord.path("a b") == "'a b'")
        #expect(ShellWord.quoted("it's\u{1B}\\\u{202E}") == #"$'it\'s\033\\\342\200\256'"#)
        #expect(ShellWord.path("-") == "-")
    }

    @Test func junitSaysTheFirstDifferenceTheFileAndTheTime() {
        var failed = failed
        failed.elapsed = 1_234
        let text = JUnitXML.text([passed, failed])
        let path = "my scenarios/it's #1.json"
        #expect(
            text.contains(
                "<testsuites name=\"attrsim\" tests=\"4\" failures=\"2\" errors=\"0\" time=\"1.234\">"
            ))
        #expect(
            text.contains(
                "<testcase classname=\"\(path)\" name=\"say &quot;k1&quot;\" file=\"\(path)\" "
                    + "time=\"1.234\">\n      <failure message=\"expected 'c1', actual NULL\">"))
        #expect(
            text.contains(
                "name=\"golden text\" file=\"\(path)\" time=\"0.000\">\n      <failure message=\"-old&#10;+new\">"
            ))
    }

    @Test func aTestThatNothingCanFailIsSaidWhereSomethingIsAskedFor() {
        var result = ScenarioTestResult(path: "a.json")
        result.golden = .missing
        #expect(result.passed)
        result.isUnguarded = true
        #expect(!result.passed)
        #expect(TestText.text(result, .plain).contains("neither a golden text nor expectations"))
        #expect(JUnitXML.text([result]).contains("failures=\"1\""))
        #expect(TestAnythingProtocol.text([result], unused: []).contains("not ok 1"))
        #expect(TestJSON.text([result], unused: []).contains("nothing can make it fail"))
    }

    @Test func unusedGoldenTextsAreNamed() {
        let text = TestText.total([passed], unused: ["scenarios/gone.golden.txt"], .plain)
        #expect(text.hasPrefix("1 passed, 0 failed\n"))
        #expect(text.contains("a golden text has no scenario"))
        #expect(text.contains("    scenarios/gone.golden.txt\n"))
    }

    @Test func tapHasAPointForEachScenario() {
        let text = TestAnythingProtocol.text([passed, failed], unused: ["gone.golden.txt"])
        #expect(
            text == """
                TAP version 14
                1..2
                ok 1 - scenarios/a.json
                not ok 2 - my scenarios/it's \\#1.json
                  ---
                  failures:
                    - name: "say \\"k1\\""
                      expected: "'c1'"
                      actual: "NULL"
                  golden: differs
                  diff:
                    - "--- a"
                    - "+++ b"
                    - "@@ -1,1 +1,1 @@"
                    - "-old"
                    - "+new"
                  commands:
                    - "attrsim test 'my scenarios/it'\\\\''s #1.json'"
                    - "attrsim shrink 'my scenarios/it'\\\\''s #1.json'"
                    - "attrsim accept 'my scenarios/it'\\\\''s #1.json'"
                  ...
                # no scenario for gone.golden.txt

                """)
    }

    @Test func jsonSaysWhatFailedAndHow() throws {
        let node = try JSONText.parse(TestJSON.text([passed, failed], unused: ["gone"]))
        #expect(node.member("passed")?.value == .bool(false))
        #expect(node.member("scenarios_passed")?.value == .number("1"))
        guard case .array(let scenarios)? = node.member("scenarios")?.value else {
            Issue.record("no list of scenarios")
            return
        }
        #expect(scenarios.map { $0.member("passed")?.value } == [.bool(true), .bool(false)])
        #expect(scenarios[1].member("golden")?.member("state")?.value == .string("differs"))
        #expect(scenarios[0].member("commands") == nil)
        #expect(node.member("unused_golden_texts")?.value == .strings(["gone"]))
    }

    @Test func aReviewShowsWhatIsNewAndWhatIsGone() {
        let style = TextStyle(isColored: true)
        let text = ReviewText.item(
            "a.golden.txt", number: 2, of: 3, old: "same\nold\n", new: "same\nnew\nmore\n", style)
        #expect(text.contains("[2/3] a.golden.txt"))
        #expect(text.contains("2 added, 1 removed"))
        #expect(text.contains("\u{1B}[31m-old\u{1B}[0m"))
        #expect(text.contains("\u{1B}[32m+new\u{1B}[0m"))
        let first = ReviewText.item(
            "a.golden.txt", number: 1, of: 1, old: nil, new: "x\ny\n", .plain)
        #expect(first.contains("a first golden text, 2 lines"))
    }
}
