import Text

/// Lines that people call a log, and that hold no rows as any format has them.
enum ForeignLines {
    /// So many lines are looked at.
    private static let limit = 5

    /// What lines are, and what to do; `nil` if nothing is known of them.
    static func refusal(
        of lines: some Collection<ArraySlice<UInt8>>
    ) -> (reason: String, hint: String)? {
        let lines = lines.filter { line in line.contains { $0 > 0x20 } }.prefix(limit)
        guard let first = lines.first else { return nil }
        let prefixes = lines.compactMap(beforeObject)
        if prefixes.count == lines.count, let prefix = prefixes.first {
            let shown = String(decoding: prefix.prefix(40), as: UTF8.self)
                .split { $0 == "\t" || $0 == " " }.joined(separator: " ")
            return (
                "something stands before the JSON of each line: \"\(shown)\"",
                "cut it off: sed 's/^[^{]*//' FILE > NEW.jsonl"
            )
        }
        if first.first != UInt8(ascii: "{"), lines.allSatisfy(isPairs) {
            return (
                "its lines are logfmt, name=value apart by spaces",
                "turn them into JSON Lines first, for example with Miller: "
                    + "mlr --idkvp --ifs ' ' --ojsonl cat FILE"
            )
        }
        return nil
    }

    /// What a line has in front of the JSON object that it ends with: the time and key of
    /// kafka-console-consumer, the time of CloudWatch, the container's name.
    private static func beforeObject(_ line: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        guard let start = line.firstIndex(of: UInt8(ascii: "{")), start > line.startIndex else {
            return nil
        }
        var buffer = TextBuffer()
        for byte in line[start...] { buffer.append(byte) }
        let length = buffer.count
        buffer.terminate()
        var scanner = JSONScanner(start: buffer.start, end: buffer.start + length)
        guard let value = try? scanner.value(), value.length > 2 else { return nil }
        scanner.skipSpace()
        return scanner.isAtEnd ? line[..<start] : nil
    }

    /// Whether a line is `time="2024-03-01T10:00:00Z" level=info user=u1`.
    private static func isPairs(_ line: ArraySlice<UInt8>) -> Bool {
        var count = 0
        var rest = line.drop { $0 <= 0x20 }
        while !rest.isEmpty {
            let name = rest.prefix { $0.isDigit || $0.isLetter || "_.-".utf8.contains($0) }
            guard !name.isEmpty, rest[name.endIndex...].first == UInt8(ascii: "=") else {
                return false
            }
            rest = rest[(name.endIndex + 1)...]
            if rest.first == UInt8(ascii: "\"") {
                guard let end = rest.dropFirst().firstIndex(of: UInt8(ascii: "\"")) else {
                    return false
                }
                rest = rest[(end + 1)...]
            } else {
                rest = rest.drop { $0 > 0x20 }
            }
            rest = rest.drop { $0 <= 0x20 }
            count += 1
        }
        return count >= 3
    }
}
