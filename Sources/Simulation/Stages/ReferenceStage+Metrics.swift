import EventLogs
import Streaming

// How the attributed table of the reference engine becomes the dashboard's windows.

extension ReferenceStage {
    /// Writes the windows that nothing can change any more: no earlier checkout will be accepted,
    /// and no click will correct one.
    mutating func finishMetrics(_ watermarks: JoinHorizons) throws(SinkError) {
        // A ranking, or a later row of the same id, can take any row away again, however old.
        guard results.metrics != nil, ranking == nil, upsert == nil else { return }
        let corrected = min(watermarks.join, watermarks.clicks)
        let limit = min(
            corrected - results.configuration.join.bounds.lookahead, watermarks.checkouts)
        guard limit.isSet, limit != .end else { return }
        try results.metrics?.finish(
            before: EventTime(milliseconds: limit.rawValue), &results.rows)
    }

    /// A checkout comes out (`old` is `nil`), or a correction gives it another click: its row is
    /// put into the attributed table.
    mutating func put(_ slot: Int32, from old: Int32?, to new: Int32) {
        if upsert != nil {
            upsertRow(slot, new)
        } else if results.metrics != nil, ranking == nil {
            rows(from: old, to: new).forEach { results.measure($0, entry(slot, $1)) }
        }
    }

    /// What the row of a checkout with this click adds, if it has a row and there are metrics.
    func entry(_ slot: Int32, _ click: Int32) -> MetricEntry? {
        let checkout = held[Int(slot)]
        guard results.metrics != nil, results.rules.hasRow(checkout), isResult(click) else {
            return nil
        }
        return results.entry(
            of: checkout, in: join.checkouts.text(slot),
            touch: click == ClickBuffer.none ? nil : join.clicks[click].source)
    }
}
