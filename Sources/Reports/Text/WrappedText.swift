import Text

/// A paragraph in lines of a limited width.
public enum WrappedText {
    /// Breaks `text` at spaces. The first line stands behind `start`, the others as far in. A word
    /// that is too long stays whole; no line ends in spaces.
    public static func lines(_ text: String, after start: String, width: Int) -> [String] {
        let indent = columns(start)
        let room = max(20, width - indent)
        var lines: [String] = []
        var line = ""
        for word in text.split(separator: " ").map(String.init) {
            if !line.isEmpty, columns(line) + 1 + columns(word) > room {
                lines.append(line)
                line = ""
            }
            line += (line.isEmpty ? "" : " ") + word
        }
        lines.append(line)
        let margin = String(repeating: " ", count: indent)
        return lines.enumerated().map { place, line in
            var whole = (place == 0 ? start : margin) + line
            while whole.hasSuffix(" ") { whole.removeLast() }
            return whole
        }
    }

    /// A line that may be wider than the terminal, in as many as it takes; the later ones stand as far in.
    public static func folded(_ line: String, width: Int) -> [String] {
        if columns(line) <= width { return [line] }
        return lines(line, after: String(line.prefix { $0 == " " }), width: width)
    }

    /// The columns that a text takes, whose colours take none.
    private static func columns(_ text: String) -> Int {
        guard text.contains("\u{1B}") else { return DisplayWidth.of(text) }
        let parts = text.split(separator: "\u{1B}", omittingEmptySubsequences: false)
        return DisplayWidth.of(String(parts[0]))
            + parts.dropFirst().reduce(0) { sum, part in
                sum + DisplayWidth.of(String(part.drop { $0 != "m" }.dropFirst()))
            }
    }
}
