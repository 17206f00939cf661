import Text

/// A section of a golden text: a heading and a line a row. How many of them are shown is the
/// form's matter.
struct GoldenSection {
    /// The line above; without it the section is not there.
    let heading: String?
    private let form: GoldenForm
    private let keepsRows: Bool
    private var lines: [String] = []
    private var date: String?
    private(set) var count = 0
    private var rest = StableHash()
    private var blocks = GoldenBlocks()
    private var named: [String: [String]] = [:]

    /// A section under `## title`, which an empty title leaves out.
    init(_ title: String, _ form: GoldenForm = .blocks, keepsRows: Bool = false) {
        self.init(heading: title.isEmpty ? nil : "## " + title, form, keepsRows: keepsRows)
    }

    /// A section under its own kind of heading.
    init(heading: String?, _ form: GoldenForm = .blocks, keepsRows: Bool = false) {
        self.heading = heading
        self.form = form
        self.keepsRows = keepsRows
        blocks.keepsRows = keepsRows
        blocks.first = GoldenText.linesMax + 1
    }

    /// Whether there is nothing to show.
    var isEmpty: Bool { heading == nil }

    /// Whether the next row is shown.
    private var isShown: Bool { form == .full || count < GoldenText.linesMax }

    /// Adds a row's line; one that is not shown is only counted and hashed.
    mutating func add(_ line: String) {
        if isShown {
            lines.append(GoldenSection.trimmed(line))
        } else if form == .legacy {
            rest.add(line)
        } else {
            blocks.add(line)
        }
        count += 1
    }

    /// Adds a row's line, and the date above it where it is another than the line's before.
    mutating func add(on newDate: String, _ line: String) {
        if newDate != date && isShown { lines.append("— \(newDate)") }
        date = newDate
        // A date that is not shown must still not change unnoticed.
        add(isShown ? line : newDate + " " + line)
    }

    /// The section with a line break at its end.
    var text: String {
        guard let heading else { return "" }
        var all = [GoldenSection.trimmed(heading)]
        all += lines
        if form == .legacy, count > GoldenText.linesMax {
            let more = NumberText.count(count - GoldenText.linesMax)
            all.append("… \(more) more, hash \(rest.text)")
        }
        all += blocks.lines.map { "… " + $0 }
        return all.joined(separator: "\n") + "\n"
    }

    /// The rows behind each line that stands for a block, if they were kept.
    var rows: [String: [String]] {
        var rows = named
        for (line, lines) in blocks.rows { rows["… " + line] = lines }
        return rows
    }

    /// A section of digests alone, with a name in front of each, that has no rows of its own.
    init(named name: String, _ blocks: GoldenBlocks) {
        self.init(blocks.lines.isEmpty ? "" : name)
        for (line, rows) in blocks.rows {
            let line = DisplayWidth.pad(name, to: 34) + " " + line
            lines.append(line)
            named[line] = rows
        }
    }

    /// Adds the lines of another section, and what they stand for.
    mutating func take(_ other: GoldenSection) {
        lines += other.lines
        named.merge(other.named) { first, _ in first }
    }

    private static func trimmed(_ line: String) -> String {
        var bytes = Substring(line)
        while bytes.last == " " { bytes.removeLast() }
        return String(bytes)
    }
}

/// Rows that are not shown: a digest for each block of them.
struct GoldenBlocks {
    /// The number of the first row, from 1.
    var first = 1
    /// Whether the rows are kept as well.
    var keepsRows = false
    private var closed: [(line: String, rows: [String])] = []
    private var hash = StableHash()
    private var count = 0
    private var kept: [String] = []

    /// Adds a row.
    mutating func add(_ line: String) {
        if count == GoldenText.blockRows { close() }
        hash.add(line)
        count += 1
        if keepsRows { kept.append(line) }
    }

    private mutating func close() {
        closed.append((line, kept))
        first += count
        count = 0
        hash = StableHash()
        kept = []
    }

    /// The line of the block that is open.
    private var line: String { "rows \(first)–\(first + count - 1), hash \(hash.digest)" }

    /// A line for each block: `rows 201–250, hash 0123456789abcdef`.
    var lines: [String] { rows.map(\.line) }

    /// The blocks' lines and the rows behind them.
    var rows: [(line: String, rows: [String])] { closed + (count > 0 ? [(line, kept)] : []) }
}

/// A hash of lines that is the same on every machine: FNV-1a of 64 bits.
struct StableHash {
    private var state: UInt64 = 0xCBF2_9CE4_8422_2325

    /// Adds a line and its end.
    mutating func add(_ line: String) {
        for byte in line.utf8 { mix(byte) }
        mix(UInt8(ascii: "\n"))
    }

    private mutating func mix(_ byte: UInt8) {
        state = (state ^ UInt64(byte)) &* 0x100_0000_01B3
    }

    /// Its halves folded into one: eight hexadecimal digits.
    var text: String {
        StableHash.hexadecimal(UInt64(UInt32(truncatingIfNeeded: state ^ (state >> 32))), 8)
    }

    /// Sixteen hexadecimal digits.
    var digest: String { StableHash.hexadecimal(state, 16) }

    private static func hexadecimal(_ value: UInt64, _ width: Int) -> String {
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: width - digits.utf8.count) + digits
    }
}
