import Simulation
import Text

/// A checkout's clicks drawn in event time: one line for each thing that can become of a click.
///
///     window    01:02                                     02:02
///               ├─────────────────────────────────────────────┤
///     matched                              ●        ●  ●
///     late                                         ✗
///     checkout                                                ◆
struct EventTimeAxis {
    let story: CheckoutStory
    let words: Wording
    private let width: Int

    init(_ story: CheckoutStory, _ words: Wording) {
        self.story = story
        self.words = words
        width = max(20, min(64, words.style.width - 40))
    }

    /// The lines; none where there is nothing to draw.
    func lines() -> [String] {
        guard let window = story.window, window.lowerBound < window.upperBound else { return [] }
        let isUnicode = words.style.isUnicode
        let rows: [(name: String, mark: Character, uses: [ConsideredClick.Use])] = [
            ("credited", isUnicode ? "◉" : "@", [.credited]),
            ("matched", isUnicode ? "●" : "o", [.matched]),
            ("waiting", isUnicode ? "○" : "o", [.waiting]),
            ("late", isUnicode ? "✗" : "x", [.late]), ("duplicate", "=", [.duplicate]),
            ("lost", "?", [.lost]), ("not paired", "/", [.notPaired]),
            ("taken back", "-", [.takenBack]),
            ("too old", "~", [.filtered]),
            ("outside", isUnicode ? "·" : ".", [.outside]),
        ]
        var lines = axis(window)
        for row in rows {
            let times = story.clicks.filter { row.uses.contains($0.use) }.map(\.click.eventTime)
            if times.isEmpty { continue }
            lines.append(label(row.name) + marks(times, row.mark, window))
        }
        lines.append(
            label("checkout") + marks([story.checkout.eventTime], isUnicode ? "◆" : "#", window))
        return lines
    }

    private func label(_ name: String) -> String { "  " + DisplayWidth.pad(name, to: 12) }

    private func axis(_ window: ClosedRange<Int64>) -> [String] {
        let isUnicode = words.style.isUnicode
        let line = String(repeating: isUnicode ? "─" : "-", count: width)
        let first = words.time(window.lowerBound)
        let last = words.time(window.upperBound)
        let fill = max(2, width + 2 - DisplayWidth.of(first) - DisplayWidth.of(last))
        let ends = first + String(repeating: " ", count: fill) + last
        return [
            label("window") + words.style.apply(.dim, to: " " + ends),
            label("")
                + words.style.apply(
                    .dim, to: (isUnicode ? " ├" : " [") + line + (isUnicode ? "┤" : "]")),
        ]
    }

    /// One margin column on either side is for what lies outside.
    private func marks(
        _ times: [Int64], _ mark: Character, _ window: ClosedRange<Int64>
    ) -> String {
        var cells = [Character](repeating: " ", count: width + 4)
        let length = Int128(window.upperBound) - Int128(window.lowerBound)
        for time in times {
            let place: Int
            if time < window.lowerBound {
                place = 0
            } else if time > window.upperBound {
                place = width + 3
            } else {
                let offset = Int128(time) - Int128(window.lowerBound)
                place = 2 + Int(offset * Int128(width - 1) / length)
            }
            cells[place] = mark
        }
        var text = String(cells)
        while text.hasSuffix(" ") { text.removeLast() }
        return text
    }
}
