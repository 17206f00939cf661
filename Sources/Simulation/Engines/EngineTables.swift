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
    /// By user: who may have the row without a click, where a pair may take it away.
    private var pads: SharedPads?
    /// The clock, by which a time to live goes.
    var now = ProcessingTime.beforeAll
    private let primaryIsLast: Bool
    private let needsFirst: Bool
    private let needsLast: Bool

    init(_ configuration: RunConfiguration) {
        first = EngineRanking(configuration, keepsLast: false)
        last = EngineRanking(configuration, keepsLast: true)
        keepsLast = configuration.attribution.models.map { $0 == .lastClick }
        isByUser = configuration.attribution.partitionBy == .user
        keepsRows = configuration.engine.traits.takesRowsBack
        primaryIsLast = keepsLast.first ?? false
        pads = isByUser && first.prefersPairs ? SharedPads() : nil
        needsFirst = keepsLast.contains(false)
        needsLast = keepsLast.contains(true)
    }

    /// The pairs that decide what is in the tables at the end of a step.
    var pairsNeeded: PairListing {
        var needed = PairListing.none
        if needsFirst { needed.add(first.pairsNeeded) }
        if needsLast { needed.add(last.pairsNeeded) }
        return needed
    }

    /// The time before which rows that come are dropped, where the tables drop any.
    var earliestKept: EventTime { primaryIsLast ? last.earliestKept : first.earliestKept }

    /// The changes of the primary table since the last row.
    var changes: [RankedChange] { primaryIsLast ? last.changes : first.changes }

    /// The number of a click's user, where it matters.
    mutating func number(ofUser user: UnsafeBufferPointer<UInt8>) -> UInt32 {
        isByUser ? users.intern(user) : 0
    }

    /// Whether a model's table keeps the same click of a checkout as the primary one's.
    func isAsPrimary(_ model: Int) -> Bool { keepsLast[model] == primaryIsLast }

    /// The row of an id in the primary table.
    func row(ofID id: UInt32) -> JoinRow? {
        primaryIsLast ? last.row(of: id) : first.row(of: id)
    }

    /// The row of a click's user in the primary table, or that of all checkouts without a click.
    func row(ofUser user: UInt32?) -> JoinRow? {
        primaryIsLast ? last.row(of: user) : first.row(of: user)
    }

    /// The row of a record, whatever its id, in the table that keeps the other click of a checkout.
    func row(ofRecord number: UInt32) -> JoinRow? {
        primaryIsLast ? first.row(of: number) : last.row(of: number)
    }

    /// Takes the next row of the join; call ``settleChanges(_:_:)`` behind it.
    mutating func add(
        _ row: JoinRow, _ checkouts: inout CheckoutStore, _ clicks: inout ClickStore
    ) {
        let stored = checkouts[row.checkout]
        let user: UInt32? = row.isPad ? nil : clicks[row.click].user
        if pads != nil { sharePads(row, stored, &checkouts) }
        // An id has one row, and every model credits the record whose row it is.
        func partition(_ isPrimary: Bool) -> UInt32? {
            isPrimary ? (isByUser ? user : stored.id) : stored.number
        }
        let (firstPlace, lastPlace) = (partition(!primaryIsLast), partition(primaryIsLast))
        if needsFirst, first.add(row, partition: firstPlace, checkouts, clicks, at: now),
            keepsRows
        {
            keep(row, &checkouts, &clicks)
        }
        if needsLast, last.add(row, partition: lastPlace, checkouts, clicks, at: now), keepsRows {
            keep(row, &checkouts, &clicks)
        }
        keepChanges(&checkouts, &clicks)
    }

    /// Whether the row of an id waits for the watermark behind the join, in the primary table.
    func isWaiting(ofID id: UInt32) -> Bool {
        primaryIsLast ? last.isWaiting(id) : first.isWaiting(id)
    }

    /// By user: an id has one row, and a checkout that finds a click leaves the row of those without.
    private mutating func sharePads(
        _ row: JoinRow, _ stored: CheckoutStore.Stored, _ checkouts: inout CheckoutStore
    ) {
        if row.isPad { pads?.add(row.checkout, &checkouts) }
        guard !row.isPad, stored.wasPadded,
            let (hadRow, next) = pads?.takeOut(row.checkout, &checkouts), hadRow
        else { return }
        let row = next.map { JoinRow(padded: $0) }
        if primaryIsLast {
            last.replaceSharedRow(with: row)
        } else {
            first.replaceSharedRow(with: row)
        }
    }

    /// Whether the ranking is a query's, which knows users and no ids.
    var ranksUsersAlone: Bool { first.isOfAQuery }

    /// The engine is done with a checkout.
    mutating func close(_ checkout: Int32, _ checkouts: inout CheckoutStore) {
        pads?.close(checkout, &checkouts)
    }

    /// Whether the primary table has no rows without a click.
    var dropsPads: Bool { primaryIsLast ? last.dropsPads : first.dropsPads }

    /// Whether the row of an id stands once the engine is done with its checkout.
    var isSettledByEngine: Bool {
        !isByUser && !keepsRows && first.isSettledByEngine && last.isSettledByEngine
    }

    /// Gives up the records that the row of an id mentions, which nobody asks for any more: of a
    /// checkout whose id no other record has.
    mutating func giveUpRow(
        ofID id: UInt32, record number: UInt32, _ checkouts: inout CheckoutStore,
        _ clicks: inout ClickStore
    ) {
        giveUp(row(ofID: id), &checkouts, &clicks)
        giveUp(row(ofRecord: number), &checkouts, &clicks)
    }

    private func giveUp(
        _ row: JoinRow?, _ checkouts: inout CheckoutStore, _ clicks: inout ClickStore
    ) {
        guard let row else { return }
        checkouts.release(row.checkout)
        clicks.release(row.click)
    }

    /// Nobody asks for the rows of ids below `id` any more; none of them has a second record.
    mutating func forget(belowID id: UInt32) {
        first.forget(below: id)
        last.forget(below: id)
    }

    /// Whether rows come out as the watermark behind the join advances.
    var goesByWatermark: Bool { first.goesByWatermark || last.goesByWatermark }

    /// The watermark behind the join advances; call ``settleChanges(_:_:)`` behind it.
    mutating func advance(
        to watermark: Watermark, _ checkouts: inout CheckoutStore, _ clicks: inout ClickStore
    ) {
        first.advance(to: watermark, checkouts, clicks, at: now)
        last.advance(to: watermark, checkouts, clicks, at: now)
        keepChanges(&checkouts, &clicks)
    }

    /// A checkpoint is taken; call ``settleChanges(_:_:)`` behind it.
    mutating func flush(_ checkouts: inout CheckoutStore, _ clicks: inout ClickStore) {
        first.flush(checkouts, clicks, now)
        last.flush(checkouts, clicks, now)
        keepChanges(&checkouts, &clicks)
    }

    /// The job starts again from what it saved.
    mutating func restart() {
        first.restart()
        last.restart()
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

    /// Every row that is kept by user: those of users by number, the one without a click last.
    var rowsByUser: [JoinRow] {
        let users: [UInt32?] = (0..<UInt32(users.count)).map { $0 } + [nil]
        return users.compactMap { primaryIsLast ? last.row(of: $0) : first.row(of: $0) }
    }

    private func keep(
        _ change: RankedChange, _ checkouts: inout CheckoutStore, _ clicks: inout ClickStore
    ) {
        // A row may be let go in the same breath: it is mentioned first.
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
