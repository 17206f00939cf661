extension CSVText {
    /// A field as it stands in a row, in quotes where it needs them.
    ///
    /// It goes by bytes: a quote is doubled whatever combining mark follows it.
    ///
    /// - Parameters:
    ///   - text: the field's text.
    ///   - marksEmpty: whether the empty text is `""`, to tell it from nothing at all.
    /// - Returns: the field.
    public static func field(_ text: String, marksEmpty: Bool = false) -> String {
        let quote = UInt8(ascii: "\"")
        var needsQuotes = marksEmpty && text.isEmpty
        var quotes = 0
        for byte in text.utf8 {
            switch byte {
            case quote: quotes += 1
            case UInt8(ascii: ","), 0x0A, 0x0D: needsQuotes = true
            default: break
            }
        }
        // Some readers drop spaces around a bare field.
        needsQuotes =
            needsQuotes || quotes > 0 || text.utf8.first == 0x20 || text.utf8.last == 0x20
        guard needsQuotes else { return text }
        var bytes: [UInt8] = [quote]
        bytes.reserveCapacity(text.utf8.count + quotes + 2)
        for byte in text.utf8 {
            if byte == quote { bytes.append(quote) }
            bytes.append(byte)
        }
        bytes.append(quote)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// A row, without its end.
    public static func row(_ fields: some Sequence<String>) -> String {
        fields.map { field($0) }.joined(separator: ",")
    }
}
