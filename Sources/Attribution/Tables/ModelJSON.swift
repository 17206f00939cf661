import Text

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
            "{\"name\": \(JSONText.quoted(line.name)), \"value\": \(JSONText.quoted(line.value))}"
        }
        text += "  \"manifest\": \(list(lines)),\n"
        text += "  \"notes\": \(list(notes.map(JSONText.quoted))),\n"
        text += "  \"rows\": " + list(rows.map(object)) + "\n}\n"
        return text
    }

    private static func object(_ row: ModelRow) -> String {
        "{\"model\": \(JSONText.quoted(row.model)), \"params\": \(JSONText.quoted(row.params)), "
            + "\"metric\": \(JSONText.quoted(row.metric)), \"channel\": \(JSONText.quoted(row.channel)), "
            + "\"value\": \(row.value)}"
    }

    private static func list(_ items: [String]) -> String {
        items.isEmpty ? "[]" : "[\n    " + items.joined(separator: ",\n    ") + "\n  ]"
    }
}
