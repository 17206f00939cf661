import Results
import Scenarios
public import Text

/// A summary as one JSON document, for programs.
///
/// Keys and their order are stable; more may be added. Numbers are exact integers in the units
/// that the names end in, as in the result file. Nothing in it depends on the machine or on the
/// time of day, the path of the result aside.
public enum SummaryJSON {
    /// The document, indented, with a line break at its end.
    public static func text(_ summary: RunSummary) -> String {
        JSONText.write(value(summary), .pretty)
    }

    /// The document as a value, to be put into a larger one.
    public static func value(_ summary: RunSummary) -> JSONValue {
        .record([
            "scenario": .string(summary.scenario),
            "engine": .string(summary.engine),
            "model": .string(summary.model),
            "seed": .integer(summary.seed),
            "watermark_delay_ms": .optional(summary.watermarkDelay),
            "lookback_ms": .optional(summary.lookback),
            "result": summary.file.map { .string($0) } ?? .null,
            "fingerprint": .string(summary.fingerprint),
            "passed": .bool(summary.passed),
            "streams": .object(summary.streams.map { JSONMember($0.stream, fates($0)) }),
            "checkouts": checkouts(summary.checkouts),
            "rejected_lines": .list(
                summary.rejectedLines.map {
                    .record(["file": .string($0.file), "lines": .integer($0.lines)])
                }),
            "injected": .list(
                summary.injected.map {
                    .record(["description": .string($0.description), "hits": .integer($0.hits)])
                }),
            "attribution": .list(
                summary.attribution.map {
                    .record(["model": .string($0.model), "sources": sources($0.sources)])
                }),
            "truth": summary.truth.map(truth) ?? .null,
            "warnings": .strings(summary.warnings),
            "expectations": .list(summary.expectations.map(expectation)),
            "channels": .list(summary.channels.map(channel)),
            "spend": .list(summary.spend.map(spend)),
        ])
    }

    /// An expectation and its outcome.
    static func expectation(_ outcome: ExpectationOutcome) -> JSONValue {
        .record([
            "name": .string(outcome.name), "passed": .bool(outcome.passed),
            "expected": .string(outcome.expected), "actual": .string(outcome.actual),
        ])
    }

    /// A stream's fates.
    static func fates(_ fates: StreamFates) -> JSONValue {
        .record([
            "read": .integer(fates.read),
            "copied": .integer(fates.copied),
            "dropped": .integer(fates.dropped),
            "on_time": .integer(fates.onTime),
            "within_allowed_lateness": .integer(fates.withinAllowedLateness),
            "late": .integer(fates.late),
            "duplicate": .integer(fates.duplicate),
            "late_by_ms_max": .optional(fates.lateByMax),
        ])
    }

    /// What became of the accepted checkouts.
    static func checkouts(_ fates: CheckoutFates) -> JSONValue {
        .record([
            "attributed": .integer(fates.attributed),
            "unattributed": .integer(fates.unattributed),
            "pending": .integer(fates.pending),
            "refunds": .integer(fates.refunds),
            "refunds_unmatched": .integer(fates.refundsUnmatched),
            "lookup_missed": .integer(fates.lookupMissed),
            "filtered": .integer(fates.filtered),
            "amounts_overflowed": .integer(fates.amountsOverflowed),
            "amounts_beyond_decimal": .integer(fates.amountsBeyondDecimal),
            "clicks_filtered": .integer(fates.clicksFiltered),
            "lookups_of_another_version": .integer(fates.lookupsDiffering),
            "lookups_of_another_version_revenue_e4": .integer(fates.lookupsRevenueE4),
            "replaced": .integer(fates.replaced),
        ])
    }

    private static func sources(_ sources: [SourceTotal]) -> JSONValue {
        .list(sources.map(source))
    }

    /// A source's totals.
    static func source(_ total: SourceTotal) -> JSONValue {
        .record([
            "source": total.source.map { .string($0) } ?? .null,
            "conversions_e9": .integer(total.conversionsE9),
            "revenue_e4": .optional(total.revenueE4),
            "profit_e4": .optional(total.profitE4),
        ])
    }

    private static func channel(_ line: ChannelLine) -> JSONValue {
        .record([
            "model": .string(line.model),
            "channel": line.channel.map { .string($0) } ?? .null,
            "conversions_e9": .integer(line.conversionsE9),
            "revenue_e4": .optional(line.revenueE4),
        ])
    }

    private static func spend(_ line: SpendLine) -> JSONValue {
        .record([
            "table": .string(line.table), "model": .string(line.model),
            "name": line.name.map { .string($0) } ?? .null,
            "cost_e4": .integer(line.costE4),
            "conversions_e9": .integer(line.conversionsE9),
            "revenue_e4": .optional(line.revenueE4), "roas_e4": .optional(line.roasE4),
            "cost_per_conversion_e4": .optional(line.costPerConversionE4),
            "incremental_roas_e4": .optional(line.incrementalRoasE4),
        ])
    }

    private static func truth(_ truth: TruthSummary) -> JSONValue {
        .record([
            "checkouts": .integer(truth.checkouts),
            "same": .integer(truth.same),
            "different": .integer(truth.different),
            "causes": .list(
                truth.causes.map { cause in
                    .record([
                        "cause": .string(cause.name),
                        "checkouts": .integer(cause.checkouts),
                        "another_click": .integer(cause.anotherClick),
                        "lost_click": .integer(cause.lostClick),
                        "revenue_e4": .optional(cause.revenueE4),
                    ])
                }),
            "sources": sources(truth.sources),
        ])
    }
}

extension JSONValue {
    /// An integer, or `null`.
    static func optional(_ value: (some BinaryInteger)?) -> JSONValue {
        value.map { .integer($0) } ?? .null
    }
}
