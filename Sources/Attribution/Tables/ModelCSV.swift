/// Rows as CSV: `model,params,metric,channel,value`, LF, fields quoted where they must be.
///
/// A value is the shortest decimal that reads back as the same `Double`: at most 17 significant
/// digits, none of them lost.
public enum ModelCSV {
    /// The header, without a line break.
    public static let header = "model,params,metric,channel,value"

    /// The whole text.
    public static func text(_ rows: [ModelRow]) -> String {
        var text = header + "\n"
        for row in rows {
            let fields = [row.model, row.params, row.metric, row.channel].map(quoted)
            text += fields.joined(separator: ",") + ",\(row.value)\n"
        }
        return text
    }

    private static func quoted(_ field: String) -> String {
        let needsQuotes = field.utf8.contains { [0x22, 0x2C, 0x0A, 0x0D].contains($0) }
        guard needsQuotes else { return field }
        return "\""
            + field.split(separator: "\"", omittingEmptySubsequences: false)
            .joined(separator: "\"\"") + "\""
    }
}
