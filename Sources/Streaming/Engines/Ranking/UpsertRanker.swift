/// The attributed table as an upsert per checkout: any match beats a pad, and of several clicks
/// the first or the last by (event time, id, seq) stays. Or, as it is written without a look at
/// what is there: the last row written stays, or the first.
///
/// For the engines whose rows nothing ranks in the original: flink-datastream, kafka-streams and
/// spark. The first row of a partition is `+I`, a replacement `-U` old and `+U` new.
public struct UpsertRanker: ~Copyable {
    private struct Kept {
        var row: JoinRow
        var time: EventTime
        var isUsed = false

        static let none = Kept(row: JoinRow(padded: -1), time: .earliest)
    }

    /// Which of two rows of a checkout stays.
    public enum Policy: Sendable, Hashable {
        /// The better one.
        case best
        /// The one that was written last.
        case last
        /// The one that was written first.
        case first
    }

    private let order: RankingOrder
    private let policy: Policy
    private var partitions = RankedPartitions(empty: Kept.none)

    /// The changes since the last ``clear()``.
    public private(set) var changes: [RankedChange] = []

    /// A ranker without partitions.
    public init(_ order: RankingOrder, policy: Policy = .best) {
        self.order = order
        self.policy = policy
    }

    /// Takes the next row of the join.
    ///
    /// - Parameters:
    ///   - row: a pair or a pad.
    ///   - partition: its checkout, numbered from 0; equal ids are one checkout.
    ///   - clickTime: the click's event time, `nil` for a pad.
    ///   - precedes: whether the first of two clicks of one event time, given by their handles,
    ///     comes before the second by (id, seq).
    public mutating func add(
        _ row: JoinRow, partition: UInt32, clickTime: EventTime?,
        precedes: (_ first: Int32, _ second: Int32) -> Bool
    ) {
        let kept = partitions[partition]
        let new = Kept(row: row, time: clickTime ?? .earliest, isUsed: true)
        if !kept.isUsed {
            changes.append(RankedChange(.insert, row))
            partitions[partition] = new
        } else if replaces(new, kept, precedes) {
            changes.append(RankedChange(.updateBefore, kept.row))
            changes.append(RankedChange(.updateAfter, row))
            partitions[partition] = new
        }
    }

    /// The row of a partition does not count any more; another one is in its place, `nil` for none.
    public mutating func replaceRow(of partition: UInt32, with row: JoinRow?) {
        let kept = partitions[partition]
        guard kept.isUsed else { return }
        if let row {
            changes.append(RankedChange(.updateBefore, kept.row))
            changes.append(RankedChange(.updateAfter, row))
            partitions[partition].row = row
        } else {
            changes.append(RankedChange(.delete, kept.row))
            partitions[partition] = .none
        }
    }

    /// The row of a partition, `nil` where it has none.
    public func row(of partition: UInt32) -> JoinRow? {
        let kept = partitions[partition]
        return kept.isUsed ? kept.row : nil
    }

    /// No row will come for a partition below `number`, and nobody asks for its row.
    public mutating func forget(below number: UInt32) { partitions.removeAll(below: number) }

    /// Empties ``changes``.
    public mutating func clear() { changes.removeAll(keepingCapacity: true) }

    private func replaces(
        _ new: Kept, _ kept: Kept, _ precedes: (_ first: Int32, _ second: Int32) -> Bool
    ) -> Bool {
        switch policy {
        case .best: break
        case .last: return true
        case .first: return false
        }
        if new.row.isPad { return false }
        if kept.row.isPad { return true }
        if new.time != kept.time { return (new.time < kept.time) == (order == .first) }
        // With repeated checkout ids one click can come twice; then the row stays.
        return order == .first
            ? precedes(new.row.click, kept.row.click) : precedes(kept.row.click, new.row.click)
    }
}
