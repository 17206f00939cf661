/// What `attrsim test` tells a person.
public enum TestText {
    /// The lines of one scenario: one if all held, else with everything that did not, and with the
    /// commands that go on from there.
    public static func text(_ result: ScenarioTestResult, _ style: TextStyle) -> String {
        let path = PrintableText.escaping(result.path)
        let mark = result.passed ? style.tick : style.cross
        var lines = ["\(mark) \(path)  " + style.apply(.dim, to: facts(result))]
        if let error = result.error {
            lines += error.split(separator: "\n").map { "    \($0)" }
        }
        for failure in result.failures { lines += ExpectationText.lines(failure, indent: 4, style) }
        if case .differs(let diff) = result.golden {
            lines += diff.map { "    " + colored($0, style) }
            lines.append(
                "    accept it with: attrsim test --update \(ShellWord.quoted(result.path))")
        }
        if !result.passed {
            lines.append("    run it alone:   attrsim run \(ShellWord.quoted(result.path))")
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// The last line.
    public static func total(_ results: [ScenarioTestResult], _ style: TextStyle) -> String {
        let failed = results.count { !$0.passed }
        let updated = results.count { $0.golden == .updated }
        let missing = results.count { $0.golden == .missing }
        var facts = [style.apply(.bold, to: "\(results.count - failed) passed, \(failed) failed")]
        if failed > 0 { facts[0] = style.apply(.red, to: facts[0]) }
        if updated > 0 { facts.append("\(updated) golden texts written") }
        if missing > 0 { facts.append("\(missing) without a golden text (--update writes one)") }
        return facts.joined(separator: style.separator) + "\n"
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

    private static func colored(_ line: String, _ style: TextStyle) -> String {
        switch line.first {
        case "+": style.apply(.green, to: line)
        case "-": style.apply(.red, to: line)
        case "@": style.apply(.cyan, to: line)
        default: line
        }
    }
}

/// Words for a shell to read.
enum ShellWord {
    /// The word as it is, or in quotes where a shell would read it as something else.
    static func quoted(_ word: String) -> String {
        let isPlain = word.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "/"), UInt8(ascii: "."),
                UInt8(ascii: "-"), UInt8(ascii: "_"):
                true
            default: false
            }
        }
        if isPlain && !word.isEmpty { return word }
        return "'"
            + word.split(separator: "'", omittingEmptySubsequences: false)
            .joined(separator: "'\\''") + "'"
    }
}
