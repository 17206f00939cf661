import EventLogs
import Streaming

// How watermarks move.

extension Pipeline where Stage: ~Copyable {
    /// A record moves the watermark of its stream.
    mutating func observe(_ record: EventRecord) {
        if mode == .truth {
            // Perfect knowledge: both streams are known up to the record at hand.
            clicks.observe(
                partition: 0, time: record.eventTime, arrival: clock.now, clock: clock.now)
            checkouts.observe(
                partition: 0, time: record.eventTime, arrival: clock.now, clock: clock.now)
        } else if record.stream == .clicks {
            clicks.observe(
                partition: record.partition, time: record.eventTime, arrival: clock.now,
                clock: clock.now)
        } else {
            checkouts.observe(
                partition: record.partition, time: record.eventTime, arrival: clock.now,
                clock: clock.now)
        }
    }

    /// Lets the join act on the watermarks as they are now.
    mutating func settleWatermarks(
        _ stream: EventStream, _ partition: Int32?
    ) throws(SinkError) {
        joinProgress.update(clicks: clicks, checkouts: checkouts)
        if mode == .stream {
            note(.clicks, clicks.watermark, stream == .clicks ? partition : nil)
            note(.checkouts, checkouts.watermark, stream == .checkouts ? partition : nil)
            note(.join, joinProgress.watermark, nil)
        }
        let horizons = JoinHorizons(
            clicks: clicks.horizon, checkouts: checkouts.horizon, join: joinProgress.watermark)
        watch.meter?.needs?.advance(join: joinProgress.watermark, clock: clock.now)
        watch.probe?.move(to: moment)
        try stage.advance(to: horizons, after: seq)
    }

    /// A control record says how far a stream, or one partition of it, has come, or that no more comes.
    mutating func obey(_ record: EventRecord) throws(SinkError) {
        if record.stream == .clicks {
            Self.obey(record, &clicks)
        } else {
            Self.obey(record, &checkouts)
        }
        try settleWatermarks(record.stream, nil)
    }

    private static func obey(_ record: EventRecord, _ progress: inout StreamProgress) {
        let partition = record.partition < 0 ? nil : record.partition
        switch record.kind {
        case .watermark: progress.script(record.eventTime, partition: partition)
        case .idle: progress.silence(partition: partition)
        case .endOfStream: progress.end()
        default: break
        }
    }
}
