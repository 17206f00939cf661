import Streaming

/// Says when records arrive that do not say it themselves: at the largest event time so far.
struct ArrivalClock {
    /// Whether it is the largest of the whole log, or of the record's partition.
    private let isOfWholeLog: Bool
    private var latest = Int64.min
    /// By partition and stream, for the first partitions.
    private var low: [Int64] = []
    /// For partitions beyond.
    private var high: [UInt64: Int64] = [:]

    private static let lowPartitions = 1_024

    init(ofWholeLog isOfWholeLog: Bool) { self.isOfWholeLog = isOfWholeLog }

    /// Takes note of a record's event time and returns the largest so far, it included.
    @inline(__always)
    mutating func note(_ stream: EventStream, _ partition: Int32, _ eventTime: Int64) -> Int64 {
        if isOfWholeLog {
            latest = max(latest, eventTime)
            return latest
        }
        let place = Int(partition) * 2 + Int(stream.rawValue)
        if place < low.count {
            low[place] = max(low[place], eventTime)
            return low[place]
        }
        return noteNew(stream, partition, eventTime)
    }

    @inline(never)
    private mutating func noteNew(
        _ stream: EventStream, _ partition: Int32, _ eventTime: Int64
    ) -> Int64 {
        let place = Int(partition) * 2 + Int(stream.rawValue)
        if partition < Self.lowPartitions {
            low.append(contentsOf: repeatElement(Int64.min, count: place + 1 - low.count))
            low[place] = eventTime
            return eventTime
        }
        let time = max(high[UInt64(place)] ?? Int64.min, eventTime)
        high[UInt64(place)] = time
        return time
    }
}
