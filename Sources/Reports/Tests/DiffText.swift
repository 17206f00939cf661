import Text

/// A unified difference for a person.
public enum DiffText {
    /// The lines, in colours: what is gone red, what is new green.
    public static func lines(_ diff: [String], _ style: TextStyle) -> [String] {
        diff.map { line in
            let text = PrintableText.escaping(line)
            switch line.first {
            case "+": return style.apply(line.hasPrefix("+++ ") ? .bold : .green, to: text)
            case "-": return style.apply(line.hasPrefix("--- ") ? .bold : .red, to: text)
            case "@": return style.apply(.cyan, to: text)
            default: return text
            }
        }
    }
}
