import EventLogs
import Streaming

/// The attributed table of one model over an engine's rows: flink-sql ranks as its SQL does, a
/// join that takes rows back is looked at as a view, the others upsert a row per checkout.
///
/// Rows are kept by the checkout's id or, as the original project's query does, by the click's
/// user, where all rows without a click share one partition. Memory follows the partitions, since
/// a partition is never over: Flink keeps them as well.
struct EngineRanking: ~Copyable {
    private enum Kind { case flink, firstRows, upsert, view, groups }

    // One of them is used; the others stay empty.
    private var flink: FlinkRanker
    private var firstRows: FlinkFirstRows
    private var upsert: UpsertRanker
    private var view: ViewRanker
    private var groups: GroupRanker
    private let kind: Kind
    /// Under mini-batch, what waits in front of `flink`.
    private var bundle: FlinkBundle?
    private var held: [RankedChange] = []
    private let goesByCheckout: Bool
    /// Whether it is a ROW_NUMBER.
    let isOfAQuery: Bool
    /// Whether a pair of a checkout takes the place of its row without a click.
    let prefersPairs: Bool
    /// The pairs that decide about its row. A ranking that drops what comes too late may drop the
    /// first and keep another.
    let pairsNeeded: PairListing

    /// The table of a model.
    init(_ configuration: RunConfiguration, keepsLast: Bool) {
        let order: RankingOrder = keepsLast ? .last : .first
        let plan = configuration.engine.own.ranking(order)
        upsert = UpsertRanker(order)
        view = ViewRanker(order)
        groups = GroupRanker(order)
        flink = FlinkRanker(.rowTime, order)
        firstRows = FlinkFirstRows()
        switch plan.kind {
        case .rowNumber(let ranking, let timeToLive, let replacesSilently):
            kind = .flink
            flink = FlinkRanker(
                ranking, order, timeToLive: timeToLive, replacesSilently: replacesSilently)
        case .firstRows(let timeToLive):
            kind = .firstRows
            firstRows = FlinkFirstRows(timeToLive: timeToLive)
        case .upsert(let policy):
            kind = .upsert
            upsert = UpsertRanker(order, policy: policy)
        case .view: kind = .view
        case .groups: kind = .groups
        }
        bundle = plan.bundle.map { FlinkBundle(size: $0) }
        goesByCheckout = plan.goesByCheckout
        if case .upsert(.best) = plan.kind { prefersPairs = true } else { prefersPairs = false }
        switch plan.kind {
        case .rowNumber, .firstRows: isOfAQuery = true
        default: isOfAQuery = false
        }
        pairsNeeded = plan.pairsNeeded
    }

    /// The time before which rows that come are dropped, where any are.
    var earliestKept: EventTime { EventTime(milliseconds: firstRows.earliestKept) }

    /// Whether a row without a click comes out too late by its nature.
    var dropsPads: Bool { kind == .firstRows }

    /// Whether rows come out as the watermark behind the join advances.
    var goesByWatermark: Bool { kind == .firstRows || kind == .groups || bundle != nil }

    /// The changes since the last ``clear()``.
    var changes: [RankedChange] {
        switch kind {
        case .flink: bundle == nil ? flink.changes : held + flink.changes
        case .firstRows: firstRows.changes
        case .upsert: upsert.changes
        case .view: view.changes
        case .groups: groups.changes
        }
    }

    /// Takes the next row of the join; `partition` is `nil` for the shared one.
    ///
    /// - Returns: whether the row was there, if it is taken back.
    mutating func add(
        _ row: JoinRow, partition: UInt32?, _ checkouts: borrowing CheckoutStore,
        _ clicks: borrowing ClickStore, at now: ProcessingTime
    ) -> Bool {
        switch kind {
        case .flink:
            if bundle != nil {
                held.append(RankedChange(.hold, row))
                if bundle?.add(row, partition: partition) == true { flush(checkouts, clicks, now) }
            } else {
                flink.add(
                    row, partition: partition, clickTime: time(of: row, checkouts, clicks),
                    at: now)
            }
        case .firstRows:
            firstRows.add(
                row, partition: partition, time: time(of: row, checkouts, clicks), at: now)
        case .upsert:
            let time = row.isPad ? nil : clicks[row.click].time
            upsert.add(row, partition: place(partition), clickTime: time) { first, second in
                clicks.precedesInTie(first, second)
            }
        case .groups:
            groups.add(
                row, partition: place(partition),
                time: checkouts[row.checkout].checkout.record.eventTime,
                clickTime: row.isPad ? nil : clicks[row.click].time)
        case .view:
            let time = row.isPad ? nil : clicks[row.click].time
            return view.add(row, partition: place(partition), clickTime: time) { first, second in
                clicks.precedesInTie(first, second)
            }
        }
        return true
    }

    /// The row without a click that all checkouts share is another one's, `nil` for none.
    mutating func replaceSharedRow(with row: JoinRow?) {
        upsert.replaceRow(of: place(nil), with: row)
    }

    /// The time that a ranking goes by.
    private func time(
        of row: JoinRow, _ checkouts: borrowing CheckoutStore, _ clicks: borrowing ClickStore
    ) -> EventTime? {
        if goesByCheckout { return checkouts[row.checkout].checkout.record.eventTime }
        return row.isPad ? nil : clicks[row.click].time
    }

    /// The watermark behind the join advances.
    mutating func advance(
        to watermark: Watermark, _ checkouts: borrowing CheckoutStore,
        _ clicks: borrowing ClickStore, at now: ProcessingTime
    ) {
        if kind == .firstRows { firstRows.advance(to: watermark, at: now) }
        if kind == .groups { groups.advance(to: watermark) }
        flush(checkouts, clicks, now)
    }

    /// What waits goes on: a checkpoint is taken, for one.
    mutating func flush(
        _ checkouts: borrowing CheckoutStore, _ clicks: borrowing ClickStore, _ now: ProcessingTime
    ) {
        guard bundle != nil else { return }
        var waiting: [FlinkBundle.Waiting] = []
        bundle?.flush { waiting.append($0) }
        for one in waiting {
            flink.add(
                one.row, partition: one.partition, clickTime: time(of: one.row, checkouts, clicks),
                at: now)
            held.append(RankedChange(.letGo, one.row))
        }
    }

    /// The step is over, which a view waits for.
    mutating func settle(_ clicks: borrowing ClickStore) {
        if kind == .view { view.settle { clicks.precedesInTie($0, $1) } }
    }

    /// The job starts again from what it saved.
    mutating func restart() { firstRows.restart() }

    /// The row of a partition, `nil` where it has none.
    func row(of partition: UInt32?) -> JoinRow? {
        switch kind {
        case .flink: flink.row(of: partition)
        case .firstRows: firstRows.row(of: partition)
        case .upsert: upsert.row(of: place(partition))
        case .view: view.row(of: place(partition))
        case .groups: groups.row(of: place(partition))
        }
    }

    /// Whether a row of a partition waits for the watermark behind the join.
    func isWaiting(_ partition: UInt32?) -> Bool {
        kind == .firstRows && firstRows.isWaiting(partition)
    }

    /// Whether the row of a partition stands once the engine is done with its checkouts, whatever
    /// comes of others.
    var isSettledByEngine: Bool { bundle == nil && (kind == .flink || kind == .upsert) }

    /// Nobody asks for partitions below `number` any more.
    mutating func forget(below number: UInt32) {
        switch kind {
        case .flink: flink.forget(below: number)
        case .upsert: upsert.forget(below: place(number))
        case .firstRows, .view, .groups: break
        }
    }

    /// Empties ``changes``.
    mutating func clear() {
        flink.clear()
        firstRows.clear()
        upsert.clear()
        view.clear()
        groups.clear()
        if !held.isEmpty { held.removeAll(keepingCapacity: true) }
    }

    /// The shared partition comes first.
    private func place(_ partition: UInt32?) -> UInt32 { partition.map { $0 + 1 } ?? 0 }
}
