import Streaming

/// The attributed table of one model over an engine's rows: flink-sql ranks as its SQL does, the
/// others upsert a row per checkout.
///
/// Rows are kept by the checkout's id or, as the original project's query does, by the click's
/// user, where all rows without a click share one partition. Memory follows the partitions, since
/// a partition is never over: Flink keeps them as well.
struct EngineRanking: ~Copyable {
    // One of the two is used; the other stays empty.
    private var flink: FlinkRanker
    private var upsert: UpsertRanker
    private let isFlink: Bool

    /// The table of a model.
    init(_ configuration: RunConfiguration, keepsLast: Bool) {
        let order: RankingOrder = keepsLast ? .last : .first
        upsert = UpsertRanker(order)
        if case .flinkSQL(let settings) = configuration.engine {
            isFlink = true
            flink = FlinkRanker(settings.ranking == .cast ? .cast : .rowTime, order)
        } else {
            isFlink = false
            flink = FlinkRanker(.rowTime, order)
        }
    }

    /// The changes since the last ``clear()``.
    var changes: [RankedChange] { isFlink ? flink.changes : upsert.changes }

    /// Takes the next row of the join; `partition` is `nil` for the shared one.
    mutating func add(_ row: JoinRow, partition: UInt32?, _ clicks: borrowing ClickStore) {
        let time = row.isPad ? nil : clicks[row.click].time
        if isFlink {
            flink.add(row, partition: partition, clickTime: time)
        } else {
            let place = place(partition)
            upsert.add(row, partition: place, clickTime: time) { first, second in
                clicks.precedesInTie(first, second)
            }
        }
    }

    /// The row of a partition, `nil` where it has none.
    func row(of partition: UInt32?) -> JoinRow? {
        isFlink ? flink.row(of: partition) : upsert.row(of: place(partition))
    }

    /// Empties ``changes``.
    mutating func clear() {
        flink.clear()
        upsert.clear()
    }

    /// The shared partition comes first.
    private func place(_ partition: UInt32?) -> UInt32 { partition.map { $0 + 1 } ?? 0 }
}
