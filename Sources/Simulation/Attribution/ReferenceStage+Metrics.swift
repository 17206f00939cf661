import EventLogs
import Streaming

// How the attributed table of the reference engine becomes the dashboard's windows.

extension ReferenceStage {
    mutating func showMetrics(
        before time: ProcessingTime
    ) throws(SinkError) -> ProcessingTime? {
        try metrics?.show(before: time, &rows)
    }

    /// Writes the windows that nothing can change any more: no earlier checkout will be accepted,
    /// and no click will correct one.
    mutating func finishMetrics(_ watermarks: JoinHorizons) throws(SinkError) {
        // A ranking, or a later row of the same id, can take any row away again, however old.
        guard metrics != nil, ranking == nil, upsert == nil else { return }
        let corrected = min(watermarks.join, watermarks.clicks)
        let limit = min(corrected - configuration.join.bounds.lookahead, watermarks.checkouts)
        guard limit.isSet, limit != .end else { return }
        try metrics?.finish(before: EventTime(milliseconds: limit.rawValue), &rows)
    }

    /// A checkout comes out (`old` is `nil`), or a correction gives it another click: its row is
    /// put into the attributed table.
    mutating func put(_ slot: Int32, from old: Int32?, to new: Int32) {
        if upsert != nil {
            upsertRow(slot, new)
        } else if metrics != nil, ranking == nil {
            measure(slot, from: old, to: new)
        }
    }

    private mutating func measure(_ slot: Int32, from old: Int32?, to new: Int32) {
        if let old, let entry = entry(slot, old) { metrics?.retract(entry) }
        if let entry = entry(slot, new) { metrics?.add(entry) }
    }

    /// What the row of a checkout with this click adds, if it has a row and there are metrics.
    mutating func entry(_ slot: Int32, _ click: Int32) -> MetricEntry? {
        let checkout = held[Int(slot)]
        guard metrics != nil, rules.hasRow(checkout), isResult(click) else { return nil }
        return metrics?.entry(
            of: checkout, in: join.checkouts.text(slot),
            rules.amounts(of: checkout, rows.dimensions),
            source: click == ClickBuffer.none
                ? nil : rows.source(ofTouch: join.clicks[click].source), rows.dimensions,
            rows.sources)
    }

    /// A ranking keeps another row.
    mutating func measure(_ change: UserRanking.Change) {
        guard metrics != nil else { return }
        if let old = change.old, let entry = entry(of: old) { metrics?.retract(entry) }
        if let new = change.new, let entry = entry(of: new) { metrics?.add(entry) }
    }

    private mutating func entry(of row: RankedRow) -> MetricEntry? {
        let amounts = rules.amounts(of: row.checkout, rows.dimensions)
        return row.text.withUnsafeBufferPointer { text in
            metrics?.entry(
                of: row.checkout, in: text, amounts,
                source: row.click.map { rows.source(ofTouch: $0.touch) },
                rows.dimensions, rows.sources)
        }
    }
}
