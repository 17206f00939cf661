import Attribution
import Streaming

/// The attributed tables of a run's models over an engine's rows; the first is the primary one's.
struct EngineTables: ~Copyable {
    private var first: EngineRanking
    private var last: EngineRanking
    /// By model: whether its table keeps last clicks.
    private let keepsLast: [Bool]
    private let isByUser: Bool
    /// Whether the rows that stand are mentioned, shown or not.
    private let keepsRows: Bool
    private var users = KeyTable()
    private let primaryIsLast: Bool
    private let needsFirst: Bool
    private let needsLast: Bool

    init(_ configuration: RunConfiguration) {
        first = EngineRanking(configuration, keepsLast: false)
        last = EngineRanking(configuration, keepsLast: true)
        keepsLast = configuration.attribution.models.map { $0 == .lastClick }
        isByUser = configuration.attribution.partitionBy == .user
        if case .pathway = configuration.engine { keepsRows = true } else { keepsRows = false }
        primaryIsLast = keepsLast.first ?? false
        needsFirst = keepsLast.contains(false)
        needsLast = keepsLast.contains(true)
    }

    /// The pairs that decide what is in the tables at the end of a step.
    var pairsNeeded: PairListing { .ends(first: needsFirst, last: needsLast) }

    /// The changes of the primary table since the last row.
    var changes: [RankedChange] { primaryIsLast ? last.changes : first.changes }

    /// The number of a click's user, where it matters.
    mutating func number(ofUser user: UnsafeBufferPointer<UInt8>) -> UInt32 {
        isByUser ? users.intern(user) : 0
    }

    /// Takes the next row of the join; call ``settleChanges(_:_:)`` behind it.
    mutating func add(
        _ row: JoinRow, checkoutID: UInt32, _ checkouts: inout CheckoutStore,
        _ clicks: inout ClickStore
    ) {
        let partition: UInt32? =
            isByUser ? (row.isPad ? nil : clicks[row.click].user) : checkoutID
        if needsFirst, first.add(row, partition: partition, clicks), keepsRows {
            keep(row, &checkouts, &clicks)
        }
        if needsLast, last.add(row, partition: partition, clicks), keepsRows {
            keep(row, &checkouts, &clicks)
        }
        keepChanges(&checkouts, &clicks)
    }

    /// The step is over: a view changes now. Call ``settleChanges(_:_:)`` behind it.
    mutating func settleStep(_ checkouts: inout CheckoutStore, _ clicks: inout ClickStore) {
        first.settle(clicks)
        last.settle(clicks)
        keepChanges(&checkouts, &clicks)
    }

    private func keepChanges(_ checkouts: inout CheckoutStore, _ clicks: inout ClickStore) {
        for place in first.changes.indices { keep(first.changes[place], &checkouts, &clicks) }
        for place in last.changes.indices { keep(last.changes[place], &checkouts, &clicks) }
    }

    /// Mentions a row that stands, or does not mention one any more that is taken back.
    private func keep(
        _ row: JoinRow, _ checkouts: inout CheckoutStore, _ clicks: inout ClickStore
    ) {
        if row.isRetraction {
            checkouts.release(row.checkout)
            clicks.release(row.click)
        } else {
            checkouts.retain(row.checkout)
            clicks.retain(row.click)
        }
    }

    /// The changes have been read: gives up the records of rows that are gone.
    mutating func settleChanges(_ checkouts: inout CheckoutStore, _ clicks: inout ClickStore) {
        for place in first.changes.indices { giveUp(first.changes[place], &checkouts, &clicks) }
        for place in last.changes.indices { giveUp(last.changes[place], &checkouts, &clicks) }
        first.clear()
        last.clear()
    }

    /// Gives every row that is kept, model by model: those of partitions by number, the shared one
    /// last.
    func forEachRow<E: Error>(
        ids: Int, _ body: (_ model: Int, _ row: JoinRow) throws(E) -> Void
    ) throws(E) {
        let partitions = isByUser ? users.count : ids
        for model in keepsLast.indices {
            for partition in 0..<UInt32(partitions) {
                let row = keepsLast[model] ? last.row(of: partition) : first.row(of: partition)
                if let row { try body(model, row) }
            }
            guard isByUser else { continue }
            if let row = keepsLast[model] ? last.row(of: nil) : first.row(of: nil) {
                try body(model, row)
            }
        }
    }

    private func keep(
        _ change: RankedChange, _ checkouts: inout CheckoutStore, _ clicks: inout ClickStore
    ) {
        guard !change.isTakenAway else { return }
        checkouts.retain(change.row.checkout)
        clicks.retain(change.row.click)
    }

    private func giveUp(
        _ change: RankedChange, _ checkouts: inout CheckoutStore, _ clicks: inout ClickStore
    ) {
        guard change.isTakenAway else { return }
        checkouts.release(change.row.checkout)
        clicks.release(change.row.click)
    }
}
