import Scenarios
public import Simulation
import Streaming
import Text

/// A study of interleavings as one JSON document, for programs: every checkout that changes.
public enum InterleavingJSON {
    /// The document, indented, with a line break at its end.
    public static func text(
        _ report: InterleavingReport, scenario: String, engine: String, seed: UInt64
    ) -> String {
        JSONText.write(
            .record([
                "scenario": .string(scenario),
                "engine": .string(engine),
                "seed": .integer(seed),
                "interleavings": .integer(report.runs),
                "partitions": .list(
                    report.lanes.map { lane in
                        .record([
                            "stream": .string(lane.stream),
                            "partition": .integer(lane.partition),
                            "records": .integer(lane.records),
                        ])
                    }),
                "checkouts": .integer(report.checkouts),
                "changing": .integer(report.changing.count),
                "revenue_e4": .optional(report.revenue),
                "changing_revenue_e4": report.revenue == nil
                    ? .null : .integer(report.changingRevenue),
                "sources": .list(report.sources.map(source)),
                "differences": .list(report.changing.map(checkout)),
                "rows_changing": .optional(report.rowsChanging.map { Int64($0) }),
                "row_differences": .list(report.rowsAlone.map(checkout)),
            ]), .pretty)
    }

    private static func source(_ source: InterleavingReport.Source) -> JSONValue {
        .record([
            "source": source.source.map { .string($0) } ?? .null,
            "conversions_least": .integer(source.conversions.least),
            "conversions_most": .integer(source.conversions.most),
            "revenue_e4_least": .integer(source.revenue.least),
            "revenue_e4_most": .integer(source.revenue.most),
        ])
    }

    private static func checkout(_ checkout: InterleavingReport.Checkout) -> JSONValue {
        .record([
            "checkout": .string(checkout.id),
            "user": .string(checkout.user),
            "time": .integer(checkout.time.milliseconds),
            "revenue_e4": .optional(checkout.amount),
            "results": .list(
                checkout.results.map { result in
                    .record([
                        "outcome": .string(result.outcome.rawValue),
                        "click": result.click.map { .string($0) } ?? .null,
                        "source": result.source.map { .string($0) } ?? .null,
                        "times": .integer(result.times),
                    ])
                }),
            "join_output": .list(
                checkout.rows.map { variant in
                    .record([
                        "rows": .list(
                            variant.rows.map { row in
                                .record([
                                    "op": .string(row.op),
                                    "click": row.click.map { .string($0) } ?? .null,
                                ])
                            }),
                        "times": .integer(variant.times),
                    ])
                }),
        ])
    }
}
