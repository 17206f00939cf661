public import Streaming

/// The order in which records are processed. Each is total: no two records of a run are equal.
///
/// A control record stands where the record before it in the file stands, right behind it, because
/// it takes that record's arrival time, ``EventRecord/orderStream`` and
/// ``EventRecord/orderPartition``.
public enum RecordOrder: Sendable, Hashable {
    /// (arrival time; clicks before checkouts; partition; line; copy): how a stream run goes.
    case arrival
    /// (line; copy; clicks before checkouts): a combined log that names no arrival times, without injected delays.
    case file
    /// (event time with all its digits; clicks before checkouts; partition; line; copy): how the truth
    /// run goes.
    case eventTime

    /// The order of a run over `input` with these disturbances.
    ///
    /// `.file` is for ``OrderedSource``, which turns to `.arrival` by itself where the log does
    /// name arrival times.
    public init(of input: LogInput, disorder: [Disturbance]) {
        if case .combined = input, !disorder.contains(where: \.mayDelay) {
            self = .file
        } else {
            self = .arrival
        }
    }

    /// The first part of a record's key.
    @inlinable
    public func leadingKey(of record: EventRecord) -> Int64 {
        switch self {
        case .arrival: record.arrivalTime.milliseconds
        case .file: record.line
        case .eventTime: record.eventTime.milliseconds
        }
    }

    /// Whether `a` comes before `b`.
    @inlinable
    public func precedes(_ a: EventRecord, _ b: EventRecord) -> Bool {
        let keyA = leadingKey(of: a)
        let keyB = leadingKey(of: b)
        return keyA != keyB ? keyA < keyB : precedesInTie(a, b)
    }

    /// Whether `a` comes before `b`, their leading keys being equal.
    @inlinable
    public func precedesInTie(_ a: EventRecord, _ b: EventRecord) -> Bool {
        if self == .eventTime, a.eventNanoseconds != b.eventNanoseconds {
            return a.eventNanoseconds < b.eventNanoseconds
        }
        if self != .file {
            let (placeA, placeB) = (a.orderPlace, b.orderPlace)
            if placeA != placeB { return placeA < placeB }
        }
        if a.line != b.line { return a.line < b.line }
        // One row may be a click and a checkout.
        return a.copy != b.copy ? a.copy < b.copy : a.stream.rawValue < b.stream.rawValue
    }
}

extension EventRecord {
    /// Stream and partition as one number: clicks before checkouts, then by partition.
    @inlinable
    var orderPlace: Int64 {
        let isEvent = kind == .event
        let stream = isEvent ? self.stream : orderStream
        let partition = isEvent ? self.partition : orderPartition
        return Int64(stream.rawValue) << 33 + Int64(partition)
    }
}
