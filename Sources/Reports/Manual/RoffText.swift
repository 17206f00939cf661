import Text

/// A text in roff under construction, with the man macros.
struct RoffText {
    private(set) var text = ""

    /// Adds a line as it is.
    mutating func line(_ line: String) { text += line + "\n" }

    /// Adds a request with its arguments in quotes.
    mutating func request(_ name: String, _ arguments: String...) {
        line("." + ([name] + arguments.map(MarkupText.roffArgument)).joined(separator: " "))
    }

    mutating func section(_ title: String) { request("SH", title) }
    mutating func subsection(_ title: String) { request("SS", title) }
    mutating func paragraph() { line(".PP") }

    /// Adds a term and what it means; both escaped already.
    mutating func term(_ term: String, _ meaning: String) {
        line(".TP")
        line(term)
        line(meaning.isEmpty ? "\\&" : meaning)
    }

    /// Adds the discussion of a help text: paragraphs, indented lines as they are, and lines of
    /// capitals as headings.
    mutating func discussion(_ discussion: String) {
        var isPlain = false
        var isAtParagraph = false
        func startsPlain(_ line: Substring) -> Bool { line.hasPrefix("  ") }
        for line in discussion.split(separator: "\n", omittingEmptySubsequences: false) {
            if isPlain != startsPlain(line) {
                if isPlain {
                    self.line(".fi")
                    self.line(".RE")
                    isAtParagraph = false
                } else {
                    self.line(".PP")
                    self.line(".RS 2")
                    self.line(".nf")
                }
                isPlain.toggle()
            }
            if isPlain {
                self.line(MarkupText.roff(String(line.dropFirst(2))))
            } else if line.allSatisfy({ $0 == " " }) {
                isAtParagraph = false
            } else {
                if !isAtParagraph { paragraph() }
                isAtParagraph = true
                let isHeading = line.allSatisfy { $0.isUppercase || $0 == " " }
                let escaped = MarkupText.roff(String(line))
                self.line(isHeading ? "\\fB\(escaped)\\fR" : escaped)
                if isHeading { isAtParagraph = false }
            }
        }
        if isPlain {
            line(".fi")
            line(".RE")
        }
    }
}
