import Text

/// The line that tells a waiting person how far a run is.
///
///     1,234,567 records · 1.2 M/s · at 2024-03-20 13:23:48 · 45 % ████▌
public struct ProgressLine: Sendable, Hashable {
    /// Records taken in so far.
    public var records: Int64
    /// How long the run takes so far, in milliseconds.
    public var elapsed: Int64
    /// The virtual clock in milliseconds since 1970; `nil` before the first record.
    public var virtualTime: Int64?
    /// Bytes read so far.
    public var bytesRead: Int64
    /// Bytes of all inputs; `nil` where nobody knows (standard input).
    public var bytesTotal: Int64?

    /// A state of a run.
    public init(
        records: Int64, elapsed: Int64, virtualTime: Int64? = nil, bytesRead: Int64 = 0,
        bytesTotal: Int64? = nil
    ) {
        self.records = records
        self.elapsed = elapsed
        self.virtualTime = virtualTime
        self.bytesRead = bytesRead
        self.bytesTotal = bytesTotal
    }

    /// The line, never as wide as the terminal, so that it does not wrap: parts that find no room
    /// are left out, from the right. Without line end and without padding.
    public func text(_ style: TextStyle) -> String {
        let room = style.width - 1
        var line = ""
        for part in parts(style) {
            let next = line.isEmpty ? part : line + style.separator + part
            if DisplayWidth.of(next) > room { break }
            line = next
        }
        guard let share = shareOfBytes else { return line }
        // What room is left, up to 20 columns, is a bar.
        let width = min(20, room - DisplayWidth.of(line) - 1)
        let bar = Bar.text(share, of: 1000, width: width, isUnicode: style.isUnicode)
        return bar.isEmpty || line.isEmpty ? line : line + " " + style.apply(.cyan, to: bar)
    }

    private func parts(_ style: TextStyle) -> [String] {
        var parts = ["\(NumberText.count(records)) records"]
        if let rate = ProgressLine.rate(records: records, elapsed: elapsed) { parts.append(rate) }
        if let virtualTime {
            // Without milliseconds, which nobody can read while they fly by.
            parts.append("at " + TimeText.dateAndTime(virtualTime).dropLast(4))
        }
        if let share = shareOfBytes { parts.append("\(share / 10) %") }
        return parts
    }

    /// Thousandths of the bytes, at most 1000.
    private var shareOfBytes: Int64? {
        guard let bytesTotal, bytesTotal > 0, bytesRead >= 0 else { return nil }
        return Int64(Int128(min(bytesRead, bytesTotal)) * 1000 / Int128(bytesTotal))
    }

    /// `950/s`, `12.3 k/s`, `1.2 M/s`; `nil` while there is nothing to divide by.
    static func rate(records: Int64, elapsed: Int64) -> String? {
        guard elapsed > 0, records > 0 else { return nil }
        let perSecond = Int128(records) * 1000 / Int128(elapsed)
        for (unit, name) in [(1_000_000, "M"), (1000, "k")] as [(Int128, String)]
        where perSecond >= unit {
            let tenths = perSecond * 10 / unit
            return tenths >= 1000
                ? "\(tenths / 10) \(name)/s" : "\(tenths / 10).\(tenths % 10) \(name)/s"
        }
        return "\(perSecond)/s"
    }
}
