import Text

/// A section of a golden text: a heading and lines, of which only the first are kept.
struct GoldenSection {
    /// The line above; without it the section is not there.
    let heading: String?
    private var lines: [String] = []
    private var date: String?
    private(set) var count = 0
    private var rest = StableHash()

    /// A section under `## title`, which an empty title leaves out.
    init(_ title: String) { heading = title.isEmpty ? nil : "## " + title }

    /// A section under its own kind of heading.
    init(heading: String) { self.heading = heading }

    /// Whether there is nothing to show.
    var isEmpty: Bool { heading == nil }

    /// Adds a record's line; beyond the limit it is only counted and hashed.
    mutating func add(_ line: String) {
        count += 1
        if count > GoldenText.linesMax {
            rest.add(line)
        } else {
            lines.append(GoldenSection.trimmed(line))
        }
    }

    /// Adds a record's line, and the date above it where it is another than the line's before.
    mutating func add(on newDate: String, _ line: String) {
        if newDate != date && count < GoldenText.linesMax { lines.append("— \(newDate)") }
        date = newDate
        // A date that is not shown must still not change unnoticed.
        add(count < GoldenText.linesMax ? line : newDate + " " + line)
    }

    /// The section with a line break at its end.
    var text: String {
        guard let heading else { return "" }
        var all = [GoldenSection.trimmed(heading)]
        all += lines
        if count > GoldenText.linesMax {
            let more = NumberText.count(count - GoldenText.linesMax)
            all.append("… \(more) more, hash \(rest.text)")
        }
        return all.joined(separator: "\n") + "\n"
    }

    private static func trimmed(_ line: String) -> String {
        var bytes = Substring(line)
        while bytes.last == " " { bytes.removeLast() }
        return String(bytes)
    }
}

/// A hash of lines that is the same on every machine: FNV-1a of 64 bits, folded to 32.
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

    /// Eight hexadecimal digits.
    var text: String {
        let folded = UInt32(truncatingIfNeeded: state ^ (state >> 32))
        let digits = String(folded, radix: 16)
        return String(repeating: "0", count: 8 - digits.utf8.count) + digits
    }
}
