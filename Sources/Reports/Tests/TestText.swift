import Text

/// What `attrsim test` tells a person.
public enum TestText {
    /// The lines of one scenario: one if all held, else with everything that did not, and with the
    /// commands that go on from there.
    public static func text(_ result: ScenarioTestResult, _ style: TextStyle) -> String {
        let path = PrintableText.escaping(result.path)
        let mark = result.passed ? style.tick : style.cross
        var lines = ["\(mark) \(path)  " + style.apply(.dim, to: facts(result))]
        if let error = result.error {
            lines += PrintableText.escapingLines(error).split(separator: "\n").map { "    \($0)" }
        }
        if result.isUnguarded {
            lines.append("    \(ScenarioTestResult.unguarded)")
        }
        for failure in result.failures { lines += ExpectationText.lines(failure, indent: 4, style) }
        if case .differs(let diff) = result.golden {
            lines += DiffText.lines(diff, style).map { "    " + $0 }
        }
        if !result.passed {
            lines += result.warnings.map { "    warning: \(PrintableText.escaping($0))" }
            lines += commands(result).map { what, command in
                "    " + style.apply(.dim, to: DisplayWidth.pad(what, to: 15)) + command
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// What to do about a failed test, and how.
    static func commands(_ result: ScenarioTestResult) -> [(what: String, command: String)] {
        let path = ShellWord.path(result.path)
        var commands = [("run it again:", "attrsim test \(path)")]
        if result.isUnguarded {
            commands.append(("keep this one:", "attrsim test --update \(path)"))
        }
        if !result.failures.isEmpty, result.error == nil {
            commands.append(("make it small:", "attrsim shrink \(path)"))
        }
        if case .differs = result.golden {
            commands.append(("accept it:", "attrsim accept \(path)"))
        }
        return commands
    }

    /// The last lines, the golden texts without their scenario among them.
    public static func total(
        _ results: [ScenarioTestResult], unused: [String] = [], _ style: TextStyle
    ) -> String {
        let failed = results.count { !$0.passed }
        let updated = results.count { $0.golden == .updated }
        let missing = results.count { $0.golden == .missing }
        var facts = [style.apply(.bold, to: "\(results.count - failed) passed, \(failed) failed")]
        if failed > 0 { facts[0] = style.apply(.red, to: facts[0]) }
        if updated > 0 { facts.append("\(updated) golden text\(updated == 1 ? "" : "s") written") }
        if missing > 0 { facts.append("\(missing) without a golden text (--update writes one)") }
        var text = facts.joined(separator: style.separator) + "\n"
        let differing = results.count { if case .differs = $0.golden { true } else { false } }
        if differing > 1 {
            text += "look at the \(differing) golden texts that differ: attrsim review\n"
        }
        return text + unusedText(unused, style)
    }

    /// The golden texts that no scenario has.
    static func unusedText(_ unused: [String], _ style: TextStyle) -> String {
        if unused.isEmpty { return "" }
        let head = unused.count == 1 ? "a golden text has" : "\(unused.count) golden texts have"
        return "\(style.alert) \(head) no scenario (attrsim accept --prune removes such files):\n"
            + unused.map { "    \(PrintableText.escaping($0))\n" }.joined()
    }

    private static func facts(_ result: ScenarioTestResult) -> String {
        var facts: [String] = []
        let count = result.expectations.count
        let failed = result.failures.count
        if failed > 0 {
            facts.append("\(failed) of \(count) expectations failed")
        } else if count > 0 {
            facts.append("\(count) expectation\(count == 1 ? "" : "s")")
        }
        switch result.golden {
        case .same: facts.append("golden text")
        case .differs: facts.append("golden text differs")
        case .missing: facts.append("no golden text")
        case .updated: facts.append("golden text written")
        case .unknown: break
        }
        return facts.joined(separator: ", ")
    }
}
