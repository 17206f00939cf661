/// Parts of SQL, as the standard and SQLite have them.
public enum SQLText {
    /// A text as a literal: `'it''s'`.
    public static func literal(_ text: String) -> String { doubling("'", in: text) }

    /// A name between quotes: `"a ""name"""`.
    public static func identifier(_ name: String) -> String { doubling("\"", in: name) }

    /// A text between two quotes, those in it doubled; by bytes, whatever mark follows one.
    static func doubling(_ quote: Unicode.Scalar, in text: String) -> String {
        let quote = UInt8(ascii: quote)
        var bytes: [UInt8] = [quote]
        for byte in text.utf8 {
            if byte == quote { bytes.append(quote) }
            bytes.append(byte)
        }
        bytes.append(quote)
        return String(decoding: bytes, as: UTF8.self)
    }
}
