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
        /// The newest time.
        public var newest = Int64.min
        /// The largest steps of the newest time, the largest first.
        public var gaps: [Gap] = []
        /// Offsets that are not above the one before, and the first such row.
        public var offsetsBack = 0
        /// The row where offsets went back first.
        public var firstOffsetBack: Int64?
        var lastOffset: Int64?
    }

    /// A step of the newest time.
    public struct Gap: Sendable {
        /// The newest time before.
        public var start: Int64
        /// The time of the row that moved it.
        public var end: Int64
        /// The line of that row.
        public var line: Int64
        /// How many of the rows behind it, of at most 100, came before the middle of the gap.
        public var returns = 0
        /// How many rows came behind it, up to 100.
        public var followers = 0

        /// Whether it looks like one clock that is ahead, not like a pause: what follows is back where
        /// the log was.
        public var isClockAhead: Bool {
            followers >= 3 && returns * 10 >= followers * 9
        }

        /// How long it is.
        public var length: Int64 { end - start }
    }

    /// The partitions in the order in which they come; all of a log without them are one.
    public private(set) var partitions: [Partition] = []

    static let gapLimit = 3
    static let partitionLimit = 1_000

    mutating func note(_ time: Int64, partition name: String, offset: Int64?, line: Int64) {
        var place = partitions.firstIndex { $0.name == name }
        if place == nil, partitions.count < Self.partitionLimit {
            place = partitions.count
            partitions.append(Partition(name: name))
        }
        guard let place else { return }
        partitions[place].note(time, offset: offset, line: line)
    }
}

extension LogDisorder.Partition {
    fileprivate mutating func note(_ time: Int64, offset: Int64?, line: Int64) {
        rows += 1
        first = min(first, time)
        if let offset {
            if let last = lastOffset, offset <= last {
                offsetsBack += 1
                if firstOffsetBack == nil { firstOffsetBack = line }
            }
            lastOffset = offset
        }
        for place in gaps.indices where gaps[place].followers < 100 {
            gaps[place].followers += 1
            if time < gaps[place].start + gaps[place].length / 2 { gaps[place].returns += 1 }
        }
        if newest != .min, time < newest {
            behind.note(newest - time)
            return
        }
        if newest != .min, time > newest {
            let gap = LogDisorder.Gap(start: newest, end: time, line: line)
            let place = gaps.firstIndex { $0.length < gap.length } ?? gaps.count
            if place < LogDisorder.gapLimit {
                gaps.insert(gap, at: place)
                if gaps.count > LogDisorder.gapLimit { gaps.removeLast() }
            }
        }
        newest = max(newest, time)
    }

    /// How far so many of a thousand rows are behind at most, those in order counting as 0.
    public func behind(perThousand share: Int) -> Int64 {
        let inOrder = rows - behind.count
        let place = max(1, (rows * share + 999) / 1_000)
        if place <= inOrder { return 0 }
        return behind.value(at: place - inOrder)
    }
}
