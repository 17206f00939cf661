import EventLogs
import Streaming

/// The times of a log's records, as far as a search for a delay needs them.
///
/// **The law.** All that an engine does by its watermark is to compare W with an event time of a
/// record and a constant of the run (the window, the allowed lateness, how long an id is remembered,
/// a cleanup interval), and W is an event time of a record less the delay. So what a run comes to
/// changes at the delays m − t − constant alone, m and t being event times of records, a millisecond
/// more or less where a rule has ≤ or the engine's watermark is one below. Between two neighbours of
/// these delays all runs are alike.
struct DelayMarks {
    /// So many different times are kept.
    static let timesMax = 4096

    /// All event times, each once, as far as they are kept.
    private(set) var times: Set<Int64> = []
    /// How far records lay behind the newest of their stream, each once, as far as they are kept.
    private(set) var lags: Set<Int64> = []
    /// How many records arrived.
    private(set) var records: Int64 = 0
    private var newest: [Int64?] = [nil, nil]

    /// A record arrives.
    mutating func meet(_ record: EventRecord) {
        records += 1
        let time = record.eventTime.milliseconds
        if times.count < Self.timesMax { times.insert(time) }
        let stream = record.stream == .clicks ? 0 : 1
        if let top = newest[stream], top > time {
            if lags.count < Self.timesMax { lags.insert(top - time) }
        } else {
            newest[stream] = time
        }
    }

    /// Whether all times are kept.
    var isComplete: Bool { times.count < Self.timesMax }
}

extension RunConfiguration {
    /// Whether waiting longer never makes a checkout wrong that was right, in a log whose ids do not
    /// repeat: what comes in time for a shorter delay comes in time for a longer one, and the row
    /// goes by the clicks alone, not by the order in which they were joined.
    var gainsFromDelay: Bool {
        let kinds: [JoinSettings.Kind] = [.left, .inner]
        let changesRecords = disorder.contains { disturbance in
            if disturbance.makesCopies { return true }
            if case .skew = disturbance.effect { return true }
            return false
        }
        return engine.traits.gainsFromDelay && kinds.contains(join.kind) && !choosesTouches
            && attribution.partitionBy == .checkout && attribution.ties == .id
            && attribution.model.choosesInAFixedOrder && deduplicate != .off && !changesRecords
    }

    /// What a watermark is compared with beyond event times, see ``DelayMarks``.
    var delayOffsets: [Int64] {
        let bounds = join.bounds
        let (back, ahead) = (bounds.lookback.count, bounds.lookahead.count)
        let lateness = [clicksWatermark, checkoutsWatermark].map(\.allowedLateness.count)
        var offsets: Set<Int64> = [0]
        for reach in [0, back, ahead, back + ahead] {
            for allowed in [0] + lateness {
                offsets.insert(reach + allowed)
                offsets.insert(reach + allowed + engine.traits.cleanupInterval.count)
            }
        }
        if case .within(let memory) = deduplication { offsets.insert(memory.count) }
        return offsets.sorted()
    }
}

extension DelayMarks {
    /// All delays at which a run of this configuration can begin to come to something else, in order,
    /// 0 first; `nil` where there are more than `limit`, or where not all can be told.
    func changes(_ configuration: RunConfiguration, through longest: Int64, limit: Int) -> [Int64]?
    {
        guard isComplete else { return nil }
        let sorted = times.sorted()
        var gaps: Set<Int64> = []
        for (place, time) in sorted.enumerated() {
            for later in sorted[place...] { gaps.insert(later - time) }
            if gaps.count > limit { return nil }
        }
        var delays: Set<Int64> = [0]
        func add(_ delay: Int64) {
            for more in Int64(-1)...2 where (0...longest).contains(delay + more) {
                delays.insert(delay + more)
            }
        }
        let offsets = configuration.delayOffsets
        // Spark remembers an id for as long as the delay is: W ≥ t + delay.
        let goesByTwice = configuration.deduplication == .untilReached
        for gap in gaps {
            for offset in offsets { add(gap - offset) }
            if goesByTwice { add(gap / 2) }
            if delays.count > limit { return nil }
        }
        // A watermark is let through a slot of event time at a time.
        if let slot = configuration.engine.traits.watermarkInterval?.count, slot > 0 {
            for phase in Set(sorted.map { $0.remainder(in: slot) }) {
                var delay = phase
                while delay <= longest {
                    add(delay)
                    delay += slot
                    if delays.count > limit { return nil }
                }
            }
        }
        return delays.sorted()
    }

    /// Up to `limit` delays to try where not all can be: by their size, by how far records lay behind
    /// and, for the rest, by what lies between event times. In order, 0 first.
    func samples(through longest: Int64, limit: Int) -> [Int64] {
        var delays: Set<Int64> = [0]
        var step: Int64 = 1
        while step <= longest, delays.count < limit {
            for factor in [1, 2, 5] as [Int64] where step * factor <= longest {
                delays.insert(step * factor)
            }
            let (next, overflows) = step.multipliedReportingOverflow(by: 10)
            if overflows { break }
            step = next
        }
        let sorted = lags.filter { $0 <= longest }.sorted()
        let room = max(1, (limit - delays.count) / 2)
        for number in 0..<min(room, sorted.count) {
            let place =
                sorted.count <= room ? number : number * (sorted.count - 1) / max(1, room - 1)
            delays.insert(sorted[place])
            delays.insert(min(longest, sorted[place] + 1))
        }
        let gaps = gaps.filter { $0 <= longest && !delays.contains($0) }
        let left = min(limit - delays.count, gaps.count)
        for number in 0..<max(0, left) { delays.insert(gaps[number * gaps.count / left]) }
        return delays.sorted()
    }
}

extension DelayMarks {
    /// What lies between some event times, evenly chosen, in order.
    private var gaps: [Int64] {
        let sorted = times.sorted()
        let step = max(1, sorted.count / 64)
        let some = stride(from: 0, to: sorted.count, by: step).map { sorted[$0] }
        let all = some.indices.flatMap { place in some[place...].map { $0 - some[place] } }
        return Set(all).sorted()
    }
}

extension Int64 {
    /// What is left of a time above the last multiple of `slot`, from 0 on.
    fileprivate func remainder(in slot: Int64) -> Int64 {
        let rest = self % slot
        return rest < 0 ? rest + slot : rest
    }
}
