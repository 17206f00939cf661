import Attribution
import EventLogs
import Streaming

/// One row for each user of a click, and one for all checkouts without a click, for the whole run:
/// what the original project's query keeps (`attribution.partitionBy`: `user`).
///
/// Among a user's pairs the model's click wins; of two checkouts with the same click, the one that
/// came out first. Among the checkouts without a click the first that came out stays, as long as
/// no correction takes it away. Memory follows the users, as the original's state does.
struct UserRanking {
    /// A change of the kept row of a group.
    struct Change {
        var old: RankedRow?
        var new: RankedRow?
    }

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
    mutating func offer(_ row: RankedRow, user: UInt32) -> Change? {
        guard let click = row.click else {
            if firstUnmatchedIsFinal { return nil }
            unmatched.append(row)
            return unmatched.count == 1 ? Change(old: nil, new: row) : nil
        }
        while byUser.count <= Int(user) { byUser.append(nil) }
        let old = byUser[Int(user)]
        if let order = old?.click.map({ click.compare($0, ties) }) {
            guard keepsLast ? order > 0 : order < 0 else { return nil }
        }
        byUser[Int(user)] = row
        return Change(old: old, new: row)
    }

    /// A correction gave a checkout its first click.
    mutating func retractUnmatched(checkoutSeq: Int64) -> Change? {
        guard let place = unmatched.firstIndex(where: { $0.checkoutSeq == checkoutSeq }) else {
            return nil
        }
        let row = unmatched.remove(at: place)
        return place == 0 ? Change(old: row, new: unmatched.first) : nil
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

/// A ranking by user for each of a run's models; the first is the primary one.
struct UserRankings: ~Copyable {
    private var rankings: [UserRanking]
    private var users = KeyTable()

    init(_ attribution: AttributionSettings) {
        rankings = ([attribution.model] + attribution.compare).map {
            UserRanking(keepsLast: $0 == .lastClick, ties: attribution.ties)
        }
    }

    /// How many models there are.
    var modelCount: Int { rankings.count }

    /// The rows that a model keeps.
    func rows(of model: Int) -> [RankedRow] { rankings[model].rows }

    /// A checkout came out, or a correction gave it another click.
    ///
    /// `clicks`: the click that each model chooses for it.
    /// Returns the change of the primary model's table.
    mutating func offer(
        _ row: RankedRow, user: UnsafeBufferPointer<UInt8>, clicks: [RankedClick?]
    ) -> UserRanking.Change? {
        let user = users.intern(user)
        var primary: UserRanking.Change?
        for model in rankings.indices {
            var row = row
            row.click = clicks[model]
            let change = rankings[model].offer(row, user: user)
            if model == 0 { primary = change }
        }
        return primary
    }

    /// A correction gave a checkout its first click.
    ///
    /// - Returns: the change of the primary model's table.
    mutating func retractUnmatched(checkoutSeq: Int64) -> UserRanking.Change? {
        var primary: UserRanking.Change?
        for model in rankings.indices {
            let change = rankings[model].retractUnmatched(checkoutSeq: checkoutSeq)
            if model == 0 { primary = change }
        }
        return primary
    }

    /// No correction can reach a checkout without a click any more.
    mutating func closeUnmatched(checkoutSeq: Int64) {
        for model in rankings.indices { rankings[model].closeUnmatched(checkoutSeq: checkoutSeq) }
    }
}
