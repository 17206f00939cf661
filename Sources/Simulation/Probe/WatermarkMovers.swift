import EventLogs
public import Streaming

/// The record that alone has moved a stream's watermark to where it is.
public struct WatermarkMover: Sendable, Hashable {
    /// Its step.
    public var seq: Int64
    /// Its id.
    public var id: String
    /// Its place in the log.
    public var line: Int64
    /// Its event time.
    public var eventTime: Int64
    /// How far that is ahead of the largest event time of its partition before it.
    public var ahead: Int64
    /// What the watermark would be without it.
    public var without: Watermark
    /// Whether what follows it is back where its partition was, or it arrived before its own time.
    public var isClockAhead: Bool
}

/// Knows, for each partition of a stream, its newest record, and what the watermark would be had that
/// record never been: one clock that is ahead moves the watermark past all others.
///
/// Only where the watermark follows from records one by one, without idleness. Cost: the partitions a
/// record, at most ``lanesMax``.
struct WatermarkMovers {
    /// Beyond so many partitions nothing is said.
    private static let lanesMax = 64
    /// What follows a record that is less ahead is not looked at.
    private static let leastAhead: Int64 = 60_000

    fileprivate struct Lane {
        var partition: Int32
        var top: Int64
        var seq: Int64
        var line: Int64
        var id: [UInt8]
        /// The largest event time of the others.
        var second: Int64?
        /// The watermark without the newest record.
        var without: Int64?
        /// Whether it arrived long before its own event time.
        var isEarly: Bool
        /// The place of what follows it, where it is far ahead.
        var followers: Int?
    }

    private let settings: WatermarkSettings
    private var isOn: Bool
    private var lanes: [Lane] = []
    private var watermark: Int64?
    /// Of those that were far ahead: what came behind them, by what ``mover(of:)`` gave out.
    private var steps: [TimeSteps] = []

    init(_ settings: WatermarkSettings) {
        self.settings = settings
        isOn =
            settings.strategy == .bounded && settings.emission == .perRecord
            && settings.idleTimeout == nil
    }

    /// Whether a record of this time is late.
    func isLate(_ time: Int64) -> Bool {
        guard isOn, let watermark else { return false }
        return time < watermark - settings.allowedLateness.count
    }

    /// Which record alone makes a record of this time late, and the number to ask
    /// ``isClockAhead(_:)`` with at the end.
    func mover(of time: Int64) -> (mover: WatermarkMover, number: Int?)? {
        guard isOn, let watermark, time < watermark - settings.allowedLateness.count else {
            return nil
        }
        let movers = lanes.filter { lane in
            guard let without = lane.without else { return true }
            return time >= without - settings.allowedLateness.count
        }
        guard let lane = movers.max(by: { $0.ahead < $1.ahead }), lane.ahead > 0 else { return nil }
        let mover = WatermarkMover(
            seq: lane.seq, id: String(decoding: lane.id, as: UTF8.self), line: lane.line,
            eventTime: lane.top, ahead: lane.ahead,
            without: lane.without.map { Watermark(rawValue: $0) } ?? .unset,
            isClockAhead: lane.isEarly)
        return (mover, lane.followers)
    }

    /// Whether what came behind a record says that its clock was ahead.
    func isClockAhead(_ number: Int) -> Bool { steps[number].largest.first?.isClockAhead ?? false }

    /// A record has been taken in.
    mutating func take(_ record: EventRecord, _ text: UnsafeBufferPointer<UInt8>, seq: Int64) {
        guard isOn else { return }
        let time = record.eventTime.milliseconds
        guard let own = place(of: record.partition) else { return add(record, text, seq) }
        if let number = lanes[own].followers { steps[number].note(time, line: record.line) }
        if time > lanes[own].top {
            let before = lanes[own].top
            lanes[own].second = before
            lanes[own].without = watermark
            lanes[own].followers = nil
            lead(own, record, text, seq)
            if lanes[own].ahead >= Self.leastAhead {
                var following = TimeSteps(atLeast: Self.leastAhead)
                following.note(before, line: 0)
                following.note(time, line: record.line, arrival: record.ownArrival)
                lanes[own].followers = steps.count
                steps.append(following)
            }
        } else {
            lanes[own].second = max(lanes[own].second ?? .min, time)
        }
        settle()
    }

    private func place(of partition: Int32) -> Int? {
        lanes.firstIndex { $0.partition == partition }
    }

    private mutating func add(
        _ record: EventRecord, _ text: UnsafeBufferPointer<UInt8>, _ seq: Int64
    ) {
        guard lanes.count < Self.lanesMax else {
            isOn = false
            return
        }
        lanes.append(
            Lane(
                partition: record.partition, top: 0, seq: 0, line: 0, id: [], without: watermark,
                isEarly: false))
        lead(lanes.count - 1, record, text, seq)
        settle()
    }

    private mutating func lead(
        _ place: Int, _ record: EventRecord, _ text: UnsafeBufferPointer<UInt8>, _ seq: Int64
    ) {
        lanes[place].top = record.eventTime.milliseconds
        lanes[place].seq = seq
        lanes[place].line = record.line
        lanes[place].id.removeAll(keepingCapacity: true)
        lanes[place].id.append(contentsOf: record.id(in: text))
        lanes[place].isEarly =
            record.hasOwnArrivalTime
            && record.eventTime.milliseconds - record.arrivalTime.milliseconds >= Self.leastAhead
    }

    /// The watermark with all records, and without each of the newest.
    private mutating func settle() {
        // Declared partitions hold it from the start.
        guard lanes.count >= settings.partitions ?? 0 else { return }
        var (least, next) = (Int64.max, Int64.max)
        for lane in lanes {
            if lane.top < least {
                (least, next) = (lane.top, least)
            } else {
                next = min(next, lane.top)
            }
        }
        let delay = settings.delay.count
        for place in lanes.indices {
            // Without its only record a partition does not count.
            let others = lanes[place].top == least ? next : least
            let floor = min(others, lanes[place].second ?? .max)
            guard floor != .max else { continue }
            lanes[place].without = max(lanes[place].without ?? .min, floor - delay)
        }
        watermark = max(watermark ?? .min, least - delay)
    }
}

extension WatermarkMovers.Lane {
    fileprivate var ahead: Int64 { second.map { top - $0 } ?? 0 }
}
