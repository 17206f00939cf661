import Streaming

/// Disturbances in their order, each with its own random child stream, as they act on one record.
///
/// A disturbance's stream is named after its kind, the stream and partition that it concerns, and
/// its number among those that have all this and a seed in common, not its place in the list. What it
/// draws for a record depends on that record alone; what it draws for a copy, on the record and
/// on the disturbances that made the copy. So no disturbance changes a draw of another.
struct DisorderList {
    private let disturbances: [Disturbance]
    private let randoms: [RandomStream]
    private(set) var counts: InjectedCounts
    private var unfinished: [Traveller] = []
    /// The number of the next copy of the record at hand.
    private var nextCopy: UInt32 = 1

    /// So many copies of one record at most: a list of many duplications would otherwise double
    /// them without end.
    static let copiesMax: UInt32 = 1_000

    /// A record on its way through the list.
    private struct Traveller {
        var record: EventRecord
        /// By what random draws know it: ever the same for a record as read; a copy's is drawn.
        var identity: UInt64
        /// The disturbance that it meets next.
        var step: Int
    }

    /// Which need of one record a draw serves.
    private enum Draw {
        static let isHit: UInt64 = 0
        static let time: UInt64 = 1
        static let identity: UInt64 = 2
    }

    init(_ disturbances: [Disturbance], seed: UInt64) {
        self.disturbances = disturbances
        var occurrences: [String: Int] = [:]
        randoms = disturbances.map { disturbance in
            let name = disturbance.purpose
            let key = name + (disturbance.seed.map { " \($0)" } ?? "")
            let number = occurrences[key, default: 0]
            occurrences[key] = number + 1
            return RandomStream(
                seed: disturbance.seed ?? seed, purpose: "\(name)/\(number)")
        }
        counts = InjectedCounts(disturbances: disturbances.count)
    }

    /// Sends a record through the list.
    ///
    /// - Parameters:
    ///   - record: the record.
    ///   - user: the bytes of the record's user.
    ///   - arrivals: takes what becomes of it: itself, unless dropped, then its copies by number.
    ///   - dropped: takes what is dropped.
    mutating func apply(
        to record: EventRecord, user: UnsafeBufferPointer<UInt8>,
        arrivals: inout [EventRecord], dropped: inout [LostRecord]
    ) {
        nextCopy = 1
        let identity = UInt64(record.stream.rawValue) << 32 | UInt64(record.index)
        unfinished.append(Traveller(record: record, identity: identity, step: 0))
        var next = 0
        while next < unfinished.count {
            if let survivor = finish(unfinished[next], user: user) {
                arrivals.append(survivor)
            } else {
                let lost = unfinished[next].record
                dropped.append(
                    LostRecord(stream: lost.stream, index: lost.index, copy: lost.copy))
                counts[lost.stream].dropped += 1
            }
            next += 1
        }
        unfinished.removeAll(keepingCapacity: true)
    }

    /// Takes one record to the end of the list; its copies wait in `unfinished`.
    ///
    /// - Returns: the record as it arrives; `nil` if it is dropped.
    private mutating func finish(
        _ traveller: Traveller, user: UnsafeBufferPointer<UInt8>
    ) -> EventRecord? {
        var record = traveller.record
        let identity = traveller.identity
        for step in traveller.step..<disturbances.count
        where disturbances[step].concerns(record) {
            let random = randoms[step]
            func isHit(_ share: Share) -> Bool {
                random.isHit(share: share.billionths, identity, draw: Draw.isHit)
            }
            switch disturbances[step].effect {
            case .delay(let distribution):
                let time = distribution.sample(random, identity, draw: Draw.time)
                if time == .zero { continue }
                record.arrive(later: time)
            case .late(let share, let time):
                if time == .zero || !isHit(share) { continue }
                record.arrive(later: time)
            case .duplicate(let share, let after):
                if nextCopy > Self.copiesMax || !isHit(share) { continue }
                var copy = record
                copy.arrive(later: after.sample(random, identity, draw: Draw.time))
                let copyIdentity = random.bits(identity, draw: Draw.identity)
                send(copy, as: copyIdentity, on: step + 1)
            case .reread(let from, let to):
                if nextCopy > Self.copiesMax || record.arrivalTime < from
                    || record.arrivalTime >= to
                {
                    continue
                }
                var copy = record
                copy.arrivalTime = to
                send(copy, as: random.bits(identity, draw: Draw.identity), on: step + 1)
            case .drop(let share, let span):
                if !span.contains(record.arrivalTime) || !isHit(share) { continue }
                counts.hits[step] += 1
                return nil
            case .hold(let from, let to):
                if record.arrivalTime < from || record.arrivalTime >= to { continue }
                record.arrivalTime = to
            case .skew(let share, let shift, let span):
                if !span.contains(record.arrivalTime) { continue }
                if !UserShare.contains(user, share: share, random) { continue }
                if !record.shiftEventTime(by: shift) { continue }
            }
            counts.hits[step] += 1
        }
        return record
    }

    /// Sends a copy through the rest of the list.
    private mutating func send(_ copy: EventRecord, as identity: UInt64, on step: Int) {
        var copy = copy
        copy.copy = nextCopy
        nextCopy += 1
        unfinished.append(Traveller(record: copy, identity: identity, step: step))
        counts[copy.stream].copied += 1
    }
}

extension Disturbance {
    /// Whether it concerns a record.
    @inline(__always)
    func concerns(_ record: EventRecord) -> Bool {
        (stream == nil || stream == record.stream)
            && (partition == nil || partition == record.partition)
    }

    /// The first part of the name of its random child stream. Parts of a scenario's results, these
    /// words must never change.
    fileprivate var purpose: String {
        let kind =
            switch effect {
            case .delay: "delay"
            case .late: "late"
            case .duplicate: "duplicate"
            case .drop: "drop"
            case .hold: "hold"
            case .reread: "reread"
            case .skew: "skew"
            }
        return "disorder/\(kind)/\(stream?.name ?? "*")/\(partition.map(String.init) ?? "*")"
    }
}

extension EventRecord {
    /// Adds to the arrival time, which stays within what a log could name.
    @inline(__always)
    fileprivate mutating func arrive(later time: Milliseconds) {
        // Both are far below Int64.max / 2.
        let latest = EventTime.latest.milliseconds
        let sum = arrivalTime.milliseconds + time.count
        arrivalTime = ProcessingTime(milliseconds: max(arrivalTime.milliseconds, min(sum, latest)))
    }

    /// Shifts the event time within the times that an input may carry, and says whether that
    /// changed it.
    fileprivate mutating func shiftEventTime(by milliseconds: Int64) -> Bool {
        let (sum, overflow) = eventTime.milliseconds.addingReportingOverflow(milliseconds)
        let beyond = milliseconds < 0 ? EventTime.earliest : EventTime.latest
        let shifted = overflow ? beyond : EventTime(milliseconds: sum)
        let clamped = min(max(shifted, .earliest), .latest)
        if clamped == eventTime { return false }
        eventTime = clamped
        isShifted = true
        return true
    }
}
