import EventLogs
import Streaming

/// Decides whether a record of the stream run takes part in the join: first whether it is late, then
/// whether it is a duplicate.
///
/// A record is late iff its event time < W − allowed lateness: at the limit it is on time. A late
/// record is never a duplicate, and its id is not remembered.
struct Admission: ~Copyable {
    private let deduplication: Deduplication
    private let delay: Milliseconds
    private let judgesLateness: Bool
    private var ids = IdMemory()
    /// Ids that are never forgotten.
    private var register = IdRegister()

    /// - Parameters:
    ///   - deduplication: how long ids are remembered.
    ///   - settings: the stream's watermark.
    ///   - judgesLateness: whether a record behind the watermark is late; else the engine says so.
    init(
        _ deduplication: Deduplication, _ settings: WatermarkSettings, judgesLateness: Bool = true
    ) {
        self.deduplication = deduplication
        self.judgesLateness = judgesLateness
        delay = settings.delay
    }

    /// The record's fate, with the watermark from before it, and the record that it repeats.
    ///
    /// `batchWatermark`: the watermark by which an engine in batches judges and forgets; then a
    /// record at it is late, and its id is not looked at.
    mutating func judge(
        _ record: EventRecord, id: UnsafeBufferPointer<UInt8>, progress: borrowing StreamProgress,
        batchWatermark: Watermark? = nil
    ) -> (fate: RecordFate, first: UInt32) {
        if judgesLateness, progress.horizon.hasPassed(record.eventTime) { return (.late, 0) }
        let isLateInBatch = batchWatermark.map { $0 >= Watermark(record.eventTime) } ?? false
        if deduplication != .off, !isLateInBatch,
            let first = firstRecord(record, id, progress, batchWatermark)
        {
            return (.duplicate, first)
        }
        let isBehind = judgesLateness && progress.watermark.hasPassed(record.eventTime)
        return (isBehind ? .withinAllowedLateness : .onTime, record.index)
    }

    private mutating func firstRecord(
        _ record: EventRecord, _ id: UnsafeBufferPointer<UInt8>,
        _ progress: borrowing StreamProgress, _ batchWatermark: Watermark?
    ) -> UInt32? {
        let horizon: Watermark
        switch deduplication {
        case .off: return nil
        case .forever:
            return register.firstRecord(
                of: id, hash: IdRegister.hash(id), orRegister: record.index)
        case .watermark: horizon = progress.horizon
        case .within(let duration): horizon = progress.watermark - duration
        case .untilReached:
            let limit = (batchWatermark ?? progress.watermark) - delay
            // It forgets at W = first + delay, not only beyond.
            horizon =
                limit.isSet && limit != .end ? Watermark(rawValue: limit.rawValue + 1) : limit
        }
        return ids.firstRecord(
            of: id, orRemember: record.index, at: record.eventTime, horizon: horizon)
    }
}
