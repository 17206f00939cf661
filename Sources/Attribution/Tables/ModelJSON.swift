/// Rows as JSON: an object of `journeys`, `manifest`, `notes` and `rows`, one row a line.
public enum ModelJSON {
    /// The whole text.
    ///
    /// A value is the shortest decimal that reads back as the same `Double`.
    public static func text(
        _ rows: [ModelRow], paths: PathSet, manifest: [ManifestLine], notes: [String]
    ) -> String {
        var text = "{\n  \"paths\": \(paths.paths.count),\n"
        text += "  \"conversions\": \(plainText(paths.conversions)),\n"
        text += "  \"value\": \(plainText(paths.value)),\n"
        text += "  \"nulls\": \(plainText(paths.nulls)),\n"
        let lines = manifest.map { line in
            "{\"name\": \(string(line.name)), \"value\": \(string(line.value))}"
        }
        text += "  \"manifest\": \(list(lines)),\n"
        text += "  \"notes\": \(list(notes.map(string))),\n"
        text += "  \"rows\": " + list(rows.map(object)) + "\n}\n"
        return text
    }

    private static func object(_ row: ModelRow) -> String {
        "{\"model\": \(string(row.model)), \"params\": \(string(row.params)), "
            + "\"metric\": \(string(row.metric)), \"channel\": \(string(row.channel)), "
            + "\"value\": \(row.value)}"
    }

    private static func list(_ items: [String]) -> String {
        items.isEmpty ? "[]" : "[\n    " + items.joined(separator: ",\n    ") + "\n  ]"
    }

    /// A string with its quotes.
    static func string(_ text: String) -> String {
        var escaped = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": escaped += "\\\""
            case "\\": escaped += "\\\\"
            case "\n": escaped += "\\n"
            case "\r": escaped += "\\r"
            case "\t": escaped += "\\t"
            case "\u{0}"..<" ":
                let digits = String(scalar.value, radix: 16)
                escaped += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped + "\""
    }
}
