extension JSONText {
    /// A text as JSON writes it, with its quotes.
    public static func quoted(_ text: String) -> String {
        var text = text
        return text.withUTF8 { bytes in
            var written: [UInt8] = []
            append(quoted: bytes, to: &written)
            return String(decoding: written, as: UTF8.self)
        }
    }

    /// Appends a text as JSON writes it, with its quotes.
    public static func append(quoted text: UnsafeBufferPointer<UInt8>, to bytes: inout [UInt8]) {
        bytes.reserveCapacity(bytes.count + text.count + 2)
        bytes.append(UInt8(ascii: "\""))
        append(inside: text, to: &bytes)
        bytes.append(UInt8(ascii: "\""))
    }

    /// Appends the inside of a JSON string: what must be escaped is, and so is what JSON allows but
    /// ends a line elsewhere (DEL, U+2028, U+2029).
    public static func append(inside text: UnsafeBufferPointer<UInt8>, to bytes: inout [UInt8]) {
        var done = 0
        for (index, byte) in text.enumerated() {
            let escape: StaticString
            var length = 1
            switch byte {
            case UInt8(ascii: "\""): escape = "\\\""
            case UInt8(ascii: "\\"): escape = "\\\\"
            case 0x0A: escape = "\\n"
            case 0x0D: escape = "\\r"
            case 0x09: escape = "\\t"
            case 0x08: escape = "\\b"
            case 0x0C: escape = "\\f"
            case 0x00..<0x20, 0x7F: escape = ""
            case 0xE2:
                guard index + 2 < text.count, text[index + 1] == 0x80,
                    text[index + 2] & 0xFE == 0xA8
                else { continue }
                escape = text[index + 2] == 0xA8 ? "\\u2028" : "\\u2029"
                length = 3
            default: continue
            }
            bytes.append(contentsOf: text[done..<index])
            if escape.utf8CodeUnitCount > 0 {
                escape.withUTF8Buffer { bytes.append(contentsOf: $0) }
            } else {
                let digits: StaticString = "0123456789abcdef"
                bytes.append(contentsOf: [0x5C, 0x75, 0x30, 0x30])  // \u00
                digits.withUTF8Buffer { digits in
                    bytes.append(digits[Int(byte >> 4)])
                    bytes.append(digits[Int(byte & 15)])
                }
            }
            done = index + length
        }
        bytes.append(contentsOf: text[done...])
    }
}
