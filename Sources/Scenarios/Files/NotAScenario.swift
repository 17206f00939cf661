import Text

/// Tells what somebody gave as a scenario that is none: a log, a table, a result.
enum NotAScenario {
    /// What it is and what to do; `nil` if it may be a scenario, a wrong one included.
    static func words(_ bytes: [UInt8], path: String) -> (message: String, hint: String)? {
        if bytes.starts(with: [0x1F, 0x8B]) { return file("a gzip file", path) }
        if bytes.starts(with: [0x28, 0xB5, 0x2F, 0xFD]) { return file("a zstd file", path) }
        if bytes.starts(with: Array("SQLite format 3".utf8)) {
            return (
                "this is an SQLite database, not a scenario",
                "attrsim report, diff and models take results"
            )
        }
        guard let start = bytes.firstIndex(where: { !isSpace($0) }) else { return nil }
        let end = bytes[start...].firstIndex { $0 == UInt8(ascii: "\n") } ?? bytes.count
        let line = Array(bytes[start..<end])
        switch bytes[start] {
        case UInt8(ascii: "{"):
            guard let first = try? JSONText.parse(line), isRecord(first) else { return nil }
            return file("a log (JSON Lines)", path)
        case UInt8(ascii: "["):
            let next = bytes[(start + 1)...].first { !isSpace($0) }
            return next == UInt8(ascii: "{") ? file("a JSON array, as a log may be", path) : nil
        default:
            let text = String(decoding: line, as: UTF8.self)
            let delimiters: [Character] = [",", ";", "\t"]
            let isTable = delimiters.contains { text.split(separator: $0).count > 1 }
            return isTable && !text.contains("{") ? file("a CSV file", path) : nil
        }
    }

    private static func file(_ what: String, _ path: String) -> (message: String, hint: String) {
        let name = path == "-" ? "FILE" : path
        return (
            "this is \(what), not a scenario",
            "a scenario names its logs: {\"input\": {\"clicks\": …, \"checkouts\": …}}; "
                + "attrsim init DIR --from \(name) writes one"
        )
    }

    /// Whether an object is a record: it has keys of records, or none that a scenario has and few
    /// that are like one.
    private static func isRecord(_ node: JSONNode) -> Bool {
        guard case .object(let members) = node.value else { return false }
        let ofRecords: Set = [
            "click_id", "checkout_id", "click_timestamp", "checkout_timestamp", "payload", "stream",
        ]
        if members.contains(where: { ofRecords.contains($0.key) }) { return true }
        let keys = Scenario.keys
        if members.contains(where: { keys.contains($0.key) }) { return false }
        // `event` is near to "expect", and still no slip of the pen.
        let near = members.count { Spelling.nearest(to: $0.key, in: keys) != nil }
        return members.count > 2 && near * 2 < members.count
    }

    private static func isSpace(_ byte: UInt8) -> Bool {
        byte == 0x20 || (0x09...0x0D).contains(byte)
    }
}
