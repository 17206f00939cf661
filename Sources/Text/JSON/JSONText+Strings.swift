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
    /// ends a line or steers a terminal elsewhere: DEL, the controls of Latin-1, U+2028, U+2029, and
    /// the marks that change the direction of writing.
    public static func append(inside text: UnsafeBufferPointer<UInt8>, to bytes: inout [UInt8]) {
        var done = 0
        for (index, byte) in text.enumerated() {
            let escape: StaticString
            var length = 1
            var code = UInt16(byte)
            switch byte {
            case UInt8(ascii: "\""): escape = "\\\""
            case UInt8(ascii: "\\"): escape = "\\\\"
            case 0x0A: escape = "\\n"
            case 0x0D: escape = "\\r"
            case 0x09: escape = "\\t"
            case 0x08: escape = "\\b"
            case 0x0C: escape = "\\f"
            case 0x00..<0x20, 0x7F: escape = ""
            case 0xC2, 0xD8, 0xE2, 0xEF:
                guard let steering = steering(text, index) else { continue }
                (code, length) = steering
                escape = ""
            default: continue
            }
            bytes.append(contentsOf: text[done..<index])
            if escape.utf8CodeUnitCount > 0 {
                escape.withUTF8Buffer { bytes.append(contentsOf: $0) }
            } else {
                let digits: StaticString = "0123456789abcdef"
                bytes.append(contentsOf: [0x5C, 0x75])  // \u
                digits.withUTF8Buffer { digits in
                    for shift: UInt16 in [12, 8, 4, 0] {
                        bytes.append(digits[Int(code >> shift & 15)])
                    }
                }
            }
            done = index + length
        }
        bytes.append(contentsOf: text[done...])
    }

    /// What stands at a place, if it steers a terminal, and how many bytes it has.
    private static func steering(
        _ text: UnsafeBufferPointer<UInt8>, _ index: Int
    ) -> (code: UInt16, length: Int)? {
        func byte(_ offset: Int) -> UInt16 {
            index + offset < text.count ? UInt16(text[index + offset]) : 0
        }
        if text[index] < 0xE0 {
            let code = UInt16(text[index] & 0x1F) << 6 | byte(1) & 0x3F
            let isSteering = (0x80..<0xA0).contains(code) || code == 0x061C
            return isSteering && byte(1) & 0xC0 == 0x80 ? (code, 2) : nil
        }
        guard byte(1) & 0xC0 == 0x80, byte(2) & 0xC0 == 0x80 else { return nil }
        let code = UInt16(text[index] & 0x0F) << 12 | (byte(1) & 0x3F) << 6 | byte(2) & 0x3F
        switch code {
        case 0x200E, 0x200F, 0x2028...0x202E, 0x2066...0x2069, 0xFEFF: return (code, 3)
        default: return nil
        }
    }
}
