/// Reads one JSON text, byte by byte, and keeps count of lines and columns.
struct JSONParser {
    private let bytes: [UInt8]
    private var index = 0
    private var line = 1
    private var lineStart = 0
    /// Bytes of the present line that continue a character, so that columns count characters.
    private var continuations = 0

    /// Checks that `bytes` are UTF-8; a byte order mark at the start is left out.
    init(_ bytes: [UInt8]) throws(JSONError) {
        self.bytes = bytes
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
            index = 3
            lineStart = 3
        }
        try checkUTF8()
    }

    /// The one value of the text.
    mutating func parseText() throws(JSONError) -> JSONNode {
        skipSpace()
        if index == bytes.count { throw error("the text is empty") }
        let node = try parseValue(depth: 0)
        skipSpace()
        if index < bytes.count { throw error("\(found) after the end of the value") }
        return node
    }

    private mutating func parseValue(depth: Int) throws(JSONError) -> JSONNode {
        let start = position
        guard let byte = peek else { throw error("the text ends where a value is expected") }
        switch byte {
        case UInt8(ascii: "{"): return JSONNode(try parseObject(depth: depth + 1), at: start)
        case UInt8(ascii: "["): return JSONNode(try parseArray(depth: depth + 1), at: start)
        case UInt8(ascii: "\""): return JSONNode(.string(try parseString()), at: start)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
            return JSONNode(.number(try parseNumber()), at: start)
        default: break
        }
        for (word, value) in [
            ("true", JSONValue.bool(true)), ("false", .bool(false)), ("null", .null),
        ]
        where bytes[index...].starts(with: word.utf8) {
            index += word.utf8.count
            return JSONNode(value, at: start)
        }
        if byte == UInt8(ascii: "'") {
            throw error("a text stands between double quotes", hint: "write \"…\", not '…'")
        }
        if byte == UInt8(ascii: "/") { throw error("JSON has no comments", hint: "leave it out") }
        throw error("a value is expected, not \(found)")
    }

    private mutating func parseObject(depth: Int) throws(JSONError) -> JSONValue {
        try checkDepth(depth)
        var members: [JSONMember] = []
        var keys: Set<String> = []
        index += 1
        skipSpace()
        if consume("}") { return .object([]) }
        while true {
            let keyPosition = position
            if peek != UInt8(ascii: "\"") {
                let hint = peek == UInt8(ascii: "}") ? "take the comma before it away" : nil
                throw error("a key in double quotes is expected, not \(found)", hint: hint)
            }
            let key = try parseString()
            if !keys.insert(key).inserted {
                throw JSONError(
                    position: keyPosition,
                    message: "the key \(JSONText.write(.string(key))) is there twice",
                    hint: "keep one of the two")
            }
            skipSpace()
            if !consume(":") { throw error("a colon is expected after the key, not \(found)") }
            skipSpace()
            members.append(JSONMember(key, at: keyPosition, try parseValue(depth: depth)))
            skipSpace()
            if consume("}") { return .object(members) }
            if !consume(",") { throw error("a comma or } is expected, not \(found)") }
            skipSpace()
        }
    }

    private mutating func parseArray(depth: Int) throws(JSONError) -> JSONValue {
        try checkDepth(depth)
        var nodes: [JSONNode] = []
        index += 1
        skipSpace()
        if consume("]") { return .array([]) }
        while true {
            if peek == UInt8(ascii: "]") {
                throw error("a value is expected, not ]", hint: "take the comma before it away")
            }
            nodes.append(try parseValue(depth: depth))
            skipSpace()
            if consume("]") { return .array(nodes) }
            if !consume(",") { throw error("a comma or ] is expected, not \(found)") }
            skipSpace()
        }
    }

    private mutating func parseString() throws(JSONError) -> String {
        let start = position
        var content: [UInt8] = []
        index += 1
        while let byte = peek {
            switch byte {
            case UInt8(ascii: "\""):
                index += 1
                return String(decoding: content, as: UTF8.self)
            case UInt8(ascii: "\\"):
                content.append(contentsOf: Character(try parseEscape()).utf8)
            case 0..<0x20:
                throw error(
                    byte == 0x0A || byte == 0x0D
                        ? "a text ends with the line: its closing quote is missing"
                        : "a control character in a text must be escaped")
            default:
                if byte & 0xC0 == 0x80 { continuations += 1 }
                content.append(byte)
                index += 1
            }
        }
        throw JSONError(position: start, message: "the closing quote of this text is missing")
    }

    private mutating func parseEscape() throws(JSONError) -> Unicode.Scalar {
        let start = position
        index += 1
        guard let letter = peek else { throw error("the text ends in an escape") }
        index += 1
        switch letter {
        case UInt8(ascii: "\""): return "\""
        case UInt8(ascii: "\\"): return "\\"
        case UInt8(ascii: "/"): return "/"
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{C}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"): break
        default: throw JSONError(position: start, message: "there is no such escape in JSON")
        }
        let high = try parseHex(start)
        if let scalar = Unicode.Scalar(high) { return scalar }
        // What is no scalar is half of a pair: D800–DBFF, then DC00–DFFF.
        if high < 0xDC00, consume("\\"), consume("u") {
            let low = try parseHex(start)
            if (0xDC00...0xDFFF).contains(low),
                let scalar = Unicode.Scalar(0x10000 + (high - 0xD800) << 10 + (low - 0xDC00))
            {
                return scalar
            }
        }
        throw JSONError(position: start, message: "half of a surrogate pair is no character")
    }

    private mutating func parseHex(_ start: TextPosition) throws(JSONError) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<4 {
            guard let byte = peek, let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
                throw JSONError(position: start, message: "\\u takes four hexadecimal digits")
            }
            value = value << 4 | UInt32(digit)
            index += 1
        }
        return value
    }

    private mutating func parseNumber() throws(JSONError) -> String {
        let start = index
        let place = position
        _ = consume("-")
        let firstDigit = index
        skipDigits()
        if index == firstDigit { throw error("a digit is expected, not \(found)") }
        if bytes[firstDigit] == UInt8(ascii: "0") && index > firstDigit + 1 {
            throw JSONError(position: place, message: "a number does not start with 0")
        }
        if consume(".") {
            let fraction = index
            skipDigits()
            if index == fraction { throw error("a digit is expected, not \(found)") }
        }
        if consume("e") || consume("E") {
            if !consume("+") { _ = consume("-") }
            let exponent = index
            skipDigits()
            if index == exponent { throw error("a digit is expected, not \(found)") }
        }
        return String(decoding: bytes[start..<index], as: UTF8.self)
    }
}

extension JSONParser {
    private var peek: UInt8? { index < bytes.count ? bytes[index] : nil }

    private var position: TextPosition {
        TextPosition(line: line, column: index - lineStart - continuations + 1)
    }

    /// What stands here, for a message.
    private var found: String {
        guard let byte = peek else { return "the end of the text" }
        let rest = String(decoding: bytes[index..<min(index + 4, bytes.count)], as: UTF8.self)
        guard byte > 0x20, byte != 0x7F, let first = rest.unicodeScalars.first else {
            return "a control character"
        }
        return String(Character(first))
    }

    private func error(_ message: String, hint: String? = nil) -> JSONError {
        JSONError(position: position, message: message, hint: hint)
    }

    private mutating func consume(_ scalar: Unicode.Scalar) -> Bool {
        guard peek == UInt8(ascii: scalar) else { return false }
        index += 1
        return true
    }

    private mutating func skipDigits() {
        while let byte = peek, byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") { index += 1 }
    }

    private mutating func skipSpace() {
        while let byte = peek {
            switch byte {
            case 0x20, 0x09, 0x0D: index += 1
            case 0x0A:
                index += 1
                line += 1
                lineStart = index
                continuations = 0
            default: return
            }
        }
    }

    private func checkDepth(_ depth: Int) throws(JSONError) {
        if depth > JSONText.depthLimit {
            throw error("lists and objects are nested deeper than \(JSONText.depthLimit)")
        }
    }

    private func checkUTF8() throws(JSONError) {
        var decoder = UTF8.ForwardParser()
        var iterator = bytes.makeIterator()
        var position = TextPosition(line: 1, column: 1)
        while true {
            switch decoder.parseScalar(from: &iterator) {
            case .valid(let scalar):
                position.column += 1
                if scalar.first == 0x0A {
                    position = TextPosition(line: position.line + 1, column: 1)
                }
            case .emptyInput: return
            case .error:
                throw JSONError(
                    position: position, message: "these bytes are no UTF-8",
                    hint: bytes.starts(with: "SQLite format 3".utf8)
                        ? "this is a result; name the scenario that it came from"
                        : "save the file as UTF-8")
            }
        }
    }
}
