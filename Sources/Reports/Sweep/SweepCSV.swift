import Text

/// A sweep as CSV: a header, then a row a point.
public enum SweepCSV {
    /// The text, with a line break at the end of each row.
    public static func text(_ report: SweepReport) -> String {
        let header = report.paths + MeasureColumn.allCases.map(\.rawValue)
        let rows = report.points.map { point in
            point.values
                + MeasureColumn.allCases.map { column in
                    column.value(point.measures).map { "\($0)" } ?? ""
                }
        }
        return ([header] + rows).map { CSVText.row($0) + "\n" }.joined()
    }
}
