import HeapModule

/// `groupBy(checkout, checkout time).min_by(click, click time)` in append mode behind Spark's join:
/// a group is put out once, by the batch whose watermark behind the join has reached its time, a
/// whole lookback later than the join's own row.
///
/// Any match beats a pad; of two clicks of one time the first that came stays.
public struct GroupRanker: ~Copyable {
    private struct Group: Comparable {
        var time: EventTime
        /// Its place in the order of appearance.
        var number: Int

        static func < (a: Group, b: Group) -> Bool {
            a.time != b.time ? a.time < b.time : a.number < b.number
        }
    }

    private struct Kept {
        var partition: UInt32
        var row: JoinRow
        var clickTime: EventTime?
    }

    private struct Key: Hashable {
        var partition: UInt32
        var time: EventTime
    }

    private let order: RankingOrder
    private var groups: [Key: Int] = [:]
    private var kept: [Kept] = []
    private var waiting = Heap<Group>()
    /// By partition: the row that was put out last.
    private var shown: [JoinRow?] = []

    /// The changes since the last ``clear()``.
    public private(set) var changes: [RankedChange] = []

    /// A ranker without groups. `order`: whether the first click counts or the last.
    public init(_ order: RankingOrder) { self.order = order }

    /// Takes the next row of the join: of the checkouts numbered `partition`, of an event time.
    public mutating func add(
        _ row: JoinRow, partition: UInt32, time: EventTime, clickTime: EventTime?
    ) {
        let new = Kept(partition: partition, row: row, clickTime: clickTime)
        let key = Key(partition: partition, time: time)
        guard let number = groups[key] else {
            groups[key] = kept.count
            waiting.insert(Group(time: time, number: kept.count))
            kept.append(new)
            changes.append(RankedChange(.hold, row))
            return
        }
        guard let clickTime else { return }
        if let old = kept[number].clickTime {
            guard order == .first ? clickTime < old : clickTime > old else { return }
        }
        changes.append(RankedChange(.letGo, kept[number].row))
        changes.append(RankedChange(.hold, row))
        kept[number] = new
    }

    /// The watermark behind the join is now `watermark`: puts out what it has reached.
    public mutating func advance(to watermark: Watermark) {
        while let group = waiting.min, group.time.milliseconds <= watermark.rawValue {
            waiting.removeMin()
            let done = kept[group.number]
            groups[Key(partition: done.partition, time: group.time)] = nil
            while shown.count <= Int(done.partition) { shown.append(nil) }
            if let old = shown[Int(done.partition)] {
                changes.append(RankedChange(.letGo, old))
            }
            shown[Int(done.partition)] = done.row
            changes.append(RankedChange(.insert, done.row))
            changes.append(RankedChange(.letGo, done.row))
        }
    }

    /// The row of a partition, `nil` where it has none.
    public func row(of partition: UInt32) -> JoinRow? {
        Int(partition) < shown.count ? shown[Int(partition)] : nil
    }

    /// Empties ``changes``.
    public mutating func clear() { changes.removeAll(keepingCapacity: true) }
}
