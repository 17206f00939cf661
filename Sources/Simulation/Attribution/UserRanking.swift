import Attribution
import EventLogs
import Streaming

/// One row for each user of a click, and one for all checkouts without a click, for the whole run:
/// what the original project's query keeps (`attribution.partitionBy`: `user`).
///
/// Among a user's pairs the primary model's click wins; of two checkouts with the same click, the one
/// that came out first. Other models credit the checkouts that so have a row. Among the checkouts without a click the first that came out stays, as long as
/// no correction takes it away. Memory follows the users, as the original's state does.
struct UserRanking {
    private let keepsLast: Bool
    private let ties: TieOrder
    private var byUser: [RankedRow?] = []
    /// Checkouts without a click, in the order in which they came out; the first one is kept.
    private var unmatched: [RankedRow] = []
    /// Whether no correction can take the first of ``unmatched`` away any more.
    private var firstUnmatchedIsFinal = false

    init(keepsLast: Bool, ties: TieOrder) {
        self.keepsLast = keepsLast
        self.ties = ties
    }

    /// All rows that are kept: those of users in the order of their first click, then the one
    /// without a click.
    var rows: [RankedRow] { byUser.compactMap { $0 } + unmatched.prefix(1) }

    /// A checkout came out, or a correction gave it another click.
    mutating func offer(_ row: RankedRow, user: UInt32) -> RowChange<RankedRow>? {
        guard let click = row.click else {
            if firstUnmatchedIsFinal { return nil }
            unmatched.append(row)
            return unmatched.count == 1 ? RowChange(from: nil, to: row) : nil
        }
        while byUser.count <= Int(user) { byUser.append(nil) }
        let old = byUser[Int(user)]
        if let order = old?.click.map({ click.compare($0, ties) }) {
            guard keepsLast ? order > 0 : order < 0 else {
                // A correction may have changed what other models choose for the row that is kept.
                if old?.checkoutSeq == row.checkoutSeq { byUser[Int(user)]?.others = row.others }
                return nil
            }
        }
        byUser[Int(user)] = row
        return RowChange(from: old, to: row)
    }

    /// A correction gave a checkout its first click.
    mutating func retractUnmatched(checkoutSeq: Int64) -> RowChange<RankedRow>? {
        guard let place = unmatched.firstIndex(where: { $0.checkoutSeq == checkoutSeq }) else {
            return nil
        }
        let row = unmatched.remove(at: place)
        return place == 0 ? RowChange(from: row, to: unmatched.first) : nil
    }

    /// No correction can reach a checkout without a click any more: those behind it will never be
    /// kept.
    mutating func closeUnmatched(checkoutSeq: Int64) {
        guard let place = unmatched.firstIndex(where: { $0.checkoutSeq == checkoutSeq }) else {
            return
        }
        unmatched.removeSubrange((place + 1)...)
        if place == 0 { firstUnmatchedIsFinal = true }
    }
}

/// The ranking by user of a run's primary model, with the users' numbers.
struct UserRankings: ~Copyable {
    private var ranking: UserRanking
    private var users = KeyTable()

    init(_ attribution: AttributionSettings) {
        ranking = UserRanking(keepsLast: attribution.model == .lastClick, ties: attribution.ties)
    }

    /// The rows that are kept.
    var rows: [RankedRow] { ranking.rows }

    /// A checkout came out, or a correction gave it another click.
    ///
    /// - Returns: the change of the table.
    mutating func offer(
        _ row: RankedRow, user: UnsafeBufferPointer<UInt8>
    ) -> RowChange<RankedRow>? {
        ranking.offer(row, user: users.intern(user))
    }

    /// A correction gave a checkout its first click.
    ///
    /// - Returns: the change of the table.
    mutating func retractUnmatched(checkoutSeq: Int64) -> RowChange<RankedRow>? {
        ranking.retractUnmatched(checkoutSeq: checkoutSeq)
    }

    /// No correction can reach a checkout without a click any more.
    mutating func closeUnmatched(checkoutSeq: Int64) {
        ranking.closeUnmatched(checkoutSeq: checkoutSeq)
    }
}
