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
        let tried: (String, JSONValue) =
            report.restarts.map { ("restarts", .list($0.map(restart))) }
            ?? ("interleavings", .integer(report.runs))
        return JSONText.write(
            .record([
                "scenario": .string(scenario),
                "engine": .string(engine),
                "seed": .integer(seed),
                tried.0: tried.1,
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
                "differences": .list(
                    report.changing.map { checkout($0, isOfRestarts: report.restarts != nil) }),
                "rows_changing": .optional(report.rowsChanging.map { Int64($0) }),
                "row_differences": .list(
                    report.rowsAlone.map { checkout($0, isOfRestarts: report.restarts != nil) }),
            ]), .pretty)
    }

    private static func restart(_ restart: InterleavingReport.Restart) -> JSONValue {
        .record([
            "after_seq": .integer(restart.afterSeq),
            "changing": .integer(restart.effect.checkouts),
            "changing_revenue_e4": .optional(restart.effect.revenue),
        ])
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

    private static func checkout(
        _ checkout: InterleavingReport.Checkout, isOfRestarts: Bool
    ) -> JSONValue {
        .record([
            "checkout": .string(checkout.id),
            "user": .string(checkout.user),
            "time": .integer(checkout.time.milliseconds),
            "revenue_e4": .optional(checkout.amount),
            "results": .list(
                checkout.results.map { result in
                    var members = [
                        JSONMember("outcome", .string(result.outcome.rawValue)),
                        JSONMember("click", result.click.map { .string($0) } ?? .null),
                        JSONMember("source", result.source.map { .string($0) } ?? .null),
                        JSONMember("times", .integer(result.times)),
                    ]
                    if isOfRestarts {
                        members.append(JSONMember("without_restart", .bool(result.isUndisturbed)))
                    }
                    return .object(members)
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
