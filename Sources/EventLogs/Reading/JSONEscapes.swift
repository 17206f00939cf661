import CScan
import Text

/// What stands behind a backslash in a JSON string.
enum JSONEscapes {
    /// Checks the escape at `p`, where a backslash stands. Each test stops at the NUL that ends
    /// the text, so nothing behind it is read.
    ///
    /// - Returns: its length in bytes, both halves of a surrogate pair together; or what is wrong
    ///   and how far behind the backslash.
    static func check(_ p: UnsafePointer<UInt8>) -> (length: Int, problem: JSONProblem?) {
        switch p[1] {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"),
            UInt8(ascii: "f"), UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            return (2, nil)
        case UInt8(ascii: "u"): return checkUnicode(p)
        default: return (1, .badEscape)
        }
    }

    private static func checkUnicode(
        _ p: UnsafePointer<UInt8>
    ) -> (length: Int, problem: JSONProblem?) {
        for i in 2..<6 where !p[i].isHexDigit { return (i, .badEscape) }
        let first = unit(p + 2)
        if first & 0xFC00 == 0xDC00 { return (0, .loneSurrogate) }
        if first & 0xFC00 != 0xD800 { return (6, nil) }
        // A text that ends here is cut off; any other thing is a surrogate on its own.
        if p[6] != UInt8(ascii: "\\") { return (p[6] == 0 ? 6 : 0, .loneSurrogate) }
        if p[7] != UInt8(ascii: "u") { return (p[7] == 0 ? 7 : 0, .loneSurrogate) }
        for i in 8..<12 where !p[i].isHexDigit { return (i, .badEscape) }
        return unit(p + 8) & 0xFC00 == 0xDC00 ? (12, nil) : (0, .loneSurrogate)
    }

    /// Appends the text that a checked string stands for.
    static func append(_ string: UnsafeBufferPointer<UInt8>, to buffer: inout TextBuffer) {
        guard var p = string.baseAddress else { return }
        let end = p + string.count
        while p < end {
            if p.pointee != UInt8(ascii: "\\") {
                // Up to the next escape; a text's closing quote stands behind its end.
                let stop = cscan_string_end(p)
                let next = max(p + 1, min(stop, end))
                buffer.append(p, next - p)
                p = next
            } else if p[1] == UInt8(ascii: "u") {
                p += appendScalar(p, to: &buffer)
            } else {
                buffer.append(plain(p[1]))
                p += 2
            }
        }
    }

    private static func plain(_ letter: UInt8) -> UInt8 {
        switch letter {
        case UInt8(ascii: "b"): 0x08
        case UInt8(ascii: "f"): 0x0C
        case UInt8(ascii: "n"): 0x0A
        case UInt8(ascii: "r"): 0x0D
        case UInt8(ascii: "t"): 0x09
        default: letter
        }
    }

    private static func appendScalar(_ p: UnsafePointer<UInt8>, to buffer: inout TextBuffer) -> Int
    {
        var value = unit(p + 2)
        var length = 6
        if value & 0xFC00 == 0xD800 {
            value = 0x10000 + (value & 0x3FF) << 10 + unit(p + 8) & 0x3FF
            length = 12
        }
        // Checked before: it is always a scalar.
        for byte in (Unicode.Scalar(value) ?? "\u{FFFD}").utf8 { buffer.append(byte) }
        return length
    }

    /// The value of four hexadecimal digits.
    private static func unit(_ p: UnsafePointer<UInt8>) -> UInt32 {
        var value: UInt32 = 0
        for i in 0..<4 {
            let digit = p[i].isDigit ? p[i] &- UInt8(ascii: "0") : (p[i] | 0x20) &- 87
            value = value << 4 | UInt32(digit)  // 87 = "a" − 10
        }
        return value
    }
}

extension UInt8 {
    fileprivate var isHexDigit: Bool { isDigit || (self | 0x20) &- UInt8(ascii: "a") < 6 }
}
