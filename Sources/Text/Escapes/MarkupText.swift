/// Text as it stands between the marks of XML, HTML and roff.
public enum MarkupText {
    /// Text of an HTML element, or of an attribute in quotes: without markup, without control
    /// characters, without marks that reorder what is read.
    public static func html(_ text: String) -> String {
        let text = PrintableText.escaping(text)
        guard text.utf8.contains(where: { special.contains($0) }) else { return text }
        var escaped = ""
        for scalar in text.unicodeScalars {
            if let entity = entity(scalar) {
                escaped += entity
            } else {
                escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }

    /// Text of an XML element, or of an attribute in quotes; what XML cannot hold, and what would steer
    /// whoever shows it, is shown as reports show it.
    public static func xml(_ text: String) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            if scalar == "\n" {
                escaped += "&#10;"
            } else if scalar != "'", let entity = entity(scalar) {
                escaped += entity
            } else if PrintableText.isUnprintable(scalar)
                || (0xFFFE...0xFFFF).contains(scalar.value)
            {
                escaped += PrintableText.escape(scalar)
            } else {
                escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }

    /// Text that roff prints as it is.
    public static func roff(_ text: String) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": escaped += "\\e"
            case "-": escaped += "\\-"
            case "\n": escaped += " "
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        // A dot or a quote at the start of a line would be a request.
        if escaped.utf8.first == UInt8(ascii: ".") || escaped.utf8.first == UInt8(ascii: "'") {
            escaped = "\\&" + escaped
        }
        return escaped
    }

    /// Text as an argument of a roff request, with its quotes.
    public static func roffArgument(_ text: String) -> String {
        var argument = "\""
        for scalar in roff(text).unicodeScalars {
            if scalar == "\"" {
                argument += "\\(dq"
            } else {
                argument.unicodeScalars.append(scalar)
            }
        }
        return argument + "\""
    }

    private static let special = Set("&<>\"'".utf8)

    private static func entity(_ scalar: Unicode.Scalar) -> String? {
        switch scalar {
        case "&": "&amp;"
        case "<": "&lt;"
        case ">": "&gt;"
        case "\"": "&quot;"
        case "'": "&#39;"
        default: nil
        }
    }
}
