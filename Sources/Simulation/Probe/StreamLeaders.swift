import EventLogs
public import Streaming

/// The record of a stream with the largest event time so far, where it is far ahead of all others.
public struct StreamLeader: Sendable, Hashable {
    /// Whose it is.
    public var side: JoinSide
    /// Its step.
    public var seq: Int64
    /// Its id.
    public var id: String
    /// Its place in the log.
    public var line: Int64
    /// Its event time.
    public var eventTime: Int64
    /// The largest event time of the others of its stream so far; `nil`: there is no other.
    public var next: Int64?
    /// How long before its own event time it arrived, as far as the log says when it did.
    public var early: Int64?
    /// Whether what follows it is back where its stream was, or it arrived long before its own time.
    public var isClockAhead: Bool
}

/// Knows of each stream the record that is ahead of all others: for engines whose own time follows
/// from records, by whatever rule.
///
/// Cost: two comparisons a record.
struct StreamLeaders {
    /// What is less ahead is common disorder.
    private static let leastAhead: Int64 = 60_000

    private struct Top {
        var leader: StreamLeader
        /// What follows it, by its place.
        var followers: Int?
    }

    private var tops: [Top?] = [nil, nil]
    private var steps: [TimeSteps] = []

    /// The records that are far ahead now, each with the number to ask ``isClockAhead(_:)`` with at
    /// the end.
    var all: [(leader: StreamLeader, number: Int?)] {
        tops.compactMap { top in
            guard let top, top.leader.isFarAhead(by: Self.leastAhead) else { return nil }
            return (top.leader, top.followers)
        }
    }

    /// Whether what came behind a record says that its clock was ahead.
    func isClockAhead(_ number: Int) -> Bool { steps[number].largest.first?.isClockAhead ?? false }

    /// A record has been taken in.
    mutating func take(_ record: EventRecord, _ text: UnsafeBufferPointer<UInt8>, seq: Int64) {
        let place = record.stream == .clicks ? 0 : 1
        let time = record.eventTime.milliseconds
        if let known = tops[place], time <= known.leader.eventTime {
            tops[place]?.leader.next = max(known.leader.next ?? .min, time)
            if let number = known.followers { steps[number].note(time, line: record.line) }
            return
        }
        let next = tops[place]?.leader.eventTime
        let early =
            record.hasOwnArrivalTime ? time - record.arrivalTime.milliseconds : nil
        let leader = StreamLeader(
            side: record.stream == .clicks ? .click : .checkout, seq: seq,
            id: String(decoding: record.id(in: text), as: UTF8.self), line: record.line,
            eventTime: time, next: next, early: early,
            isClockAhead: early.map { $0 >= Self.leastAhead } ?? false)
        var followers: Int?
        if let next, time - next >= Self.leastAhead {
            var following = TimeSteps(atLeast: Self.leastAhead)
            following.note(next, line: 0)
            following.note(time, line: record.line, arrival: record.ownArrival)
            followers = steps.count
            steps.append(following)
        }
        tops[place] = Top(leader: leader, followers: followers)
    }
}

extension StreamLeader {
    fileprivate func isFarAhead(by least: Int64) -> Bool {
        guard let next else { return isClockAhead }
        return eventTime - next >= least
    }
}
