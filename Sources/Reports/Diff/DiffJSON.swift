import Results
import Scenarios
import Text

/// A comparison of two results as one JSON document, for programs.
public enum DiffJSON {
    /// The document, indented, with a line break at its end.
    public static func text(_ report: DiffReport) -> String {
        JSONText.write(value(report), .pretty)
    }

    private static func value(_ report: DiffReport) -> JSONValue {
        .record([
            "same": .bool(report.isSame),
            "before": run(report.names.before, report.before),
            "after": run(report.names.after, report.after),
            "settings": .list(
                report.settings.map { setting in
                    .record([
                        "path": .string(setting.path), "before": json(setting.before),
                        "after": json(setting.after),
                    ])
                }),
            "checkouts": .record([
                "before": .integer(report.checkouts.before),
                "after": .integer(report.checkouts.after),
                "same": .integer(report.same), "different": .integer(report.different),
            ]),
            "kinds": .list(
                DiffReport.Kind.allCases.compactMap { kind in
                    report.kinds[kind].map { sum("kind", kind.rawValue, $0) }
                }),
            "causes": .list(
                report.causes.sorted { isLess($0.key, $1.key) }.map {
                    sum("cause", $0.key, $0.value)
                }),
            "revenue_moved_e4": .optional(report.moved.revenueE4),
            "models": .list(report.models.map(model)),
            "counters": .list(
                report.counters.map { counter in
                    .record([
                        "name": .string(counter.name), "before": .integer(counter.before),
                        "after": .integer(counter.after),
                    ])
                }),
            "examples": .list(report.examples.map(checkout)),
        ])
    }

    private static func run(_ name: String, _ run: RunSummary) -> JSONValue {
        .record([
            "name": .string(name), "scenario": .string(run.scenario),
            "engine": .string(run.engine), "model": .string(run.model),
            "watermark_delay_ms": .optional(run.watermarkDelay),
            "lookback_ms": .optional(run.lookback), "fingerprint": .string(run.fingerprint),
        ])
    }

    private static func json(_ text: String?) -> JSONValue {
        text.flatMap { try? JSONText.parse($0).value } ?? .null
    }

    private static func sum(_ key: String, _ name: String, _ sum: DiffReport.Sum) -> JSONValue {
        .object([
            JSONMember(key, .string(name)), JSONMember("checkouts", .integer(sum.checkouts)),
            JSONMember("revenue_e4", .optional(sum.revenueE4)),
        ])
    }

    private static func model(_ model: DiffReport.Model) -> JSONValue {
        .record([
            "model": .string(model.name),
            "sources": .list(
                model.sources.map { source in
                    .record([
                        "source": source.source.map { .string($0) } ?? .null,
                        "before": total(source.before), "after": total(source.after),
                    ])
                }),
        ])
    }

    private static func total(_ total: SourceTotal?) -> JSONValue {
        guard let total else { return .null }
        return .record([
            "conversions_e9": .integer(total.conversionsE9),
            "revenue_e4": .optional(total.revenueE4), "profit_e4": .optional(total.profitE4),
        ])
    }

    private static func checkout(_ checkout: DiffReport.Checkout) -> JSONValue {
        .record([
            "checkout": .string(checkout.id), "kind": .string(checkout.kind.rawValue),
            "cause": .string(checkout.cause), "before": row(checkout.before),
            "after": row(checkout.after),
        ])
    }

    private static func row(_ row: AttributedCheckout?) -> JSONValue {
        guard let row else { return .null }
        return .record([
            "seq": .integer(row.seq), "source": row.source.map { .string($0) } ?? .null,
            "click": row.clickID.map { .string($0) } ?? .null,
            "click_timestamp": .optional(row.clickTime),
            "total_amount_e4": .optional(row.totalE4), "profit_e4": .optional(row.profitE4),
        ])
    }
}
