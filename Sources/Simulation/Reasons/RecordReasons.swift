public import Streaming

/// The reasons of one run for what became of its watched records: the same that a comparison of
/// engines gives, from the same state.
public struct RecordReasons: Sendable {
    private let visits: [Int64: RecordVisit]
    private let rows: [Int64: [RecordVisit.Row]]
    private let end: RunEnd
    private let reasons: any EngineReasons

    init(_ trace: JoinTrace, _ configuration: RunConfiguration) {
        visits = Dictionary(trace.visits.map { ($0.seq, $0) }) { first, _ in first }
        rows = trace.rows
        end = trace.end
        reasons = configuration.reasons
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

    /// Why a checkout came out without a click; `nil` where it did not, or the rule is nobody's.
    public func pad(checkout: Int64) -> EngineReason? {
        guard let checkout = visits[checkout],
            let row = rows[checkout.seq]?.first(where: { $0.clickSeq == nil })
        else { return nil }
        return reasons.pad(checkout, row, isBefore: false)
    }

    /// Why a checkout that came out without a click has no row; `nil` where it did not, or the
    /// engine's table drops none.
    public func padDropped(checkout: Int64) -> EngineReason? {
        guard let rows = rows[checkout], rows.allSatisfy({ $0.clickSeq == nil }) else { return nil }
        return reasons.padDropped
    }

    /// Why a checkout had not come out when the run stopped.
    public func pending(checkout: Int64) -> EngineReason? {
        visits[checkout].flatMap { reasons.pending($0, end) }
    }

    private func standing(_ checkout: RecordVisit) -> [RecordVisit.Row] {
        (rows[checkout.seq] ?? []).filter { $0.takenBackAfter == nil }
    }
}
