/// How far the times of a log's rows are behind the newest one before them, in the order of the file.
public struct LogDisorder: Sendable {
    /// The rows of one partition.
    public struct Partition: Sendable {
        /// Its name in the log; empty where the log has no partitions.
        public var name: String
        /// Its rows with a time.
        public var rows = 0
        /// Of those behind the newest: how far.
        public var behind = Spread()
        /// The first and the last time.
        public var first = Int64.max
        /// The newest time, and its largest steps.
        var steps = TimeSteps()
        /// Offsets that are not above the one before, and the first such row.
        public var offsetsBack = 0
        /// The row where offsets went back first.
        public var firstOffsetBack: Int64?
        var lastOffset: Int64?

        /// The newest time.
        public var newest: Int64 { steps.newest }
        /// The largest steps of the newest time, the largest first.
        public var gaps: [TimeSteps.Step] { steps.largest }
    }

    /// The partitions in the order in which they come; all of a log without them are one.
    public private(set) var partitions: [Partition] = []

    static let partitionLimit = 1_000

    mutating func note(
        _ time: Int64, partition name: String, offset: Int64?, line: Int64, arrival: Int64? = nil
    ) {
        var place = partitions.firstIndex { $0.name == name }
        if place == nil, partitions.count < Self.partitionLimit {
            place = partitions.count
            partitions.append(Partition(name: name))
        }
        guard let place else { return }
        partitions[place].note(time, offset: offset, line: line, arrival: arrival)
    }
}

extension LogDisorder.Partition {
    fileprivate mutating func note(
        _ time: Int64, offset: Int64?, line: Int64, arrival: Int64?
    ) {
        rows += 1
        first = min(first, time)
        if let offset {
            if let last = lastOffset, offset <= last {
                offsetsBack += 1
                if firstOffsetBack == nil { firstOffsetBack = line }
            }
            lastOffset = offset
        }
        if newest != .min, time < newest {
            let (span, overflow) = newest.subtractingReportingOverflow(time)
            behind.note(overflow ? .max : span)
        }
        steps.note(time, line: line, arrival: arrival)
    }

    /// How far so many of a thousand rows are behind at most, those in order counting as 0.
    public func behind(perThousand share: Int) -> Int64 {
        let inOrder = rows - behind.count
        let place = max(1, (rows * share + 999) / 1_000)
        if place <= inOrder { return 0 }
        return behind.value(at: place - inOrder)
    }
}
