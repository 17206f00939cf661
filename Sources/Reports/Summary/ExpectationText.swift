import Results
import Text

/// An expectation and its outcome for a person.
enum ExpectationText {
    /// One line if it held, else three: what was expected and what came out stand below it.
    static func lines(
        _ outcome: ExpectationOutcome, indent: Int, _ style: TextStyle
    ) -> [String] {
        let margin = String(repeating: " ", count: indent)
        let name = PrintableText.escaping(outcome.name)
        let room = max(20, style.width - indent - 2)
        if outcome.passed {
            let cut = DisplayWidth.cut(name, to: room, ellipsis: style.ellipsis)
            return [margin + style.tick + " " + cut]
        }
        return [
            margin + style.cross + " " + name,
            margin + "    expected  " + PrintableText.escaping(outcome.expected),
            margin + "    actual    "
                + style.apply(.red, to: PrintableText.escaping(outcome.actual)),
        ]
    }
}
