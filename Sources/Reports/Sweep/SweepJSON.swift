import Scenarios
import Simulation
import Text

/// A sweep for programs. Numbers are exact integers in the units that the names end in.
public enum SweepJSON {
    /// The document, indented, with a line break at its end.
    public static func text(_ report: SweepReport) -> String {
        JSONText.write(value(report), .pretty)
    }

    private static func value(_ report: SweepReport) -> JSONValue {
        .record([
            "scenario": .string(report.scenario),
            "method": .string(report.method.name),
            "vary": .strings(report.paths),
            "notes": .strings(report.notes),
            "points": .list(
                report.points.map { point in
                    .record([
                        "values": .object(
                            zip(report.paths, point.values).map {
                                JSONMember($0, .string($1))
                            }),
                        "measures": measures(point.measures),
                    ])
                }),
        ])
    }

    /// The measures of a run.
    static func measures(_ measures: RunMeasures) -> JSONValue {
        .object(
            MeasureColumn.allCases.map { column in
                JSONMember(column.rawValue, .optional(column.value(measures)))
            })
    }
}
