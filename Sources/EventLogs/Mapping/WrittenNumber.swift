import Text

/// Numbers as people write them: `1.234,50 €`, `$1,234.50`, `EUR 12`.
///
/// Between thousands may stand the other sign, a space or an apostrophe; before or behind the number
/// a currency: a sign such as `$`, or up to four letters with a space between.
enum WrittenNumber {
    /// Appends such a number as JSON has it. What is none stays none.
    static func append(
        _ text: UnsafeBufferPointer<UInt8>, _ sign: DecimalSign, to buffer: inout TextBuffer
    ) {
        let number = withoutCurrency(text, to: &buffer)
        let decimal = UInt8(ascii: sign == .comma ? "," : ".")
        let group = UInt8(ascii: sign == .comma ? "." : ",")
        var place = number.startIndex
        while place < number.endIndex {
            let byte = number[place]
            let blank = blankLength(number[place...])
            if byte == decimal {
                buffer.append(UInt8(ascii: "."))
            } else if byte == group || byte == UInt8(ascii: "'") || blank > 0 {
                // Between thousands alone: with a comma for decimals 12.50 is 12.50, and not 1,250.
                let width = max(1, blank)
                let behind = number[(place + width)...]
                if place > number.startIndex, behind.prefix(while: \.isDigit).count == 3 {
                    place += width
                    continue
                }
                // A comma that groups nothing is no point.
                buffer.append(byte == UInt8(ascii: ",") ? UInt8(ascii: "?") : byte)
            } else {
                buffer.append(byte)
            }
            place += 1
        }
    }

    private typealias Bytes = Slice<UnsafeBufferPointer<UInt8>>

    /// The number without the currency around it; a minus in front of that is put into the buffer.
    private static func withoutCurrency(
        _ text: UnsafeBufferPointer<UInt8>, to buffer: inout TextBuffer
    ) -> Bytes {
        guard let first = text.firstIndex(where: \.isDigit),
            let last = text.lastIndex(where: \.isDigit)
        else { return text[...] }
        // A number may begin with its point.
        let hasPoint =
            first > 0
            && (text[first - 1] == UInt8(ascii: ".") || text[first - 1] == UInt8(ascii: ","))
        let start = hasPoint ? first - 1 : first
        let front = text[..<start]
        let behind = text[(last + 1)...]
        let isNegative = front.contains(UInt8(ascii: "-"))
        guard isCurrency(front.filter { $0 != UInt8(ascii: "-") }, endsAtNumber: true),
            isCurrency(Array(behind), endsAtNumber: false)
        else { return text[...] }
        if isNegative { buffer.append(UInt8(ascii: "-")) }
        return text[start...last]
    }

    private static func isCurrency(_ bytes: [UInt8], endsAtNumber: Bool) -> Bool {
        let letters = bytes.filter { (0x61...0x7A).contains($0 | 0x20) }
        if letters.isEmpty {
            return bytes.allSatisfy { $0 == 0x20 || $0 == UInt8(ascii: "$") || $0 >= 0x80 }
        }
        let hasBlank = (endsAtNumber ? bytes.last : bytes.first).map { $0 == 0x20 || $0 >= 0x80 }
        return letters.count <= 4 && hasBlank == true
            && bytes.allSatisfy {
                (0x61...0x7A).contains($0 | 0x20) || $0 == 0x20 || $0 >= 0x80
                    || $0 == UInt8(ascii: "$") || $0 == UInt8(ascii: ".")
            }
    }

    /// The bytes of a space, also of one that does not break.
    private static func blankLength(_ bytes: Bytes) -> Int {
        if bytes.first == 0x20 { return 1 }
        if bytes.starts(with: [0xC2, 0xA0]) { return 2 }
        return bytes.starts(with: [0xE2, 0x80, 0xAF]) ? 3 : 0
    }
}
