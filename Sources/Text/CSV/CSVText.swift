/// Reads and writes comma-separated values.
public enum CSVText {
    /// A row that cannot be read.
    public struct Problem: Error, Sendable, Equatable {
        /// The line, from 1.
        public let line: Int
        /// What is wrong.
        public let reason: String
        /// What to write instead.
        public let hint: String

        init(line: Int, _ reason: String, hint: String) {
            self.line = line
            self.reason = reason
            self.hint = hint
        }
    }
}

/// Rows of a whole CSV text: RFC 4180 with `,`, `;` or tab, LF or CRLF, and an optional byte order mark.
///
/// The separator is the first of tab, `;` and `,` that the header has outside quotes. A field in
/// double quotes may hold separators, line breaks and doubled quotes.
public struct CSVTable {
    private let bytes: ArraySlice<UInt8>
    private var place: Int
    private var line = 1
    private let comma: UInt8

    /// The rows of a text.
    public init(_ bytes: [UInt8]) {
        self.bytes = ByteText.withoutMark(bytes)
        place = self.bytes.startIndex
        var isQuoted = false
        let header = self.bytes.prefix { $0 != 0x0A }.filter { byte in
            if byte == 0x22 { isQuoted.toggle() }
            return !isQuoted
        }
        comma = [0x09, 0x3B].first { header.contains($0) } ?? 0x2C
    }

    /// The next row that is not blank, with the line on which it starts; `nil` at the end.
    public mutating func row() throws(CSVText.Problem) -> (line: Int, fields: [ArraySlice<UInt8>])?
    {
        while place < bytes.endIndex {
            let start = line
            var fields = [try field()]
            while place < bytes.endIndex, bytes[place] == comma {
                place += 1
                fields.append(try field())
            }
            endLine()
            if fields.count > 1 || !ByteText.trimmed(fields[0]).isEmpty { return (start, fields) }
        }
        return nil
    }

    private mutating func endLine() {
        if place < bytes.endIndex, bytes[place] == 0x0D { place += 1 }
        if place < bytes.endIndex, bytes[place] == 0x0A { place += 1 }
        line += 1
    }

    private var isAtLineEnd: Bool {
        guard place < bytes.endIndex else { return true }
        if bytes[place] == 0x0D {
            return place + 1 == bytes.endIndex || bytes[place + 1] == 0x0A
        }
        return bytes[place] == 0x0A
    }

    private mutating func field() throws(CSVText.Problem) -> ArraySlice<UInt8> {
        if place < bytes.endIndex, bytes[place] == 0x22 { return try quoted() }
        let start = place
        while !isAtLineEnd, bytes[place] != comma { place += 1 }
        return try checked(bytes[start..<place], from: line)
    }

    private mutating func quoted() throws(CSVText.Problem) -> ArraySlice<UInt8> {
        let start = line
        var text: [UInt8] = []
        place += 1
        while place < bytes.endIndex {
            let byte = bytes[place]
            place += 1
            if byte == 0x0A { line += 1 }
            guard byte == 0x22 else {
                text.append(byte)
                continue
            }
            if place < bytes.endIndex, bytes[place] == 0x22 {
                text.append(0x22)
                place += 1
            } else if isAtLineEnd || bytes[place] == comma {
                return try checked(text[...], from: start)
            } else {
                throw CSVText.Problem(
                    line: line, "text after a closing quote",
                    hint: "write a quote inside a quoted field twice.")
            }
        }
        throw CSVText.Problem(
            line: start, "a quoted field has no end", hint: "close it with a quote.")
    }

    private func checked(
        _ field: ArraySlice<UInt8>, from line: Int
    ) throws(CSVText.Problem) -> ArraySlice<UInt8> {
        guard ByteText.isUTF8(field) else {
            throw CSVText.Problem(
                line: line, "the text is not UTF-8", hint: "save the file as UTF-8.")
        }
        return field
    }
}
