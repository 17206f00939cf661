/// `ROW_NUMBER() OVER (PARTITION BY … ORDER BY click_timestamp [ASC | DESC]) = 1` over the rows of
/// Flink's join, in the order in which they come out of it.
///
/// Ordered by the row-time column it is planned as Deduplicate, ordered by a cast as Rank, and so it
/// is by a number that falls as the time rises, descending, for the first click:
///
/// | | row-time: Deduplicate | cast: Rank | falling number: Rank |
/// |---|---|---|---|
/// | a pad's time | 0, that is 1970 | before every other | behind every other |
/// | first replaces | if less | if less | if less |
/// | last replaces | if not less | if greater | – |
///
/// The first row of a partition is `+I`, a replacement `-U` old and `+U` new; nothing is ever
/// taken away. From 2.0 on a first row by a cast replaces the old one with `+U` alone, so that sums
/// behind it count both; and a first row by row time is none of this, see ``FlinkFirstRows``. A
/// partition is for ever, unless a time to live says how long after its row was last written.
///
/// The caller numbers the partitions from 0: checkout ids, or the clicks' users, where all pads
/// share the one partition `nil` and the first of them stays.
public struct FlinkRanker: ~Copyable {
    /// By what the rows are ordered.
    public enum Ranking: Sendable, Hashable {
        /// The row-time column.
        case rowTime
        /// The column cast to a plain timestamp.
        case cast
        /// A number that falls as the time rises, descending: the first click alone.
        case falling
    }

    private struct Kept {
        var row: JoinRow
        var time: Int64
        var isUsed = false
        var written = ProcessingTime.beforeAll

        static let none = Kept(row: JoinRow(padded: -1), time: 0)
    }

    private let ranking: Ranking
    private let order: RankingOrder
    private let timeToLive: Milliseconds
    private let replacesSilently: Bool
    private var partitions = RankedPartitions(empty: Kept.none)
    private var nullPartition = Kept.none

    /// The changes since the last ``clear()``.
    public private(set) var changes: [RankedChange] = []

    /// A ranker without partitions.
    ///
    /// - Parameters:
    ///   - ranking: by what the rows are ordered.
    ///   - order: which row is kept.
    ///   - timeToLive: how long a row is remembered in processing time; 0 for ever.
    ///   - replacesSilently: whether a replacement is `+U` without its `-U`.
    public init(
        _ ranking: Ranking, _ order: RankingOrder, timeToLive: Milliseconds = .zero,
        replacesSilently: Bool = false
    ) {
        self.ranking = ranking
        self.order = order
        self.timeToLive = timeToLive
        self.replacesSilently = replacesSilently
    }

    /// Takes the next row of the join.
    ///
    /// - Parameters:
    ///   - row: a pair or a pad.
    ///   - partition: its partition, `nil` for the NULL one.
    ///   - clickTime: the click's event time, `nil` for a pad.
    ///   - now: the clock, by which a time to live goes.
    public mutating func add(
        _ row: JoinRow, partition: UInt32?, clickTime: EventTime?,
        at now: ProcessingTime = .beforeAll
    ) {
        // Deduplicate reads a NULL time as 0, Rank sorts it before all others, which is last in
        // descending order.
        let none: Int64 = ranking == .rowTime ? 0 : ranking == .falling ? .max : .min
        let time = clickTime?.milliseconds ?? none
        let new = Kept(row: row, time: time, isUsed: true, written: now)
        guard let partition else {
            if offer(new, against: nullPartition) { nullPartition = new }
            return
        }
        if offer(new, against: partitions[partition]) { partitions[partition] = new }
    }

    /// The row of a partition, `nil` where it has none.
    public func row(of partition: UInt32?) -> JoinRow? {
        let kept = partition.map { partitions[$0] } ?? nullPartition
        return kept.isUsed ? kept.row : nil
    }

    /// No row will come for a partition below `number`, and nobody asks for its row.
    public mutating func forget(below number: UInt32) { partitions.removeAll(below: number) }

    /// Empties ``changes``.
    public mutating func clear() { changes.removeAll(keepingCapacity: true) }

    /// - Returns: whether the new row takes the place of the kept one.
    private mutating func offer(_ new: Kept, against kept: Kept) -> Bool {
        if !kept.isUsed {
            changes.append(RankedChange(.insert, new.row))
            return true
        }
        if timeToLive > .zero, kept.written + timeToLive <= new.written {
            changes.append(RankedChange(.letGo, kept.row))
            changes.append(RankedChange(.insert, new.row))
            return true
        }
        guard replaces(new.time, kept.time) else { return false }
        changes.append(
            replacesSilently
                ? RankedChange(.letGo, kept.row) : RankedChange(.updateBefore, kept.row))
        changes.append(RankedChange(.updateAfter, new.row))
        return true
    }

    private func replaces(_ new: Int64, _ kept: Int64) -> Bool {
        switch order {
        case .first: new < kept
        case .last: ranking == .rowTime ? new >= kept : new > kept
        }
    }
}
