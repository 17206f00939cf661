import Text

/// Finds a parameter in an address, a query or a cookie.
///
/// - An address has a query behind its first `?`, up to `#`; in a request line (`GET /p?a=b HTTP/1.1`)
///   up to the space behind it. What has no `?` before its first `=`
///   is a query or a cookie itself.
/// - The parts of a query end at `&`, and `+` is a space in them; those of a cookie end at `;`,
///   and white space around them, also as `%20`, is dropped.
/// - The first part of the name counts; name and value are percent-decoded. What decodes to bytes
///   that are no UTF-8 has U+FFFD there.
enum URLParameter {
    /// The value of a parameter in `text`, appended to `buffer`.
    ///
    /// - Returns: whether there is one; it may be empty.
    static func append(
        _ name: [UInt8], of text: UnsafeBufferPointer<UInt8>, to buffer: inout TextBuffer
    ) -> Bool {
        var rest = text[...]
        var isCookie = false
        if let mark = rest.firstIndex(of: UInt8(ascii: "?")), !rest[..<mark].contains(where: isPart)
        {
            rest = rest[(mark + 1)...]
            // A request line has its protocol behind the address: GET /p?a=b HTTP/1.1.
            if let end = rest.lastIndex(of: 0x20), text[..<mark].contains(0x20),
                rest[(end + 1)...].starts(with: "HTTP/".utf8)
            {
                rest = rest[..<end]
            }
        } else {
            isCookie = Self.isCookie(rest)
        }
        if !isCookie, let end = rest.firstIndex(of: UInt8(ascii: "#")) { rest = rest[..<end] }
        let separator = isCookie ? UInt8(ascii: ";") : UInt8(ascii: "&")
        while true {
            let end = rest.firstIndex(of: separator) ?? rest.endIndex
            if append(name, ofPart: rest[..<end], isCookie: isCookie, to: &buffer) { return true }
            if end == rest.endIndex { return false }
            rest = rest[(end + 1)...]
        }
    }

    private typealias Bytes = Slice<UnsafeBufferPointer<UInt8>>

    /// Whether a byte stands between parts, or between a name and its value.
    private static func isPart(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "=") || byte == UInt8(ascii: "&") || byte == UInt8(ascii: ";")
    }

    /// Whether a text without an address is a cookie: its first separator is `;`, or white space
    /// follows one.
    private static func isCookie(_ text: Bytes) -> Bool {
        guard let first = text.firstIndex(of: UInt8(ascii: ";")) else { return false }
        if !text[..<first].contains(UInt8(ascii: "&")) { return true }
        var rest = text[first...]
        while let mark = rest.firstIndex(of: UInt8(ascii: ";")) {
            rest = rest[(mark + 1)...]
            if rest.count != trimmed(rest, fromEnd: false).count { return true }
        }
        return false
    }

    private static func append(
        _ name: [UInt8], ofPart part: Bytes, isCookie: Bool, to buffer: inout TextBuffer
    ) -> Bool {
        var part = part
        if isCookie { part = trimmed(trimmed(part, fromEnd: false), fromEnd: true) }
        let mark = part.firstIndex(of: UInt8(ascii: "=")) ?? part.endIndex
        guard decoded(part[..<mark], isQuery: !isCookie).elementsEqual(name) else { return false }
        if mark < part.endIndex {
            for byte in decoded(part[(mark + 1)...], isQuery: !isCookie) { buffer.append(byte) }
        }
        return true
    }

    /// Without the white space at one end.
    private static func trimmed(_ part: Bytes, fromEnd: Bool) -> Bytes {
        var part = part
        while let byte = fromEnd ? part.last : part.first {
            if byte == 0x20 || byte == 0x09 {
                part = fromEnd ? part.dropLast() : part.dropFirst()
            } else if (fromEnd ? part.suffix(3) : part.prefix(3)).elementsEqual("%20".utf8) {
                part = fromEnd ? part.dropLast(3) : part.dropFirst(3)
            } else {
                break
            }
        }
        return part
    }

    /// Percent-decoded; what is no such code stays as it is.
    private static func decoded(_ part: Bytes, isQuery: Bool) -> [UInt8] {
        var bytes: [UInt8] = []
        var hasCode = false
        var place = part.startIndex
        while place < part.endIndex {
            let byte = part[place]
            if byte == UInt8(ascii: "%"), place + 2 < part.endIndex,
                let high = hexDigit(part[place + 1]), let low = hexDigit(part[place + 2])
            {
                bytes.append(high << 4 | low)
                hasCode = true
                place += 3
            } else {
                bytes.append(isQuery && byte == UInt8(ascii: "+") ? 0x20 : byte)
                place += 1
            }
        }
        return hasCode ? Array(String(decoding: bytes, as: UTF8.self).utf8) : bytes
    }

    private static func hexDigit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - 87  // "a" − 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - 55  // "A" − 10
        default: nil
        }
    }
}
