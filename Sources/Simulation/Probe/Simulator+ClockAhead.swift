import EventLogs
public import Streaming

/// A record whose clock is ahead, and what it alone does to those behind it.
public struct LeadingRecord: Sendable, Hashable {
    /// The record.
    public var mover: WatermarkMover
    /// Its stream.
    public var side: JoinSide
    /// Where it stands in its log, in words.
    public var place: String
    /// How many records would be in time without it.
    public var followers: Int
    /// How many of its stream are late.
    public var late: Int
}

extension Simulator {
    /// The record that alone makes most others late, by being ahead of its partition by `least`
    /// milliseconds or more; `nil`: no such record, or the engine does not judge lateness by
    /// watermarks of records.
    ///
    /// Cost: a reading of the log.
    public func leadingRecord(aheadBy least: Int64) throws(SimulationError) -> LeadingRecord? {
        guard configuration.engine.isReference else { return nil }
        var found: LeadingRecord?
        try withOrderedSources { (sources) throws(SimulationError) in
            found = try asLogError { () throws(LogError) in
                var source = try sources.open()
                if !configuration.disorder.isEmpty {
                    source = DisorderSource(
                        source, disturbances: configuration.disorder, seed: configuration.seed)
                }
                return try leadingRecord(in: source, aheadBy: least)
            }
        }
        return found
    }

    private func leadingRecord(
        in source: any RecordSource, aheadBy least: Int64
    ) throws(LogError) -> LeadingRecord? {
        let places = LogPlaces(input)
        var streams = [
            LateStream(.click, configuration.clicksWatermark),
            LateStream(.checkout, configuration.checkoutsWatermark),
        ]
        var seq: Int64 = 0
        let batch = RecordBatch()
        while try source.read(into: batch) {
            batch.text.withUnsafeBufferPointer { text in
                for record in batch.records {
                    seq += 1
                    guard record.kind == .event else { continue }
                    streams[record.stream == .clicks ? 0 : 1].take(
                        record, text, seq: seq, aheadBy: least)
                }
            }
        }
        return streams.compactMap { $0.worst(places) }.max { $0.followers < $1.followers }
    }
}

/// Who makes whom late in a stream.
private struct LateStream {
    private let side: JoinSide
    private var movers: WatermarkMovers
    private var counts: [Int64: (mover: WatermarkMover, number: Int?, followers: Int)] = [:]
    private var late = 0

    init(_ side: JoinSide, _ settings: WatermarkSettings) {
        self.side = side
        movers = WatermarkMovers(settings)
    }

    mutating func take(
        _ record: EventRecord, _ text: UnsafeBufferPointer<UInt8>, seq: Int64, aheadBy least: Int64
    ) {
        let time = record.eventTime.milliseconds
        if movers.isLate(time) { late += 1 }
        if let found = movers.mover(of: time), found.mover.ahead >= least {
            counts[found.mover.seq, default: (found.mover, found.number, 0)].followers += 1
        }
        movers.take(record, text, seq: seq)
    }

    func worst(_ places: LogPlaces) -> LeadingRecord? {
        let worst = counts.values.max {
            ($0.followers, $1.mover.seq) < ($1.followers, $0.mover.seq)
        }
        guard var worst else { return nil }
        if let number = worst.number, movers.isClockAhead(number) {
            worst.mover.isClockAhead = true
        }
        return LeadingRecord(
            mover: worst.mover, side: side,
            place: places.words(side == .click ? .clicks : .checkouts, worst.mover.line),
            followers: worst.followers, late: late)
    }
}
