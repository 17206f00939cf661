import Scenarios
import Simulation
import Streaming
import Text

/// A comparison of engines as one JSON document, for programs.
///
/// Keys and their order are stable; more may be added. Every checkout on which engines disagree is
/// there.
public enum ComparisonJSON {
    /// The document, indented, with a line break at its end.
    public static func text(_ summary: ComparisonSummary) -> String {
        JSONText.write(value(summary), .pretty)
    }

    private static func value(_ summary: ComparisonSummary) -> JSONValue {
        .record([
            "scenario": .string(summary.scenario),
            "model": .string(summary.model),
            "result": summary.file.map { .string($0) } ?? .null,
            "engines": .list(summary.engines.map(engine)),
            "truth": .list(summary.truth.map(SummaryJSON.source)),
            "checkouts": .integer(summary.checkouts),
            "differing": .integer(summary.differing),
            "notes": .strings(summary.notes),
            "warnings": .strings(summary.warnings),
            "groups": .list(
                summary.groups.map { group in
                    .record([
                        "checkouts": .integer(group.differences.count),
                        "revenue_e4": .optional(group.amount),
                        "differences": .list(group.differences.map(difference)),
                    ])
                }),
        ])
    }

    private static func engine(_ engine: ComparisonSummary.Engine) -> JSONValue {
        .record([
            "run_id": .integer(engine.runID),
            "engine": .string(engine.name),
            "differs": .integer(engine.differs),
            "padded_then_paired": .integer(engine.paddedThenPaired),
            "lost": .integer(engine.lost.checkouts),
            "lost_without_click_revenue_e4": .optional(engine.lost.withoutClick.revenue),
            "lost_with_click_revenue_e4": .optional(engine.lost.withClick.revenue),
            "waiting": .integer(engine.lost.waiting.checkouts),
            "streams": .object(
                engine.streams.map { JSONMember($0.stream, SummaryJSON.fates($0)) }),
            "checkouts": SummaryJSON.checkouts(engine.checkouts),
            "sources": .list(engine.sources.map(SummaryJSON.source)),
        ])
    }

    private static func difference(_ difference: EngineDifference) -> JSONValue {
        .record([
            "checkout": .string(difference.checkout),
            "user": .string(difference.user),
            "time": .integer(difference.time.milliseconds),
            "revenue_e4": .optional(difference.amount),
            "engines": .list(difference.verdicts.map { verdict($0, difference) }),
        ])
    }

    private static func verdict(
        _ verdict: EngineVerdict, _ difference: EngineDifference
    ) -> JSONValue {
        .record([
            "engine": .string(verdict.engine),
            "outcome": .string(verdict.outcome.rawValue),
            "click": verdict.click.map { .string($0) } ?? .null,
            "source": verdict.source.map { .string($0) } ?? .null,
            "revenue_e4": .optional(verdict.amount),
            "reasons": .list(
                verdict.reasons.map { reason in
                    .record([
                        "rule": .string(reason.rule),
                        "click": reason.click.map { .string($0) } ?? .null,
                        "time": .optional(reason.time?.milliseconds),
                        "watermark": .optional(reason.watermark?.rawValue),
                        "limit": .optional(reason.limit?.rawValue),
                        "after_seq": .optional(reason.step),
                        "text": .string(
                            ReasonText.text(reason, difference)),
                        "numbers": reason.numbers.map(numbers) ?? .null,
                    ])
                }),
        ])
    }

    /// What was held against what; times in milliseconds, `null` for none yet and for the end.
    private static func numbers(_ numbers: Inequality) -> JSONValue {
        func side(_ side: Inequality.Side) -> JSONValue {
            let hasTime = side.value.isSet && side.value != .end
            return .record([
                "name": .string(side.name),
                "value": hasTime ? .integer(side.value.rawValue) : .null,
            ])
        }
        return .record([
            "left": side(numbers.left), "relation": .string(numbers.relation.rawValue),
            "right": side(numbers.right),
        ])
    }
}
