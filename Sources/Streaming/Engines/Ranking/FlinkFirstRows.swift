/// `ROW_NUMBER() OVER (PARTITION BY … ORDER BY row time ASC) = 1` as Flink 2 plans it: a row is put
/// out once and for ever, when the watermark behind the join says that no earlier one will come.
///
/// V is that watermark, unset until the join has forwarded one; r is a row's time, 0 for a pad.
///
/// 1. r < V: the row is dropped, and only a counter knows; at V it is on time.
/// 2. The partition has put out its row: ignored.
/// 3. Nothing waits, or r is less than the waiting row's: it waits, until V reaches r. A tie keeps
///    the first.
/// 4. V reaches r: `+I`. Rows of one step come in the order of Flink's timer heap.
///
/// So a pad, whose r is 0, survives only while V is not beyond 1970: a left join acts as an inner
/// one, and unattributed checkouts vanish.
///
/// ```swift
/// rows.add(pair, partition: 0, time: c, at: clock)
/// rows.advance(to: V, at: clock)          // behind all rows of the step
/// ```
public struct FlinkFirstRows: ~Copyable {
    private enum Phase { case empty, waiting, emitted }

    private struct Kept {
        var row = JoinRow(padded: -1)
        var time: Int64 = 0
        var phase = Phase.empty
        var written = ProcessingTime.beforeAll
        /// What a table behind it has, forgotten here or not.
        var shown: JoinRow?
    }

    private let timeToLive: Milliseconds
    /// The shared partition first.
    private var partitions = [Kept()]
    private var timers = FlinkKeyTimers()
    private var watermark = Watermark.unset

    /// The changes since the last ``clear()``.
    public private(set) var changes: [RankedChange] = []
    /// How many rows came behind the watermark and were dropped.
    public private(set) var dropped: Int64 = 0

    /// The row time before which rows that come are dropped.
    public var earliestKept: Int64 { watermark.rawValue }

    /// No partition yet. `timeToLive`: how long it is remembered that a partition has put out its
    /// row; 0 for ever. A row that waits does not mind it.
    public init(timeToLive: Milliseconds = .zero) { self.timeToLive = timeToLive }

    /// Takes the next row of the join.
    ///
    /// - Parameters:
    ///   - row: a pair or a pad.
    ///   - partition: its partition, numbered from 0, `nil` for the shared one.
    ///   - time: its row time, `nil` for a pad.
    ///   - now: the clock, by which a time to live goes.
    public mutating func add(
        _ row: JoinRow, partition: UInt32?, time: EventTime?, at now: ProcessingTime
    ) {
        let time = time?.milliseconds ?? 0
        guard watermark.rawValue <= time else {
            dropped += 1
            return
        }
        let place = partition.map { Int($0) + 1 } ?? 0
        while partitions.count <= place { partitions.append(Kept()) }
        if partitions[place].phase == .emitted, timeToLive > .zero,
            partitions[place].written + timeToLive <= now
        {
            partitions[place].phase = .empty
        }
        switch partitions[place].phase {
        case .emitted: return
        case .waiting:
            if time >= partitions[place].time { return }
            changes.append(RankedChange(.letGo, partitions[place].row))
        case .empty: break
        }
        partitions[place].row = row
        partitions[place].time = time
        partitions[place].phase = .waiting
        changes.append(RankedChange(.hold, row))
        timers.set(time, of: UInt32(place))
    }

    /// The watermark behind the join is now `watermark`: puts out what it has reached.
    public mutating func advance(to watermark: Watermark, at now: ProcessingTime) {
        if watermark <= self.watermark { return }
        self.watermark = watermark
        while let timer = timers.first, timer.time <= watermark.rawValue {
            timers.removeFirst()
            let place = Int(timer.key)
            guard partitions[place].phase == .waiting else { continue }
            partitions[place].phase = .emitted
            partitions[place].written = now
            if let old = partitions[place].shown { changes.append(RankedChange(.letGo, old)) }
            partitions[place].shown = partitions[place].row
            changes.append(RankedChange(.insert, partitions[place].row))
            changes.append(RankedChange(.letGo, partitions[place].row))
        }
    }

    /// The job is restored from a savepoint: rows and timers come back, the watermark starts anew.
    public mutating func restart() { watermark = .unset }

    /// The row that a partition has put out, `nil` where it has none.
    public func row(of partition: UInt32?) -> JoinRow? {
        let place = partition.map { Int($0) + 1 } ?? 0
        return place < partitions.count ? partitions[place].shown : nil
    }

    /// Whether a row of a partition waits for the watermark.
    public func isWaiting(_ partition: UInt32?) -> Bool {
        let place = partition.map { Int($0) + 1 } ?? 0
        return place < partitions.count && partitions[place].phase == .waiting
    }

    /// Empties ``changes``.
    public mutating func clear() { changes.removeAll(keepingCapacity: true) }
}
