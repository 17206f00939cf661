import Simulation
import Streaming

/// How a record stands to the watermark of its stream, with the numbers.
struct Lateness {
    /// What it was held against; `nil`: no watermark yet.
    var limit: Int64?
    /// The watermark itself.
    var watermark: Watermark
    /// How far ahead of the limit it is; negative: how far behind.
    var margin: Int64?
    /// The least watermark delay with which it is taken in, all else unchanged; `nil` where that
    /// cannot be said.
    var delayNeeded: Int64?
    /// The delay in force.
    var delay: Int64
    /// The allowed lateness in force.
    var allowed: Int64

    /// How a record of a run stood; a record that never arrived does not.
    init?(_ record: ProbedRecord, _ configuration: RunConfiguration) {
        guard record.seq != nil else { return nil }
        let settings =
            record.side == .click
            ? configuration.clicksWatermark : configuration.checkoutsWatermark
        let isReference = configuration.engine.isReference
        delay = settings.delay.count
        allowed = isReference ? settings.allowedLateness.count : 0
        watermark = record.limit
        guard record.limit.isSet, record.limit != .end else { return }
        let limit = record.limit.rawValue - allowed
        self.limit = limit
        margin = record.eventTime - limit
        // The watermark follows the delay one to one, if records alone make it.
        if isReference, settings.strategy == .bounded {
            delayNeeded = max(0, delay - (record.eventTime - limit))
        }
    }
}
