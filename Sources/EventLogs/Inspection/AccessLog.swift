import Text

/// The log of a web server, as nginx and Apache write it:
///
///     203.0.113.7 - - [18/Mar/2024:08:00:00 +0000] "GET /p?utm_source=x HTTP/1.1" 200 5 "-" "Mozilla/5.0"
enum AccessLog {
    /// nginx's names of the columns.
    private static let known = [
        "remote_addr", "ident", "remote_user", "time_local", "request", "status",
        "body_bytes_sent", "http_referer", "http_user_agent",
    ]

    /// The names of the columns; `nil` if the lines are none of such a log.
    static func names(_ lines: ArraySlice<ArraySlice<UInt8>>) -> [String]? {
        var all: [[String]] = []
        for line in lines {
            let cells = cells(line)
            guard let place = cells.firstIndex(where: isTime), (2...6).contains(place) else {
                continue
            }
            all.append(cells)
        }
        guard all.count * 10 >= lines.count * 8, let first = all.first,
            let time = first.firstIndex(where: isTime)
        else { return nil }
        // What is in front of the usual columns, such as the host.
        var names = (0..<max(0, time - 3)).map { $0 == 0 ? "host" : "host_\($0 + 1)" }
        names += known.dropFirst(max(0, 3 - time))
        let count = all.map(\.count).max() ?? 0
        while names.count < count { names.append("column_\(names.count + 1)") }
        return Array(names.prefix(max(count, time + 2)))
    }

    private static func isTime(_ cell: String) -> Bool {
        guard cell.hasPrefix("["), cell.hasSuffix("]") else { return false }
        if case .success = TimeText.parse(String(cell.dropFirst().dropLast())) { return true }
        return false
    }

    /// The cells of a line, those in brackets with them.
    static func cells(_ line: ArraySlice<UInt8>) -> [String] {
        var cells: [String] = []
        var rest = line
        while let first = rest.first {
            if first == UInt8(ascii: " ") {
                rest = rest.dropFirst()
                continue
            }
            var end = rest.startIndex
            if first == UInt8(ascii: "\"") || first == UInt8(ascii: "[") {
                let close = first == UInt8(ascii: "[") ? UInt8(ascii: "]") : first
                end += 1
                while end < rest.endIndex, rest[end] != close {
                    end += rest[end] == UInt8(ascii: "\\") ? 2 : 1
                }
                end = min(end + 1, rest.endIndex)
            } else {
                end = rest.firstIndex(of: UInt8(ascii: " ")) ?? rest.endIndex
            }
            cells.append(String(decoding: rest[rest.startIndex..<end], as: UTF8.self))
            rest = rest[end...]
        }
        return cells
    }
}
