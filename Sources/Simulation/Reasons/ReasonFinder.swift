import Attribution
import Streaming

/// Explains what one engine made of a checkout, from what was taken down while it ran.
struct ReasonFinder {
    /// The engine.
    let variant: EngineVariant
    let trace: JoinTrace
    let book: OutcomeBook
    private let reasons: any EngineReasons
    private let table: TableReasons

    init(_ variant: EngineVariant, _ trace: JoinTrace, _ book: OutcomeBook) {
        self.variant = variant
        self.trace = trace
        self.book = book
        reasons = variant.configuration.reasons
        table = TableReasons(variant.configuration)
    }

    /// A checkout's first record.
    func firstVisit(of checkout: UInt32) -> RecordVisit? {
        trace.visitsOfCheckout[checkout]?.first.map { trace.visits[$0] }
    }

    /// Why the checkout came out as it did, `candidates` being the clicks that some engine attributes
    /// it to; `row`: of an id that comes again, the step of the record whose row it has.
    func reasons(
        for checkout: UInt32, _ outcome: CheckoutOutcome?, row: Int64?, candidates: [UInt32]
    ) -> [EngineReason] {
        let why = reasonsOfOutcome(checkout, outcome, row: row, candidates)
        return why.reasons + records(of: checkout, why.visit, outcome)
            + clickRecords(why.visit, why.reasons, candidates)
    }

    /// Why, and the record of the checkout that it is about.
    private func reasonsOfOutcome(
        _ checkout: UInt32, _ outcome: CheckoutOutcome?, row: Int64?, _ candidates: [UInt32]
    ) -> (reasons: [EngineReason], visit: RecordVisit?) {
        let kept = row.flatMap { trace.visit($0) }
        switch outcome {
        case .late:
            let visit = visit(of: checkout) { $0.fate == .late }
            return (visit.flatMap { reasons.late($0, .checkout) }.map { [$0] } ?? [], visit)
        case .duplicate: return ([EngineReason(SharedRule.checkoutDuplicate)], nil)
        case .setAside: return ([withoutRow(checkout)], nil)
        case .noRow: return ([EngineReason(SharedRule.notCounted)], nil)
        case nil: return ([], nil)
        case .attributed(let click):
            let visit = kept ?? visit(of: checkout) { hasRow($0, with: click) }
            guard let visit else { return ([EngineReason(SharedRule.unexplained)], nil) }
            return (reasons(visit, attributedTo: click, candidates), visit)
        case .unattributed, .pending:
            // Of several records of one id: the one that came out, or the one that did not.
            let isPending = outcome == .pending
            let visit =
                kept
                ?? visit(of: checkout) { visit in
                    let rows = trace.standing(visit.seq)
                    let isPadded = rows.contains { $0.clickSeq == nil || $0.hidesClick }
                    let isInner = !variant.configuration.join.kind.showsUnattributed
                    return visit.fate.isAccepted
                        && (isPending || isInner ? rows.isEmpty : isPadded)
                }
            guard let visit else { return ([EngineReason(SharedRule.unexplained)], nil) }
            return (
                reasonsWithoutClick(checkout, visit, isPending: isPending, candidates), visit
            )
        }
    }

    /// The checkout has a click: why this one, and not one that other engines prefer.
    private func reasons(
        _ checkout: RecordVisit, attributedTo click: UInt32, _ candidates: [UInt32]
    ) -> [EngineReason] {
        guard let chosen = clickVisit(click, for: checkout) else {
            return [EngineReason(SharedRule.unexplained)]
        }
        var found: [EngineReason] = []
        for (number, other) in eligible(candidates, for: checkout) {
            if number == click { break }
            guard hasPair(checkout, other) else {
                found.append(miss(checkout, other, number))
                continue
            }
            found.append(
                other.time == chosen.time
                    ? tie(other, number) : notKept(checkout, other, number, keptIsPad: false))
        }
        found.append(hold(checkout, chosen, click))
        if let pad = trace.standing(checkout.seq).first(where: { $0.clickSeq == nil }) {
            found += reasons.pad(checkout, pad, isBefore: true).map { [$0] } ?? []
        }
        return found
    }

    private func reasonsWithoutClick(
        _ number: UInt32, _ checkout: RecordVisit, isPending: Bool, _ candidates: [UInt32]
    ) -> [EngineReason] {
        if let hidden = checkout.hidden { return reasonsOfSemi(checkout, hidden, candidates) }
        // With repeated ids or rows by user, a row without a click can stand above a pair.
        let records = [checkout] + visits(of: number).filter { $0.seq != checkout.seq }
        for record in records {
            let paired = eligible(candidates, for: record).first { hasPair(record, $0.visit) }
            if let paired {
                return [notKept(record, paired.visit, paired.number, keptIsPad: true)]
            }
        }
        let others = eligible(candidates, for: checkout)
        var found = others.map { miss(checkout, $0.visit, $0.number) }
        if isPending {
            // What is not final has not been joined at all.
            found.removeAll { $0.names(SharedRule.unexplained) }
            found += reasons.pending(checkout, trace.end).map { [$0] } ?? []
        } else if let row = trace.standing(checkout.seq).first(where: { $0.clickSeq == nil }) {
            let pad = reasons.pad(checkout, row, isBefore: false)
            // That the checkout had gone is told with the same numbers.
            let isTold = found.contains { $0.step == row.after && $0.numbers == pad?.numbers }
            if let pad, !isTold { found.append(pad) }
        } else if !variant.configuration.join.kind.showsUnattributed {
            found.append(EngineReason(SharedRule.innerJoin))
        }
        return found
    }

    // MARK: A pair

    /// The table has no row of it: its rows were lost, wait or were taken back, or other records of
    /// their partition have it.
    private func withoutRow(_ checkout: UInt32) -> EngineReason {
        let entries = visits(of: checkout).flatMap { visit in
            trace.rows(of: visit.seq).map { TableReasons.Entry(checkout: visit, row: $0) }
        }
        let reason = table.reason(whyWithoutRow: entries, trace.end)
        return reason ?? EngineReason(SharedRule.rowUnexplained)
    }

    /// A pair of the join that the model prefers to the row, which has another click or none.
    private func notKept(
        _ checkout: RecordVisit, _ click: RecordVisit, _ number: UInt32, keptIsPad: Bool
    ) -> EngineReason {
        let row = trace.standing(checkout.seq).first { $0.clickSeq == click.seq }
        let reason = row.flatMap {
            table.reason(
                whyNotKept: TableReasons.Entry(checkout: checkout, row: $0), keptIsPad: keptIsPad,
                trace.end, name: name(number))
        }
        return reason ?? EngineReason(SharedRule.rowUnexplained)
    }

    /// It came out with its first match, which is not shown.
    private func reasonsOfSemi(
        _ checkout: RecordVisit, _ hidden: (clickSeq: Int64, after: Int64), _ candidates: [UInt32]
    ) -> [EngineReason] {
        var found: [EngineReason] = []
        for (number, other) in eligible(candidates, for: checkout) {
            found.append(
                other.seq == hidden.clickSeq
                    ? hold(checkout, other, number) : miss(checkout, other, number))
        }
        let row = trace.standing(checkout.seq).first(where: \.hidesClick)
        return found
            + (row.flatMap { reasons.pad(checkout, $0, isBefore: false) }.map { [$0] } ?? [])
    }

    // MARK: Ids that come again

    /// Of an id that comes again: which of its records are counted.
    private func records(
        of checkout: UInt32, _ visit: RecordVisit?, _ outcome: CheckoutOutcome?
    ) -> [EngineReason] {
        switch outcome {
        case .attributed, .unattributed: break
        default: return []
        }
        let accepted = visits(of: checkout)
        let hasFirst = visit?.seq == firstVisit(of: checkout)?.seq
        let countsEach =
            variant.configuration.engine.isReference && !variant.configuration.output.upsert
            && variant.configuration.attribution.partitionBy == .checkout
        if countsEach {
            let out = accepted.filter { !trace.standing($0.seq).isEmpty }
            if out.count > 1, let last = out.last {
                return [EngineReason(SharedRule.recordsCounted, time: last.time, step: last.seq)]
            }
        }
        guard let visit, accepted.count > 1 || !hasFirst else { return [] }
        return [EngineReason(SharedRule.recordKept, time: visit.time, step: visit.seq)]
    }

    /// Where the times of a click are another record's than the first of its id.
    private func clickRecords(
        _ checkout: RecordVisit?, _ said: [EngineReason], _ candidates: [UInt32]
    ) -> [EngineReason] {
        guard let checkout else { return [] }
        return candidates.compactMap { number in
            guard let first = trace.firstTime(ofClick: number),
                said.contains(where: { $0.click == name(number) }),
                let visit = clickVisit(number, for: checkout), visit.time != first
            else { return nil }
            return EngineReason(
                SharedRule.clickRecord, click: name(number), time: visit.time, step: visit.seq)
        }
    }

    private func hold(
        _ checkout: RecordVisit, _ click: RecordVisit, _ number: UInt32
    ) -> EngineReason {
        reasons.reason(whyPaired: Meeting(checkout: checkout, click: click, name: name(number)))
    }

    private func miss(
        _ checkout: RecordVisit, _ click: RecordVisit, _ number: UInt32
    ) -> EngineReason {
        reasons.reason(whyNotPaired: Meeting(checkout: checkout, click: click, name: name(number)))
    }

    private func tie(_ click: RecordVisit, _ number: UInt32) -> EngineReason {
        reasons.reason(whyTieLost: name(number), click.time)
    }

    // MARK: Records

    /// The records of a checkout id that the engine took in.
    private func visits(of checkout: UInt32) -> [RecordVisit] {
        (trace.visitsOfCheckout[checkout] ?? []).map { trace.visits[$0] }
            .filter(\.fate.isAccepted)
    }

    /// The record of a checkout id that a condition holds for, else one that was accepted.
    private func visit(
        of checkout: UInt32, where holds: (RecordVisit) -> Bool
    ) -> RecordVisit? {
        let visits = (trace.visitsOfCheckout[checkout] ?? []).map { trace.visits[$0] }
        return visits.first(where: holds) ?? visits.first { $0.fate.isAccepted }
    }

    /// The clicks that match a checkout, those that the model prefers first.
    private func eligible(
        _ candidates: [UInt32], for checkout: RecordVisit
    ) -> [(number: UInt32, visit: RecordVisit)] {
        let prefersLast = variant.configuration.attribution.model == .lastClick
        let found = candidates.compactMap { number in
            clickVisit(number, for: checkout).map { (number: number, visit: $0) }
        }
        return found.sorted { a, b in
            let isBefore =
                a.visit.time != b.visit.time
                ? a.visit.time < b.visit.time : precedesInTie(a.number, b.number)
            return isBefore != prefersLast
        }
    }

    private func precedesInTie(_ a: UInt32, _ b: UInt32) -> Bool {
        book.clicks.text(a).utf8.lexicographicallyPrecedes(book.clicks.text(b).utf8)
    }

    /// The record of a click id that fits a checkout best: one that it is paired with, else one
    /// that was accepted, else any within its reach.
    func clickVisit(_ click: UInt32, for checkout: RecordVisit) -> RecordVisit? {
        let visits = (trace.visitsOfClick[click] ?? []).map { trace.visits[$0] }.filter {
            let distance = checkout.time.milliseconds - $0.time.milliseconds
            return hasSameKey($0, checkout) && distance <= reasons.reach.before
                && distance >= -reasons.reach.after
        }
        let isLast = variant.configuration.attribution.model == .lastClick
        let paired = visits.filter { hasPair(checkout, $0) }
        let best = isLast ? paired.max { $0.time < $1.time } : paired.min { $0.time < $1.time }
        return best ?? visits.first { $0.fate.isAccepted } ?? visits.first
    }

    /// Whether two records are of one join key, ids being compared as bytes.
    private func hasSameKey(_ click: RecordVisit, _ checkout: RecordVisit) -> Bool {
        guard click.user.utf8.elementsEqual(checkout.user.utf8) else { return false }
        // Records without a user are of one key, whatever their products.
        if click.user.isEmpty { return true }
        guard variant.configuration.join.key == .userAndProduct else { return true }
        // A checkout without a product matches no click.
        guard let product = checkout.product else { return false }
        return click.product.map { $0.utf8.elementsEqual(product.utf8) } ?? false
    }

    /// Whether the join put a checkout out with a click.
    func hasPair(_ checkout: RecordVisit, _ click: RecordVisit) -> Bool {
        trace.standing(checkout.seq).contains { $0.clickSeq == click.seq }
    }

    private func hasRow(_ checkout: RecordVisit, with click: UInt32) -> Bool {
        guard let click = clickVisit(click, for: checkout) else { return false }
        return hasPair(checkout, click)
    }

    /// A click's id.
    func name(_ click: UInt32) -> String { book.clicks.text(click) }
}
