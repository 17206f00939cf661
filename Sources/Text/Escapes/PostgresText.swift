/// Values as PostgreSQL reads them.
public enum PostgresText {
    /// A text as a cell of `COPY … FROM stdin` in its text format: what would end a cell or a line,
    /// and the backslash itself, are escaped. PostgreSQL
    /// has no place for U+0000, which becomes U+FFFD.
    public static func copy(_ text: String) -> String {
        // Most texts are as they should be.
        guard text.utf8.contains(where: { $0 < 32 || $0 == UInt8(ascii: "\\") }) else {
            return text
        }
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": escaped += "\\\\"
            case "\n": escaped += "\\n"
            case "\r": escaped += "\\r"
            case "\t": escaped += "\\t"
            case "\0": escaped += "\u{FFFD}"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }

    /// A name in quotes where it needs them.
    public static func identifier(_ name: String) -> String {
        let isPlain =
            name.utf8.allSatisfy {
                $0 == UInt8(ascii: "_") || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0)
                    || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
            } && name.utf8.first.map { $0 > UInt8(ascii: "9") } ?? false
        // Words of SQL among our tables' and columns' names.
        let isReserved = ["position", "run", "value"].contains(name)
        if isPlain && !isReserved { return name }
        return SQLText.identifier(name)
    }
}
