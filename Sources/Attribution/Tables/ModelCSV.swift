import Text

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
            text += CSVText.row([row.model, row.params, row.metric, row.channel])
            text += ",\(row.value)\n"
        }
        return text
    }
}
