import EventLogs
import Streaming

/// Which micro-batch a record comes into, from 1.
///
/// Two batches with a number missing between them have a trigger between them that finds nothing.
struct BatchNumbers {
    private let rule: BatchRule
    private var clock = Int64.min
    private var first: Int64?
    private var controlled: Int64 = 1

    init(_ rule: BatchRule) { self.rule = rule }

    /// Takes the next record of the log.
    ///
    /// - Returns: its batch; of a control record 0.
    mutating func number(of record: EventRecord) -> Int64 {
        switch record.kind {
        case .event: break
        case .batch:
            if case .controls(let step) = rule { controlled += step }
            return 0
        case .processingTime:
            clock = max(clock, record.eventTime.milliseconds)
            return 0
        default: return 0
        }
        clock = max(clock, record.arrivalTime.milliseconds)
        switch rule {
        case .every(let interval):
            if first == nil { first = clock }
            return (clock - (first ?? clock)) / max(1, interval.count) + 1
        case .controls: return controlled
        case .one: return 1
        }
    }
}
