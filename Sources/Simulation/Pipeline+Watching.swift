import EventLogs
import Streaming

// What a run tells of itself to whoever looks on.

extension Pipeline where Stage: ~Copyable {
    /// The watermarks as they are now.
    var moment: ProbedMoment {
        var moment = ProbedMoment()
        moment.seq = seq
        moment.clock = clock.now == .beforeAll ? nil : clock.now.milliseconds
        moment.clicks = clicks.watermark
        moment.checkouts = checkouts.watermark
        moment.join = joinProgress.watermark
        return moment
    }

    /// The partitions of both streams as they are now.
    var partitions: [ProbedRecord.Partition] {
        clicks.partitionStates.map { ProbedRecord.Partition(.click, $0) }
            + checkouts.partitionStates.map { ProbedRecord.Partition(.checkout, $0) }
    }

    /// Keeps an advance of a watermark for the result.
    mutating func note(
        _ series: WatermarkTrace.Series, _ watermark: Watermark, _ partition: Int32?
    ) {
        guard watermark != traced[series.rawValue] else { return }
        traced[series.rawValue] = watermark
        let latest =
            series == .clicks ? clicks.latestOfLastPartition : checkouts.latestOfLastPartition
        trace.add(
            WatermarkTrace.Advance(
                seq: seq, clock: clock.now, series: series, partition: partition,
                latest: partition == nil ? nil : latest, watermark: watermark))
    }

    /// Tells what a record needs from the watermark's delay.
    func tell(_ needs: DelayNeeds, _ record: EventRecord) {
        needs.judge(
            record, horizon: record.stream == .clicks ? clicks.horizon : checkouts.horizon,
            join: joinProgress.watermark, clock: clock.now, isFiltered: isTooOld(record))
    }

    /// Tells who watches of a record's fate.
    func tell(
        _ record: EventRecord, _ id: UnsafeBufferPointer<UInt8>, _ fate: RecordFate,
        _ text: UnsafeBufferPointer<UInt8>
    ) {
        let isClick = record.stream == .clicks
        // An engine that judges lateness itself has told its limit.
        if let trace = watch.trace {
            trace.judge(
                record, in: text, seq: seq, fate,
                limit: Stage.judgesLateness ? nil : isClick ? clicks.horizon : checkouts.horizon)
        }
        guard !isClick, let recorder = watch.recorder else { return }
        if fate == .late { recorder.note(id, record: record.index, .late) }
        if fate == .duplicate { recorder.note(id, record: record.index, .duplicate) }
    }
}
