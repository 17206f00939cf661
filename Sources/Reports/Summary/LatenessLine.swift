import Simulation
import Text

/// How late records were, as a line of columns: each stands for the same number of doublings.
///
///     ≥29ms ▁ ▁▁▂▂▂▃▃▄▅▆▆▆▆▅▄▃▂│▁▁▁▃▃▃ 56s  406 of 4,061 records behind, 43 late (│ 15s)
struct LatenessLine {
    /// The columns of the picture.
    private static let columns = 24
    /// A line of fewer records tells nothing.
    private static let recordsMin: Int64 = 20

    private let behind: [(from: Int64, to: Int64, records: Int64)]
    private let all: Int64
    private let delay: Int64?
    private let late: Int64
    /// What the latest record needed, where that is known to the millisecond.
    private let latest: Int64?

    /// `nil` where hardly a record was behind.
    init?(_ summary: RunSummary) {
        behind = summary.lateness.filter { $0.from > 0 && $0.to < .max }
        all = summary.lateness.reduce(0) { $0 + $1.records }
        guard behind.reduce(0, { $0 + $1.records }) >= Self.recordsMin else { return nil }
        // The rules of a real engine are its own: its delay stands between nothing.
        let isReference = ["", EngineSettings.reference.name].contains(summary.engine)
        delay = isReference ? summary.watermarkDelay : nil
        late = summary.streams.reduce(0) { $0 + $1.late }
        let lateBy = summary.streams.compactMap(\.lateByMax).max()
        let need = delay.flatMap { delay in
            lateBy.map { $0.addingReportingOverflow(delay).partialValue }
        }
        // Streams may wait differently long: then the cell is all that is known.
        let last = behind[behind.count - 1]
        latest = need.flatMap { last.from <= $0 && $0 <= last.to ? $0 : nil }
    }

    /// The picture between the ends of its axis, and what it says in words.
    func parts(_ style: TextStyle) -> (picture: String, words: String) {
        let (first, last) = (behind[0].from, behind[behind.count - 1].to)
        let scale = Scale(
            first...max(last, first + 1), from: Length(0), to: Length(Self.columns), .doubling)
        var counts = [Int64](repeating: 0, count: Self.columns)
        for cell in behind {
            // A cell that lies in two columns counts in that of its beginning.
            counts[min(Self.columns - 1, scale(cell.from).tenths / 10)] += cell.records
        }
        var picture = Spark.text(counts, style).map(String.init)
        let count = behind.reduce(0) { $0 + $1.records }
        var words = "\(NumberText.count(count)) of \(NumberText.count(all)) records behind"
        if late > 0 { words += ", \(NumberText.count(late)) late" }
        // The delay stands between two columns.
        if let delay, delay > first, delay < last {
            let place = min(Self.columns, (scale(delay).tenths + 9) / 10)
            let mark = style.isUnicode ? "│" : "|"
            picture.insert(mark, at: place)
            words += " (\(mark) \(TimeText.duration(milliseconds: delay)))"
        }
        // Records are counted in cells: but for a cell of one value their ends are no record's.
        let least = behind[0].from == behind[0].to ? "" : style.isUnicode ? "≥" : ">="
        let most =
            latest != nil || behind[behind.count - 1].from == last
            ? "" : style.isUnicode ? "≤" : "<="
        return (
            style.apply(.dim, to: least + MeasureText.duration(first)) + " "
                + style.apply(.cyan, to: picture.joined()) + " "
                + style.apply(.dim, to: most + MeasureText.duration(latest ?? last)), words
        )
    }

    /// Both in a line, or in two where there is no room for one; `start` stands before.
    func lines(after start: String, _ style: TextStyle) -> [String] {
        let (picture, words) = parts(style)
        let plain = parts(TextStyle(isUnicode: style.isUnicode)).picture
        let indent = DisplayWidth.of(start)
        let start = style.apply(.bold, to: start)
        if indent + 2 + DisplayWidth.of(plain) + 2 + DisplayWidth.of(words) <= style.width {
            return [start + "  " + picture + "  " + words]
        }
        return [start + "  " + picture]
            + WrappedText.lines(
                words, after: String(repeating: " ", count: indent + 2), width: style.width)
    }
}

/// Numbers as columns in one line; what is not 0 is at least the smallest column.
enum Spark {
    /// The columns, as high as their share of the greatest number, by its doublings: a hundredth
    /// still shows.
    static func text(_ values: [Int64], _ style: TextStyle) -> String {
        let steps = style.isUnicode ? Array("▁▂▃▄▅▆▇█") : Array(".:-=+*#@")
        let most = max(1, values.max() ?? 1)
        let scale = Scale(0...most, from: Length(0), to: Length(steps.count), .doubling)
        return String(
            values.map { value in
                if value <= 0 { return " " }
                return steps[max(0, min(steps.count - 1, (scale(value).tenths + 9) / 10 - 1))]
            })
    }
}
