/// The attributed table over a join whose rows are taken back, as the view over the rows that
/// stand: any match beats a pad, and of several clicks the first or the last by (event time, id,
/// seq) is shown. Where the last row of a partition goes, so does the table's.
///
/// A step is looked at as a whole: ``settle(_:)`` says what has changed since the last one.
///
/// Cost: a row that comes is compared with the best; the rows of a partition are gone through
/// where the best one is taken back.
public struct ViewRanker: ~Copyable {
    private struct Kept: BitwiseCopyable {
        var row: JoinRow
        var time: EventTime
    }

    private struct Partition {
        /// The rows that stand, in the order in which they came.
        var rows: [Kept] = []
        /// The place of the best of them, where it is known.
        var best: Int?
        var shown: JoinRow?
        var isTouched = false
    }

    private let order: RankingOrder
    private var partitions: [Partition] = []
    private var touched: [UInt32] = []

    /// The changes of the last ``settle(_:)``, until ``clear()``.
    public private(set) var changes: [RankedChange] = []

    /// A ranker without partitions.
    public init(_ order: RankingOrder) { self.order = order }

    /// Takes a row of the join, or takes it back.
    ///
    /// - Parameters:
    ///   - row: a pair or a pad.
    ///   - partition: its partition, numbered from 0.
    ///   - clickTime: the click's event time, `nil` for a pad.
    ///   - precedes: whether the first of two clicks of one event time comes before the second.
    /// - Returns: whether the row was there, if it is taken back: one that was never shown is not.
    public mutating func add(
        _ row: JoinRow, partition: UInt32, clickTime: EventTime?,
        precedes: (_ first: Int32, _ second: Int32) -> Bool
    ) -> Bool {
        while partitions.count <= Int(partition) { partitions.append(Partition()) }
        let place = Int(partition)
        var standing = row
        standing.kind = .insert
        if row.isRetraction {
            guard let found = partitions[place].rows.lastIndex(where: { $0.row == standing }) else {
                return false
            }
            partitions[place].rows.remove(at: found)
            partitions[place].best = nil
        } else {
            let kept = Kept(row: standing, time: clickTime ?? .earliest)
            let count = partitions[place].rows.count
            if count == 0 {
                partitions[place].best = 0
            } else if let best = partitions[place].best,
                isBetter(kept, than: partitions[place].rows[best], precedes)
            {
                partitions[place].best = count
            }
            partitions[place].rows.append(kept)
        }
        if !partitions[place].isTouched {
            partitions[place].isTouched = true
            touched.append(partition)
        }
        return true
    }

    /// The step is over: ``changes`` says what it has changed.
    public mutating func settle(_ precedes: (_ first: Int32, _ second: Int32) -> Bool) {
        for partition in touched {
            let place = Int(partition)
            partitions[place].isTouched = false
            if partitions[place].best == nil { findBest(of: place, precedes) }
            let best = partitions[place].best.map { partitions[place].rows[$0].row }
            let shown = partitions[place].shown
            partitions[place].shown = best
            switch (shown, best) {
            case (nil, nil): break
            case (nil, let new?): changes.append(RankedChange(.insert, new))
            case (let old?, nil): changes.append(RankedChange(.delete, old))
            case (let old?, let new?) where old != new:
                changes.append(RankedChange(.updateBefore, old))
                changes.append(RankedChange(.updateAfter, new))
            case (_?, _?): break
            }
        }
        touched.removeAll(keepingCapacity: true)
    }

    /// The row of a partition, `nil` where it has none.
    public func row(of partition: UInt32) -> JoinRow? {
        Int(partition) < partitions.count ? partitions[Int(partition)].shown : nil
    }

    /// Empties ``changes``.
    public mutating func clear() { changes.removeAll(keepingCapacity: true) }

    private mutating func findBest(
        of place: Int, _ precedes: (_ first: Int32, _ second: Int32) -> Bool
    ) {
        var best: Int?
        for candidate in partitions[place].rows.indices {
            guard let known = best else {
                best = candidate
                continue
            }
            let rows = partitions[place].rows
            if isBetter(rows[candidate], than: rows[known], precedes) { best = candidate }
        }
        partitions[place].best = best
    }

    private func isBetter(
        _ new: Kept, than kept: Kept, _ precedes: (_ first: Int32, _ second: Int32) -> Bool
    ) -> Bool {
        if new.row.isPad { return false }
        if kept.row.isPad { return true }
        if new.time != kept.time { return (new.time < kept.time) == (order == .first) }
        return order == .first
            ? precedes(new.row.click, kept.row.click) : precedes(kept.row.click, new.row.click)
    }
}
