import Text

/// Values as columns side by side, the way that a curve is looked at.
///
///     100.00 %          ▂▅▇█
///                 ▁▄▆█████
///      92.10 % ▁▃██████████
///              0s       50s
struct ColumnChart {
    /// The values, from the left.
    var values: [Int64]
    /// What stands below each; the first and the last are shown, and one in the middle.
    var labels: [String]
    /// The lines that the columns take.
    var height = 6

    private static let eighths = [" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]

    /// The lines; none where all values are the same or no column has room.
    func lines(_ style: TextStyle, name: (Int64) -> String) -> [String] {
        guard let least = values.min(), let greatest = values.max(), least < greatest else {
            return []
        }
        let (top, bottom) = (name(greatest), name(least))
        let margin = max(DisplayWidth.of(top), DisplayWidth.of(bottom)) + 1
        let room = style.width - margin - 2
        guard room >= 8 else { return [] }
        let shown = thinned(to: room)
        let width = max(1, min(6, room / shown.count))
        var lines: [String] = []
        for line in (0..<height).reversed() {
            let name = line == height - 1 ? top : line == 0 ? bottom : ""
            let columns = shown.map { place in
                column(values[place], least, greatest, line: line, width: width, style)
            }.joined()
            var text = style.apply(.dim, to: DisplayWidth.pad(name, to: margin - 1, atStart: true))
            text += " " + style.apply(.cyan, to: trimmed(columns))
            lines.append(trimmed(text))
        }
        lines.append(axis(shown, margin: margin, width: width, style))
        return lines
    }

    /// As many places as there is room for, evenly, the last one always among them.
    private func thinned(to room: Int) -> [Int] {
        let step = (values.count + room - 1) / room
        return values.indices.filter { (values.count - 1 - $0) % step == 0 }
    }

    /// The part of a column in a line: the least value is one eighth high, the greatest all.
    private func column(
        _ value: Int64, _ least: Int64, _ greatest: Int64, line: Int, width: Int, _ style: TextStyle
    ) -> String {
        let pieces = style.isUnicode ? 8 : 1
        let whole = Int128(height * pieces - 1)
        let filled = 1 + Int(Int128(value - least) * whole / Int128(greatest - least))
        let here = max(0, min(pieces, filled - line * pieces))
        let piece = style.isUnicode ? Self.eighths[here] : here > 0 ? "#" : " "
        // Wide columns have a gap between them.
        return width < 3
            ? String(repeating: piece, count: width)
            : String(repeating: piece, count: width - 1) + " "
    }

    private func axis(_ shown: [Int], margin: Int, width: Int, _ style: TextStyle) -> String {
        var line = ""
        let whole = shown.count * width
        for (place, label) in [0, shown.count / 2, shown.count - 1].map({ ($0, labels[shown[$0]]) })
        {
            var start = place * width
            // The last label ends where the columns do.
            if place == shown.count - 1 { start = max(start, 0) }
            if start + DisplayWidth.of(label) > style.width - margin {
                start = max(0, whole - DisplayWidth.of(label))
            }
            if place > 0, start <= DisplayWidth.of(line) { continue }
            line = DisplayWidth.pad(line, to: start) + PrintableText.escaping(label)
        }
        return String(repeating: " ", count: margin) + style.apply(.dim, to: line)
    }

    private func trimmed(_ text: String) -> String {
        var text = text
        while text.hasSuffix(" ") { text.removeLast() }
        return text
    }
}
