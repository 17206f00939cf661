import EventLogs
import Streaming

/// Decides whether a record takes part in the join: first whether it is late, then whether it is a
/// duplicate.
///
/// A record is late iff its event time < W − allowed lateness: at the limit it is on time. A late
/// record is never a duplicate, and its id is not remembered.
struct Admission: ~Copyable {
    private let deduplicates: Bool
    private let forgets: Bool
    private let judgesLateness: Bool
    private var ids = IdMemory()

    /// - Parameters:
    ///   - deduplicates: whether a second record of an id is set aside.
    ///   - forgets: whether ids are forgotten behind the watermark; in a truth run without a
    ///     bounded watermark they never are.
    ///   - judgesLateness: whether a record behind the watermark is late; else the engine says so.
    init(deduplicates: Bool, forgets: Bool = true, judgesLateness: Bool = true) {
        self.judgesLateness = judgesLateness
        self.deduplicates = deduplicates
        self.forgets = forgets
    }

    /// The record's fate, with the watermark from before it, and the record that it repeats.
    mutating func judge(
        _ record: EventRecord, id: UnsafeBufferPointer<UInt8>, progress: borrowing StreamProgress
    ) -> (fate: RecordFate, first: UInt32) {
        let horizon = progress.horizon
        if judgesLateness, horizon.hasPassed(record.eventTime) { return (.late, 0) }
        if deduplicates {
            let first = ids.firstRecord(
                of: id, orRemember: record.index, at: record.eventTime,
                horizon: forgets ? horizon : .unset)
            if let first { return (.duplicate, first) }
        }
        let isBehind = judgesLateness && progress.watermark.hasPassed(record.eventTime)
        return (isBehind ? .withinAllowedLateness : .onTime, record.index)
    }
}
