import Streaming

/// The attributed table of one model over an engine's rows: flink-sql ranks as its SQL does, a
/// join that takes rows back is looked at as a view, the others upsert a row per checkout.
///
/// Rows are kept by the checkout's id or, as the original project's query does, by the click's
/// user, where all rows without a click share one partition. Memory follows the partitions, since
/// a partition is never over: Flink keeps them as well.
struct EngineRanking: ~Copyable {
    private enum Kind { case flink, upsert, view }

    // One of them is used; the others stay empty.
    private var flink: FlinkRanker
    private var upsert: UpsertRanker
    private var view: ViewRanker
    private let kind: Kind

    /// The table of a model.
    init(_ configuration: RunConfiguration, keepsLast: Bool) {
        let order: RankingOrder = keepsLast ? .last : .first
        upsert = UpsertRanker(order)
        view = ViewRanker(order)
        flink = FlinkRanker(.rowTime, order)
        switch configuration.engine {
        case .flinkSQL(let settings):
            kind = .flink
            flink = FlinkRanker(settings.ranking == .cast ? .cast : .rowTime, order)
        case .pathway: kind = .view
        default: kind = .upsert
        }
    }

    /// The changes since the last ``clear()``.
    var changes: [RankedChange] {
        switch kind {
        case .flink: flink.changes
        case .upsert: upsert.changes
        case .view: view.changes
        }
    }

    /// Takes the next row of the join; `partition` is `nil` for the shared one.
    ///
    /// - Returns: whether the row was there, if it is taken back.
    mutating func add(
        _ row: JoinRow, partition: UInt32?, _ clicks: borrowing ClickStore
    ) -> Bool {
        let time = row.isPad ? nil : clicks[row.click].time
        switch kind {
        case .flink: flink.add(row, partition: partition, clickTime: time)
        case .upsert:
            upsert.add(row, partition: place(partition), clickTime: time) { first, second in
                clicks.precedesInTie(first, second)
            }
        case .view:
            return view.add(row, partition: place(partition), clickTime: time) { first, second in
                clicks.precedesInTie(first, second)
            }
        }
        return true
    }

    /// The step is over, which a view waits for.
    mutating func settle(_ clicks: borrowing ClickStore) {
        if kind == .view { view.settle { clicks.precedesInTie($0, $1) } }
    }

    /// The row of a partition, `nil` where it has none.
    func row(of partition: UInt32?) -> JoinRow? {
        switch kind {
        case .flink: flink.row(of: partition)
        case .upsert: upsert.row(of: place(partition))
        case .view: view.row(of: place(partition))
        }
    }

    /// Empties ``changes``.
    mutating func clear() {
        flink.clear()
        upsert.clear()
        view.clear()
    }

    /// The shared partition comes first.
    private func place(_ partition: UInt32?) -> UInt32 { partition.map { $0 + 1 } ?? 0 }
}
