public import EventLogs
import Simulation
import Streaming

/// The faults of one seed, drawn for a log.
///
/// The same seed, log and choice of faults give the same plan. All of it but the crash is disorder of
/// the log, as a scenario says it.
public struct StormPlan: Sendable {
    /// Which faults, in the order of ``StormFault``.
    public internal(set) var faults: [StormFault] = []
    /// What they do to the log.
    public internal(set) var disturbances: [Disturbance] = []
    /// When the job crashes.
    public internal(set) var crash: Crash?

    init() {}

    /// Draws one fault to three of those allowed.
    ///
    /// - Parameters:
    ///   - seed: the seed of this plan.
    ///   - allowed: which faults there may be, at least one.
    ///   - log: the log without faults.
    ///   - lookback: how long results hang on a click; clocks step by about that.
    init(seed: UInt64, allowed: [StormFault], log: [Arrival], lookback: Milliseconds) {
        guard let shape = LogShape(log) else { return }
        var draw = PlanDraw(
            random: RandomSequence(seed: seed, purpose: "storm/plan"), shape: shape,
            lookback: max(lookback.count.magnitude, 1_000))
        var left = allowed
        // Half of all seeds have a single fault, so that what it costs alone is known.
        let count = [1, 1, 1, 1, 2, 2, 2, 3][draw.below(8)]
        while faults.count < count, !left.isEmpty {
            faults.append(left.remove(at: draw.below(left.count)))
        }
        faults.sort { $0.order < $1.order }
        for fault in faults {
            switch fault {
            case .restart: crash = draw.crash()
            case .reread: disturbances.append(draw.reread())
            case .lost: disturbances.append(draw.lost())
            case .twice: disturbances.append(draw.twice())
            case .rebalance: disturbances += draw.rebalance()
            case .clock: disturbances.append(draw.clock())
            }
        }
        if crash == nil { faults.removeAll { $0 == .restart } }
    }

    /// The faults that a scenario has of itself: its disorder and the first of its restarts, with a
    /// crash halfway from there to the end.
    init(of disturbances: [Disturbance], restarts: [Int64], records: Int) {
        self.disturbances = disturbances
        if let checkpoint = restarts.first {
            crash = Crash(checkpoint: checkpoint, at: (checkpoint + Int64(records) + 1) / 2)
        }
        var found: Set<StormFault> = crash == nil ? [] : [.restart]
        for disturbance in disturbances {
            switch disturbance.effect {
            case .reread: found.insert(.reread)
            case .duplicate: found.insert(.twice)
            case .drop: found.insert(.lost)
            case .hold, .delay, .late: found.insert(.rebalance)
            case .skew: found.insert(.clock)
            }
        }
        faults = found.sorted { $0.order < $1.order }
    }

    /// Each fault in words that say where and how much.
    public var descriptions: [String] {
        disturbances.map(\.description)
            + (crash.map {
                ["restart from the checkpoint after seq \($0.checkpoint), crash after seq \($0.at)"]
            } ?? [])
    }
}

extension StormFault {
    /// Its place among all.
    var order: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}

/// What faults are drawn for: when the log arrives, and in which partitions.
private struct LogShape {
    var first: Int64
    var last: Int64
    var records: Int
    var lanes: [(stream: EventStream, partition: Int32)] = []

    /// `nil` for a log without records.
    init?(_ log: [Arrival]) {
        let events = log.filter(\.isEvent)
        guard let first = events.first, let last = events.last else { return nil }
        (self.first, self.last) = (first.arrival, max(first.arrival, last.arrival))
        records = log.count
        for event in events
        where !lanes.contains(where: { $0 == (event.stream, event.partition) }) {
            lanes.append((event.stream, event.partition))
        }
        lanes.sort { ($0.stream.rawValue, $0.partition) < ($1.stream.rawValue, $1.partition) }
    }
}

/// Draws faults, one after another.
private struct PlanDraw {
    var random: RandomSequence
    let shape: LogShape
    let lookback: UInt64

    mutating func below(_ count: Int) -> Int { Int(random.below(UInt64(count))) }

    /// A moment from the first arrival to the last.
    private mutating func moment() -> Int64 {
        shape.first + Int64(random.below(UInt64(shape.last - shape.first) + 1))
    }

    /// A length from 1 ms to a part of the log's.
    private mutating func length(aPartOf parts: Int64) -> Int64 {
        1 + Int64(random.below(UInt64(max(1, (shape.last - shape.first) / parts))))
    }

    /// A seed that a scenario can name.
    private mutating func seed() -> UInt64 { random.below(1_000_000_000) }

    private func time(_ milliseconds: Int64) -> ProcessingTime {
        ProcessingTime(milliseconds: milliseconds)
    }

    /// One partition, one stream, or all.
    private mutating func place() -> (stream: EventStream?, partition: Int32?) {
        let lane = shape.lanes[below(shape.lanes.count)]
        switch below(3) {
        case 0: return (nil, nil)
        case 1: return (lane.stream, nil)
        default: return (lane.stream, lane.partition)
        }
    }

    mutating func crash() -> Crash? {
        guard shape.records > 1 else { return nil }
        let checkpoint = 1 + Int64(below(shape.records - 1))
        // A checkpoint is taken every some records, however long the log is.
        let since = min(shape.records - Int(checkpoint), max(30, shape.records / 20))
        return Crash(checkpoint: checkpoint, at: checkpoint + 1 + Int64(below(since)))
    }

    mutating func reread() -> Disturbance {
        let (stream, partition) = place()
        let (to, back) = (moment() + 1, length(aPartOf: 4))
        return Disturbance(
            stream: stream, partition: partition,
            effect: .reread(from: time(to - back), to: time(to)), seed: seed())
    }

    /// What arrives in a span is read, and lost.
    mutating func lost() -> Disturbance {
        let (stream, partition) = place()
        let from = moment()
        let span = ArrivalSpan(from: time(from), to: time(from + length(aPartOf: 4)))
        return Disturbance(
            stream: stream, partition: partition, effect: .drop(share: .all, during: span),
            seed: seed())
    }

    mutating func twice() -> Disturbance {
        let (stream, partition) = place()
        // From 1 % on; one in eight producers writes everything twice.
        let share = below(8) == 0 ? 100 : UInt32(1 + below(50))
        let after: DelayDistribution =
            below(2) == 0
            ? .constant(.zero)
            : .uniform(min: .zero, max: Milliseconds(length(aPartOf: below(2) == 0 ? 2 : 20)))
        return Disturbance(
            stream: stream, partition: partition,
            effect: .duplicate(share: Share(billionths: share * 10_000_000), after: after),
            seed: seed())
    }

    mutating func rebalance() -> [Disturbance] {
        let lane = shape.lanes[below(shape.lanes.count)]
        let from = moment()
        let to = from + length(aPartOf: 4)
        let hold = Disturbance(
            stream: lane.stream, partition: lane.partition,
            effect: .hold(from: time(from), to: time(to)), seed: seed())
        // What was read since the last commit comes again from the new owner.
        let uncommitted = below(2) == 0 ? 0 : length(aPartOf: 10)
        if uncommitted == 0 { return [hold] }
        let again = Disturbance(
            stream: lane.stream, partition: lane.partition,
            effect: .reread(from: time(from - uncommitted), to: time(to)), seed: seed())
        // What was held arrives at `to` and is not read again.
        return [hold, again]
    }

    mutating func clock() -> Disturbance {
        let (stream, partition) = place()
        let shift = Int64(1 + random.below(2 * lookback))
        let from = moment()
        let span = ArrivalSpan(
            from: time(from), to: below(3) == 0 ? nil : time(from + length(aPartOf: 3)))
        let share = below(2) == 0 ? 100 : UInt32(1 + below(99))
        return Disturbance(
            stream: stream, partition: partition,
            effect: .skew(
                share: Share(billionths: share * 10_000_000),
                byMilliseconds: below(2) == 0 ? shift : -shift, during: span), seed: seed())
    }
}
