public import Streaming

/// The reasons of one run for what became of its watched records: the same that a comparison of
/// engines gives, from the same state.
public struct RecordReasons: Sendable {
    private let visits: [Int64: RecordVisit]
    private let rows: [Int64: [RecordVisit.Row]]
    private let end: RunEnd
    private let reasons: any EngineReasons
    private let table: TableReasons

    init(_ trace: JoinTrace, _ configuration: RunConfiguration) {
        visits = Dictionary(trace.visits.map { ($0.seq, $0) }) { first, _ in first }
        rows = trace.rows
        end = trace.end
        reasons = configuration.reasons
        table = TableReasons(configuration)
    }

    /// Why a record was dropped as late; `nil` where it was not.
    public func late(_ seq: Int64, _ side: JoinSide, name: String) -> EngineReason? {
        guard let visit = visits[seq], visit.fate == .late else { return nil }
        var reason = reasons.late(visit, side)
        if side == .click { reason?.click = name }
        return reason
    }

    /// Why a click and a checkout whose window it lies in were paired, or were not; `name`: the
    /// click's id.
    public func pair(checkout: Int64, click: Int64, name: String) -> EngineReason? {
        guard let checkout = visits[checkout], let click = visits[click] else { return nil }
        let meeting = Meeting(checkout: checkout, click: click, name: name)
        let isPaired = standing(checkout).contains { $0.clickSeq == click.seq }
        return isPaired
            ? reasons.reason(whyPaired: meeting) : reasons.reason(whyNotPaired: meeting)
    }

    /// Why a click and a checkout were paired when they were, whether the pair stands or not.
    public func paired(checkout: Int64, click: Int64, name: String) -> EngineReason? {
        guard let checkout = visits[checkout], let click = visits[click] else { return nil }
        return reasons.reason(
            whyPaired: Meeting(checkout: checkout, click: click, name: name))
    }

    /// Why a row of a checkout was taken back, or, without a click, all of them; `nil` where nothing
    /// was forgotten in that step.
    public func takenBack(
        checkout: Int64, click: Int64?, after step: Int64, name: String?
    ) -> EngineReason? {
        guard let checkout = visits[checkout] else { return nil }
        var reason: EngineReason?
        if let click = click.flatMap({ visits[$0] }), click.release?.seq == step {
            reason = reasons.takenBack(checkout, click)
            reason?.click = name
        } else if checkout.release?.seq == step {
            reason = reasons.takenBack(checkout, nil)
        }
        return reason
    }

    /// The click that a checkout of a semi join came out with, which is not shown.
    public func hiddenClick(ofCheckout checkout: Int64) -> Int64? {
        visits[checkout]?.hidden?.clickSeq
    }

    /// Why a click came out without a checkout; `nil` where it did not, or the rule is nobody's.
    public func unmatched(click: Int64) -> EngineReason? {
        guard let click = visits[click], let row = click.unmatched else { return nil }
        return reasons.unmatched(click, row)
    }

    /// Why a checkout came out without a click; `nil` where it did not, or the rule is nobody's.
    public func pad(checkout: Int64) -> EngineReason? {
        guard let checkout = visits[checkout],
            let row = rows[checkout.seq]?.first(where: { $0.clickSeq == nil || $0.hidesClick })
        else { return nil }
        return reasons.pad(checkout, row, isBefore: false)
    }

    /// Why the table has no row of an id whose records, `checkouts`, came out of the join; `nil`
    /// where no rule says so.
    public func withoutRow(_ checkouts: [Int64]) -> EngineReason? {
        let entries = checkouts.compactMap { visits[$0] }.filter(\.fate.isAccepted)
            .flatMap { visit in
                (rows[visit.seq] ?? []).map { TableReasons.Entry(checkout: visit, row: $0) }
            }
        return table.reason(whyWithoutRow: entries, end)
    }

    /// Why a checkout had not come out when the run stopped.
    public func pending(checkout: Int64) -> EngineReason? {
        visits[checkout].flatMap { reasons.pending($0, end) }
    }

    private func standing(_ checkout: RecordVisit) -> [RecordVisit.Row] {
        (rows[checkout.seq] ?? []).filter { $0.takenBackAfter == nil }
    }
}
