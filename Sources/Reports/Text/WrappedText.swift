import Text

/// A paragraph in lines of a limited width.
public enum WrappedText {
    /// Breaks `text` at spaces. The first line stands behind `start`, the others as far in. A word
    /// that is too long stays whole; no line ends in spaces.
    public static func lines(_ text: String, after start: String, width: Int) -> [String] {
        let indent = DisplayWidth.of(start)
        let room = max(20, width - indent)
        var lines: [String] = []
        var line = ""
        for word in text.split(separator: " ").map(String.init) {
            if !line.isEmpty, DisplayWidth.of(line) + 1 + DisplayWidth.of(word) > room {
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
}
