/// The tables that a run fills row by row, with their columns in order.
///
/// Names and order are the contract's (section 5); more columns may only be added at the end.
public enum ResultTable: Int, CaseIterable, Sendable {
    case checkoutAttribution, attributionCredit, sourceCredit, truthDifference, joinOutput
    case attributionChangelog, lateRecord, duplicateRecord, pendingRecord, rejectedRecord
    case watermarkProgress, windowMetric, stat, engineDifference, windowMetricKnown
    case conversionPath, worldTruth, runManifest, refund
    case channelCredit, campaignCredit, creditByDay, kindCredit, spendReturn
    case channelReturn, campaignReturn
    case recordLateness, partitionProgress, watermarkStall, watermarkLag

    /// The table's name in the database.
    public var name: String {
        switch self {
        case .checkoutAttribution: "checkout_attribution"
        case .attributionCredit: "attribution_credit"
        case .sourceCredit: "source_credit"
        case .truthDifference: "truth_difference"
        case .joinOutput: "join_output"
        case .attributionChangelog: "attribution_changelog"
        case .lateRecord: "late_record"
        case .duplicateRecord: "duplicate_record"
        case .pendingRecord: "pending_record"
        case .rejectedRecord: "rejected_record"
        case .watermarkProgress: "watermark_progress"
        case .windowMetric: "window_metric"
        case .windowMetricKnown: "window_metric_known"
        case .stat: "stat"
        case .engineDifference: "engine_difference"
        case .conversionPath: "conversion_path"
        case .worldTruth: "world_truth"
        case .runManifest: "run_manifest"
        case .refund: "refund"
        case .channelCredit: "channel_credit"
        case .campaignCredit: "campaign_credit"
        case .creditByDay: "credit_by_day"
        case .kindCredit: "kind_credit"
        case .spendReturn: "spend_return"
        case .channelReturn: "channel_return"
        case .campaignReturn: "campaign_return"
        case .recordLateness: "record_lateness"
        case .partitionProgress: "partition_progress"
        case .watermarkStall: "watermark_stall"
        case .watermarkLag: "watermark_lag"
        }
    }

    /// The columns: name and whether it is text (else an integer).
    public var columns: [(name: String, isText: Bool)] {
        func integer(_ name: String) -> (name: String, isText: Bool) { (name, false) }
        func text(_ name: String) -> (name: String, isText: Bool) { (name, true) }
        let run = integer("run_id")
        let record = [
            run, integer("seq"), text("stream"), text("id"), text("user_id"),
            integer("event_time"), integer("arrival_time"),
        ]
        let change = [
            run, integer("n"), integer("after_seq"), text("op"),
            integer("checkout_seq"), integer("click_seq"), text("checkout_id"), text("click_id"),
        ]
        switch self {
        case .checkoutAttribution:
            return [
                run, integer("seq"), text("checkout_id"), text("user_id"), text("product_id"),
                integer("quantity"), integer("total_amount_e4"), text("payment_method"),
                text("payment_status"), text("payment_description"), text("gender"),
                text("category"), integer("profit_e4"), text("source"),
                integer("checkout_timestamp"), text("click_id"), integer("click_timestamp"),
            ]
        case .attributionCredit:
            return [
                run, text("model"), text("checkout_id"), text("click_id"), text("source"),
                integer("position"), integer("touchpoints"), integer("credit_e9"),
            ]
        case .sourceCredit:
            return [
                run, text("model"), text("source"), integer("conversions_e9"),
                integer("revenue_e4"), integer("profit_e4"),
            ]
        case .truthDifference:
            return [
                text("checkout_id"), text("cause"), text("stream_click_id"),
                text("truth_click_id"), text("stream_source"), text("truth_source"),
                integer("total_amount_e4"),
            ]
        case .joinOutput, .attributionChangelog: return change
        case .lateRecord: return record + [integer("watermark"), integer("late_by_ms")]
        case .duplicateRecord, .pendingRecord: return record
        case .rejectedRecord:
            return [run, text("file"), integer("line"), text("reason"), text("raw")]
        case .watermarkProgress:
            return [
                run, integer("seq"), integer("arrival_time"), text("stream"),
                integer("partition"), integer("max_event_time"), integer("watermark"),
            ]
        case .windowMetric:
            return [
                run, integer("window_start"), integer("window_end"), text("metric"),
                text("dimension"), integer("value"),
            ]
        case .windowMetricKnown:
            return [run, integer("known_at"), text("metric"), text("dimension"), integer("value")]
        case .stat: return [run, text("name"), integer("value")]
        case .engineDifference:
            return [
                run, text("checkout_id"), text("engine"), text("click_id"), text("source"),
                text("outcome"), text("reason"),
            ]
        case .conversionPath:
            return [
                run, text("path"), integer("touchpoints"), integer("conversions"),
                integer("value_e4"), integer("nulls"),
            ]
        case .worldTruth:
            return [
                run, text("source"), integer("conversions"), integer("conversions_without"),
                integer("incremental_conversions"), integer("shapley_conversions_e9"),
                integer("revenue_e4"), integer("revenue_without_e4"),
                integer("incremental_revenue_e4"), integer("shapley_revenue_e4"),
            ]
        case .runManifest: return [run, text("name"), text("value")]
        case .refund:
            return [
                run, integer("seq"), text("checkout_id"), text("refund_of"), integer("amount_e4"),
                integer("checkout_timestamp"), integer("matched"), integer("profit_e4"),
            ]
        case .channelCredit:
            return [
                run, text("model"), text("channel"), text("source"), integer("conversions_e9"),
                integer("revenue_e4"), integer("profit_e4"),
            ]
        case .campaignCredit:
            return [
                run, text("model"), text("source"), text("campaign"), integer("conversions_e9"),
                integer("revenue_e4"), integer("profit_e4"),
            ]
        case .creditByDay:
            return [
                run, text("model"), text("basis"), text("day"), text("source"),
                integer("conversions_e9"), integer("revenue_e4"),
            ]
        case .kindCredit:
            return [
                run, text("model"), text("kind"), text("source"), integer("conversions_e9"),
                integer("revenue_e4"),
            ]
        case .spendReturn:
            return [
                run, text("model"), text("source"), integer("cost_e4"), integer("conversions_e9"),
                integer("revenue_e4"), integer("roas_e4"), integer("cost_per_conversion_e4"),
                integer("incremental_roas_e4"),
            ]
        case .channelReturn:
            return [
                run, text("model"), text("channel"), integer("cost_e4"),
                integer("conversions_e9"), integer("revenue_e4"), integer("roas_e4"),
                integer("cost_per_conversion_e4"),
            ]
        case .campaignReturn:
            return [
                run, text("model"), text("source"), text("campaign"), integer("cost_e4"),
                integer("conversions_e9"), integer("revenue_e4"), integer("roas_e4"),
                integer("cost_per_conversion_e4"),
            ]
        case .recordLateness:
            return [run, text("stream"), integer("from_ms"), integer("to_ms"), integer("records")]
        case .partitionProgress:
            return [
                run, text("stream"), integer("partition"), integer("first_arrival"),
                integer("last_arrival"), integer("records"), integer("max_event_time"),
                integer("delay_max_ms"), integer("silence_from"), integer("silence_to"),
            ]
        case .watermarkStall:
            return [
                run, text("stream"), integer("stood_from"), integer("stood_to"),
                integer("stood_ms"), integer("watermark"),
            ]
        case .watermarkLag:
            return [run, text("stream"), integer("arrival_time"), integer("lag_ms")]
        }
    }
}
