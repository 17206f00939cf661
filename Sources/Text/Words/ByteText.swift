/// Numbers and names out of bytes, without Foundation.
public enum ByteText {
    /// The bytes without spaces and tabs around them.
    public static func trimmed(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var bytes = bytes
        while let byte = bytes.first, byte == 0x20 || byte == 0x09 { bytes.removeFirst() }
        while let byte = bytes.last, byte == 0x20 || byte == 0x09 { bytes.removeLast() }
        return bytes
    }

    /// A decimal number as JSON and spreadsheets write it: `-12`, `0.5`, `1e3`; no `inf`, no hex.
    public static func number(_ bytes: ArraySlice<UInt8>) -> Double? {
        guard let first = bytes.first, bytes.count <= 400 else { return nil }
        let isNumber = bytes.allSatisfy { byte in
            switch byte {
            case 0x30...0x39, 0x2B, 0x2D, 0x2E, 0x45, 0x65: true  // 0-9 + - . E e
            default: false
            }
        }
        guard isNumber, first != 0x45, first != 0x65 else { return nil }
        guard let number = Double(String(decoding: bytes, as: UTF8.self)) else { return nil }
        return number.isFinite ? number : nil
    }

    /// The pieces between separators, each without spaces around it; one piece for no bytes.
    public static func split(_ bytes: ArraySlice<UInt8>, by separator: [UInt8]) -> [ArraySlice<
        UInt8
    >] {
        var pieces: [ArraySlice<UInt8>] = []
        var start = bytes.startIndex
        var place = start
        while !separator.isEmpty, place + separator.count <= bytes.endIndex {
            if bytes[place] == separator[0], bytes[place...].starts(with: separator) {
                pieces.append(trimmed(bytes[start..<place]))
                place += separator.count
                start = place
            } else {
                place += 1
            }
        }
        pieces.append(trimmed(bytes[start...]))
        return pieces
    }

    /// Whether the bytes are well-formed UTF-8.
    public static func isUTF8(_ bytes: ArraySlice<UInt8>) -> Bool {
        String(validating: bytes, as: UTF8.self) != nil
    }

    /// The bytes without a byte order mark.
    public static func withoutMark(_ bytes: [UInt8]) -> ArraySlice<UInt8> {
        bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes[3...] : bytes[...]
    }

    /// Bytes for a message: at most 40, with what is not printable replaced.
    public static func shown(_ bytes: ArraySlice<UInt8>) -> String {
        let text = String(decoding: bytes.prefix(40), as: UTF8.self)
        let clean = String(text.map { $0.isNewline || $0.asciiValue ?? 32 < 32 ? " " : $0 })
        return bytes.count > 40 ? clean + "…" : clean
    }
}
