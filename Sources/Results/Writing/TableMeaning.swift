/// What the tables of a result and their columns mean: the text of the manual, and of the comments
/// in the file itself.
enum TableMeaning {
    /// What a column holds.
    struct Column {
        /// In words.
        var text: String
        /// What NULL says; `nil` where it is never NULL.
        var null: String?

        init(_ text: String, null: String? = nil) {
            self.text = text
            self.null = null
        }
    }

    /// What a row of a table is.
    static let tables: [String: String] = [
        "run":
            "a run in this file: the stream run is 1, its truth 2, each further variant or engine 3 and on",
        "stat": "a counter of a run",
        "checkout_attribution":
            "a checkout under the primary model, and the click that it is credited to",
        "attribution_credit":
            "a touchpoint's share of a checkout; a view where the model credits one click, else stored with output.credits",
        "source_credit":
            "what a model credits to a source in all: the sum over checkout_attribution and its credits, plus refunds",
        "truth_difference": "a checkout that the stream run and the truth see differently",
        "join_output": "a change that the join put out, in order (output.changelog)",
        "attribution_changelog": "a change of the attributed table, in order (output.changelog)",
        "late_record": "a record that came too late; for a real engine, that it dropped",
        "duplicate_record": "a record whose id was still remembered",
        "pending_record": "an accepted checkout that had not come out when the run stopped",
        "rejected_record": "a line that is no record (--on-bad-record skip)",
        "watermark_progress":
            "an advance of a watermark: all of a short run; of a long one the first and last of each span of the clock, its extremes, and both ends of every long gap",
        "window_metric":
            "a metric of a dashboard window as it turned out (run 1) and in the truth (run 2), with metrics",
        "expectation": "an expectation and whether it held",
        "engine_difference":
            "what an engine made of a checkout on which not all agree (attrsim compare)",
        "window_metric_known":
            "a change of what the dashboard showed, at a slide of the virtual clock (metrics)",
        "conversion_path":
            "users' touches in one order, and how often they led to a conversion (output.paths)",
        "world_truth":
            "what a source really brings about, in a world whose causes are known; the row without a source is all of them together",
        "run_manifest": "a setting that shaped the numbers",
        "refund": "a checkout that gave an order's money back",
        "channel_credit": "what a model credits to a channel and source (attribution.channels)",
        "campaign_credit": "what a model credits to a source and campaign",
        "credit_by_day": "what a model credits to a source on a day (output.days)",
        "kind_credit": "what a model credits to a source for checkouts of a kind (output.kinds)",
        "spend_return": "what was spent on a source and what came back (dimensions.spend)",
        "channel_return": "what was spent on a channel and what came back",
        "campaign_return": "what was spent on a source's campaign and what came back",
        "record_lateness":
            "how many records need a watermark delay from from_ms to to_ms in order to be in time",
        "partition_progress":
            "a stretch of the virtual clock in which records of a partition came; at most 256 a partition",
        "watermark_stall":
            "a time in which a watermark stood still: 20 times longer than usual and a second or more, or, where hardly a record came, a quarter of the run",
        "watermark_lag":
            "how far a watermark was behind the clock at most in a span of it, for a long run of which watermark_progress is a sample; a short run's rows say it themselves",
    ]

    /// What a column of a table holds.
    static func column(_ table: String, _ column: String) -> Column? {
        special["\(table).\(column)"] ?? common[column]
    }

    /// The unit that a column's name says; `nil` where it is a number or a text as it stands.
    static func unit(_ column: String) -> String? {
        if column.hasSuffix("_e4") { return "ten-thousandths (12345 is 1.2345)" }
        if column.hasSuffix("_e9") { return "billionths" }
        if column.hasSuffix("_ms") { return "milliseconds" }
        let times: Set = [
            "checkout_timestamp", "click_timestamp", "event_time", "arrival_time", "watermark",
            "max_event_time", "window_start", "window_end", "known_at", "first_arrival",
            "last_arrival", "silence_from", "silence_to", "stood_from", "stood_to",
        ]
        return times.contains(column) ? "milliseconds since 1970 UTC" : nil
    }

    /// A column in a line: meaning, unit, NULL.
    static func comment(_ table: String, _ column: String) -> String {
        guard let meaning = self.column(table, column) else { return "" }
        return meaning.text + (unit(column).map { "; \($0)" } ?? "")
            + (meaning.null.map { "; NULL: \($0)" } ?? "")
    }

    /// Columns that mean the same wherever they stand.
    private static let common: [String: Column] = [
        "run_id": Column("the run, as in the table run"),
        "seq": Column("the step at which the record was processed, 1, 2, 3 … over everything"),
        "model": Column("the attribution model, by the name that attrsim writes"),
        "source": Column("the click's source", null: "unattributed: no click"),
        "checkout_id": Column("the checkout's id"),
        "click_id": Column("the click's id", null: "no click"),
        "user_id": Column(
            "the record's user, behind dimensions.identities", null: "the record has none"),
        "id": Column("the record's id"),
        "stream": Column("clicks or checkouts"),
        "event_time": Column("when it happened, as the record says"),
        "arrival_time": Column("when it reached the pipeline, injected delays included"),
        "conversions_e9": Column("conversions: the sum of the credits"),
        "revenue_e4": Column(
            "money: the sum of amount × credit, rounded once", null: "no amount is known"),
        "profit_e4": Column(
            "(amount − shipping cost) × commission rate, likewise", null: "no rate is known"),
        "name": Column("its name"),
        "value": Column("its value"),
        "n": Column("the number of the change, 1, 2, 3 …"),
        "after_seq": Column("the step that it comes out with, 0 before the first"),
        "op": Column("+I: new; -U and +U: an update, old and new; -D: taken back"),
        "checkout_seq": Column(
            "the checkout's step", null: "a click without a checkout (right and full joins)"),
        "click_seq": Column(
            "the click's step", null: "no match: a checkout without a click (a pad)"),
        "cost_e4": Column("what was spent", null: "nothing is known to be spent"),
        "roas_e4": Column("revenue ÷ cost", null: "no cost, or no revenue is known"),
        "cost_per_conversion_e4": Column("cost ÷ conversions", null: "no cost, or no conversion"),
        "channel": Column("the first channel whose rule fits", null: "no click, or no rule fits"),
        "campaign": Column("the click's campaign", null: "no click, or none is known"),
        "partition": Column("the record's partition"),
        "watermark": Column(
            "the watermark; 9223372036854775807: the stream is over, -9223372036854775808: unset"),
    ]

    /// By table and column, where it means something else, or stands in one table alone.
    private static let special: [String: Column] = [
        "run.scenario": Column("the scenario's name"),
        "run.mode": Column("stream, or batch for the truth"),
        "run.engine": Column("the engine whose rules it follows, with its version"),
        "run.model": Column("the primary model"),
        "run.seed": Column("the seed of all randomness, as a signed integer"),
        "run.watermark_delay_ms": Column(
            "the watermark's delay, of the clicks", null: "the watermark goes by none"),
        "run.lookback_ms": Column("how far before a checkout a click still matches"),
        "run.config_json": Column("the scenario with every default, as JSON"),
        "run.fingerprint": Column("a hash of the results: equal results, equal fingerprints"),
        "stat.name": Column(
            "the counter: clicks_read, checkouts_late, lookup_missed, … (all of them: the manual, Results)"
        ),
        "stat.value": Column("how many; money where the name ends in _e4"),
        "checkout_attribution.product_id": Column("the product", null: "the record has none"),
        "checkout_attribution.quantity": Column("how many", null: "the record has none"),
        "checkout_attribution.total_amount_e4": Column(
            "the amount, or price × quantity × (1 − discount)",
            null: "no amount and no price is known"),
        "checkout_attribution.payment_method": Column(
            "as the log has it", null: "the record has none"),
        "checkout_attribution.payment_status": Column(
            "as the log has it", null: "the record has none"),
        "checkout_attribution.payment_description": Column(
            "as the log has it", null: "the record has none"),
        "checkout_attribution.gender": Column("the user's, of dimensions.users", null: "not known"),
        "checkout_attribution.category": Column(
            "the product's, of dimensions.products", null: "not known"),
        "checkout_attribution.profit_e4": Column(
            "(total − shipping cost) × commission rate", null: "no rate is known"),
        "checkout_attribution.checkout_timestamp": Column("the checkout's event time"),
        "checkout_attribution.click_timestamp": Column("the click's event time", null: "no click"),
        "attribution_credit.click_id": Column("the touchpoint's id"),
        "attribution_credit.source": Column("the touchpoint's source"),
        "attribution_credit.position": Column("its place on the path, from 1"),
        "attribution_credit.touchpoints": Column("how many the path has"),
        "attribution_credit.credit_e9": Column(
            "its share; the shares of a checkout sum to 1, but for participation, which gives each touch 1"
        ),
        "truth_difference.cause": Column(
            "why they differ: late click, late checkout, dropped in transit, filtered click, not yet final, clock skew, lookup missed, another touch of the path, engine rule, duplicate or duplicate counted"
        ),
        "truth_difference.stream_click_id": Column("the click in the stream run", null: "none"),
        "truth_difference.truth_click_id": Column("the click in the truth", null: "none"),
        "truth_difference.stream_source": Column("the source in the stream run", null: "none"),
        "truth_difference.truth_source": Column("the source in the truth", null: "none"),
        "truth_difference.total_amount_e4": Column("the checkout's amount", null: "not known"),
        "join_output.checkout_id": Column("the checkout's id", null: "a click without a checkout"),
        "late_record.watermark": Column("the watermark that it met"),
        "late_record.late_by_ms": Column("how far its event time is behind that"),
        "rejected_record.file": Column("the file"),
        "rejected_record.line": Column("the line in it, or the row, from 1"),
        "rejected_record.reason": Column("what is wrong"),
        "rejected_record.raw": Column("the line itself, or its beginning"),
        "watermark_progress.arrival_time": Column(
            "the virtual clock", null: "before the first arrival"),
        "watermark_progress.seq": Column("the step that moved it"),
        "watermark_progress.stream": Column("clicks, checkouts, or join: the minimum of both"),
        "watermark_progress.partition": Column(
            "the partition of the record that moved it", null: "no record of this stream did"),
        "watermark_progress.max_event_time": Column(
            "the largest event time so far of that partition", null: "no record of this stream did"),
        "window_metric.window_start": Column("the window is (start, end] of checkout time"),
        "window_metric.window_end": Column("its end, included"),
        "window_metric.metric": Column(
            "revenue_e4, profit_e4, checkouts_by_source, checkouts_by_category, checkouts_by_gender or failed_payments_by_reason"
        ),
        "window_metric.dimension": Column(
            "the source, category, gender or reason", null: "none, or a metric without one"),
        "window_metric.value": Column("a count, or ten-thousandths where the metric ends in _e4"),
        "expectation.name": Column("what was expected, as it is called in reports"),
        "expectation.passed": Column("1: held, 0: failed"),
        "expectation.expected": Column("what should be"),
        "expectation.actual": Column("what is"),
        "engine_difference.engine": Column("the engine"),
        "engine_difference.source": Column("the click's source", null: "no click"),
        "engine_difference.outcome": Column(
            "attributed, unattributed, pending, waiting, lost, late, set aside, duplicate or "
                + "no row"),
        "engine_difference.reason": Column("by which rule and numbers"),
        "window_metric_known.known_at": Column("the moment of the virtual clock"),
        "window_metric_known.metric": Column("as in window_metric"),
        "window_metric_known.dimension": Column("as in window_metric", null: "as there"),
        "window_metric_known.value": Column(
            "what the dashboard shows from then on; 0: the line is gone"),
        "conversion_path.path": Column("the sources in order, with ' > ' between"),
        "conversion_path.touchpoints": Column("how many touches it has"),
        "conversion_path.conversions": Column("how many such paths led to a conversion"),
        "conversion_path.value_e4": Column("what these were worth", null: "no amount is known"),
        "conversion_path.nulls": Column("how many led to none"),
        "world_truth.source": Column("the source", null: "all sources together"),
        "world_truth.conversions": Column("conversions in the world as it is"),
        "world_truth.conversions_without": Column("conversions in its twin without the source"),
        "world_truth.incremental_conversions": Column(
            "the difference: what the source brings about"),
        "world_truth.shapley_conversions_e9": Column(
            "its Shapley value over all worlds", null: "more than 10 sources, or all together"),
        "world_truth.revenue_e4": Column("revenue in the world as it is"),
        "world_truth.revenue_without_e4": Column("revenue in its twin without the source"),
        "world_truth.incremental_revenue_e4": Column("the difference"),
        "world_truth.shapley_revenue_e4": Column(
            "its Shapley value over all worlds", null: "more than 10 sources, or all together"),
        "run_manifest.name": Column("the setting, by its key where it has one"),
        "run_manifest.value": Column("what it was, or what was assumed"),
        "refund.checkout_id": Column("the refund's own id"),
        "refund.refund_of": Column("the order's id"),
        "refund.amount_e4": Column("the amount as given, usually below 0", null: "none is given"),
        "refund.checkout_timestamp": Column("the refund's own event time"),
        "refund.matched": Column("1: the order has a row; 0: the money went to nobody"),
        "refund.profit_e4": Column(
            "amount × the order's commission rate", null: "no rate is known"),
        "credit_by_day.basis": Column("whose day: conversion or click"),
        "credit_by_day.day": Column(
            "the day as 2024-03-20, in the time zone of output.days",
            null: "by the click's day, and there is no click"),
        "kind_credit.kind": Column("the checkouts' kind", null: "they have none"),
        "spend_return.incremental_roas_e4": Column(
            "in a world: what the source brings about ÷ cost", null: "no world, no cost"),
        "record_lateness.from_ms": Column("the shortest delay of the cell"),
        "record_lateness.to_ms": Column(
            "the longest; a watermark that waits so long is in time for all of them"),
        "record_lateness.records": Column("how many records"),
        "partition_progress.first_arrival": Column("the arrival of its first record"),
        "partition_progress.last_arrival": Column("the arrival of its last record"),
        "partition_progress.records": Column("how many records came"),
        "partition_progress.max_event_time": Column("the partition's largest event time so far"),
        "partition_progress.delay_max_ms": Column("the longest time between event and arrival"),
        "partition_progress.silence_from": Column(
            "where its longest silence begins", null: "a single moment"),
        "partition_progress.silence_to": Column("where that ends", null: "a single moment"),
        "watermark_stall.stream": Column("clicks, checkouts, or join"),
        "watermark_stall.stood_from": Column("the clock at the advance before"),
        "watermark_stall.stood_to": Column("the clock at the advance behind, or at the end"),
        "watermark_stall.stood_ms": Column("how long it stood still"),
        "watermark_stall.watermark": Column("where it stood"),
        "watermark_lag.stream": Column("clicks, checkouts, or join"),
        "watermark_lag.arrival_time": Column("the virtual clock, right before an advance"),
        "watermark_lag.lag_ms": Column("the clock less the watermark from before it"),
    ]

    /// Meanings of columns that no table has, for a test.
    static func unused(_ tables: [ResultSchema.Table]) -> [String] {
        let columns = Set(
            tables.flatMap { table in table.columns.map { "\(table.name).\($0.name)" } })
        let names = Set(tables.flatMap { $0.columns.map(\.name) })
        return special.keys.filter { !columns.contains($0) }.sorted()
            + common.keys.filter { !names.contains($0) }.sorted()
            + self.tables.keys.filter { name in !tables.contains { $0.name == name } }.sorted()
    }
}
