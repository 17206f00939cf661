/// A JSON value with the line on which it starts.
struct JSONNode {
    /// What a node holds; members stay in the file's order.
    enum Value {
        case null
        case bool(Bool)
        case number(Double)
        case string([UInt8])
        case array([JSONNode])
        case object([(name: String, node: JSONNode)])
    }

    let line: Int
    let value: Value
}

/// A strict reader of RFC 8259 JSON: no comments, no trailing commas, no second value.
struct JSONText {
    private let bytes: ArraySlice<UInt8>
    private var place: Int
    private var line = 1

    /// The value of a text.
    static func parse(_ bytes: [UInt8]) throws(PathError) -> JSONNode {
        var text = JSONText(ByteText.withoutMark(bytes))
        let node = try text.node(depth: 0)
        text.skipSpace()
        guard text.place == text.bytes.endIndex else { throw text.error("text after the end") }
        return node
    }

    private init(_ bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
        place = bytes.startIndex
    }

    private func error(_ reason: String) -> PathError {
        PathError(line: line, "not JSON: \(reason)", hint: "check the file with a JSON formatter.")
    }

    private var next: UInt8? { place < bytes.endIndex ? bytes[place] : nil }

    private mutating func skipSpace() {
        while let byte = next, byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D {
            if byte == 0x0A { line += 1 }
            place += 1
        }
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        skipSpace()
        guard next == byte else { return false }
        place += 1
        return true
    }

    private mutating func node(depth: Int) throws(PathError) -> JSONNode {
        guard depth < 64 else { throw error("more than 64 levels") }
        skipSpace()
        let start = line
        switch next {
        case 0x7B: return JSONNode(line: start, value: .object(try members(depth)))
        case 0x5B: return JSONNode(line: start, value: .array(try elements(depth)))
        case 0x22: return JSONNode(line: start, value: .string(try string()))
        case 0x74: return JSONNode(line: start, value: try word("true", .bool(true)))
        case 0x66: return JSONNode(line: start, value: try word("false", .bool(false)))
        case 0x6E: return JSONNode(line: start, value: try word("null", .null))
        default: return JSONNode(line: start, value: .number(try number()))
        }
    }

    private mutating func members(
        _ depth: Int
    ) throws(PathError) -> [(name: String, node: JSONNode)] {
        var members: [(name: String, node: JSONNode)] = []
        place += 1
        if take(0x7D) { return members }
        repeat {
            skipSpace()
            guard next == 0x22 else { throw error("a name in double quotes was expected") }
            let name = String(decoding: try string(), as: UTF8.self)
            guard take(0x3A) else { throw error("a colon was expected after \"\(name)\"") }
            members.append((name, try node(depth: depth + 1)))
        } while take(0x2C)
        guard take(0x7D) else { throw error("a comma or } was expected") }
        return members
    }

    private mutating func elements(_ depth: Int) throws(PathError) -> [JSONNode] {
        var elements: [JSONNode] = []
        place += 1
        if take(0x5D) { return elements }
        repeat { elements.append(try node(depth: depth + 1)) } while take(0x2C)
        guard take(0x5D) else { throw error("a comma or ] was expected") }
        return elements
    }

    private mutating func word(
        _ word: String, _ value: JSONNode.Value
    ) throws(PathError) -> JSONNode.Value {
        guard bytes[place...].starts(with: word.utf8) else { throw error("\(word) was expected") }
        place += word.utf8.count
        return value
    }

    private mutating func number() throws(PathError) -> Double {
        let start = place
        while let byte = next, "+-.0123456789eE".utf8.contains(byte) { place += 1 }
        let text = bytes[start..<place]
        // RFC 8259 begins with a digit or a minus; a bare plus or point is no number.
        guard text.first != 0x2B, text.first != 0x2E, let number = ByteText.number(text) else {
            throw error(text.isEmpty ? "a value was expected" : "\(ByteText.shown(text))")
        }
        return number
    }

    private mutating func string() throws(PathError) -> [UInt8] {
        var text: [UInt8] = []
        place += 1
        while let byte = next {
            place += 1
            switch byte {
            case 0x22:
                guard ByteText.isUTF8(text[...]) else { throw error("the text is not UTF-8") }
                return text
            case 0x5C: try escape(into: &text)
            case 0..<0x20: throw error("a control character in a string")
            default: text.append(byte)
            }
        }
        throw error("a string has no end")
    }

    private mutating func escape(into text: inout [UInt8]) throws(PathError) {
        let byte = next ?? 0
        place += 1
        switch byte {
        case 0x22, 0x5C, 0x2F: text.append(byte)
        case 0x62: text.append(0x08)
        case 0x66: text.append(0x0C)
        case 0x6E: text.append(0x0A)
        case 0x72: text.append(0x0D)
        case 0x74: text.append(0x09)
        case 0x75:
            var scalar = try hex()
            if 0xD800..<0xDC00 ~= scalar, bytes[place...].starts(with: [0x5C, 0x75]) {
                place += 2
                let low = try hex()
                guard 0xDC00..<0xE000 ~= low else { throw error("half a surrogate pair") }
                scalar = 0x10000 + (scalar - 0xD800) << 10 + (low - 0xDC00)
            }
            guard let valid = Unicode.Scalar(scalar) else { throw error("half a surrogate pair") }
            text += Array(String(Character(valid)).utf8)
        default: throw error("an unknown escape")
        }
    }

    private mutating func hex() throws(PathError) -> UInt32 {
        let end = min(place + 4, bytes.endIndex)
        let digits = bytes[min(place, end)..<end]
        let isHex = digits.allSatisfy { "0123456789abcdefABCDEF".utf8.contains($0) }
        guard digits.count == 4, isHex,
            let value = UInt32(String(decoding: digits, as: UTF8.self), radix: 16)
        else { throw error("four hexadecimal digits were expected after \\u") }
        place = end
        return value
    }
}
