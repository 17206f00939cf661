import Attribution
import Streaming

/// Explains what one engine made of a checkout, from what was taken down while it ran.
struct ReasonFinder {
    /// The engine.
    let variant: EngineVariant
    let trace: JoinTrace
    let book: OutcomeBook
    private let reasons: any EngineReasons

    init(_ variant: EngineVariant, _ trace: JoinTrace, _ book: OutcomeBook) {
        self.variant = variant
        self.trace = trace
        self.book = book
        reasons = variant.configuration.reasons
    }

    /// A checkout's first record.
    func firstVisit(of checkout: UInt32) -> RecordVisit? {
        trace.visitsOfCheckout[checkout]?.first.map { trace.visits[$0] }
    }

    /// Why the checkout came out as it did, `candidates` being the clicks that some engine attributes
    /// it to.
    func reasons(
        for checkout: UInt32, _ outcome: CheckoutOutcome?, candidates: [UInt32]
    ) -> [EngineReason] {
        switch outcome {
        case .late:
            let visit = visit(of: checkout) { $0.fate == .late }
            return visit.flatMap { reasons.late($0, .checkout) }.map { [$0] } ?? []
        case .duplicate: return [EngineReason(SharedRule.checkoutDuplicate)]
        case .setAside: return [setAside(checkout)]
        case .noRow: return [EngineReason(SharedRule.notCounted)]
        case nil: return []
        case .attributed(let click):
            let visit = visit(of: checkout) { hasRow($0, with: click) }
            guard let visit else { return [EngineReason(SharedRule.unexplained)] }
            return reasons(visit, attributedTo: click, candidates)
        case .unattributed, .pending:
            // Of several records of one id: the one that came out, or the one that did not.
            let isPending = outcome == .pending
            let visit = visit(of: checkout) { visit in
                let rows = trace.standing(visit.seq)
                let isPadded = rows.contains { $0.clickSeq == nil }
                let isInner = !variant.configuration.join.kind.showsUnattributed
                return visit.fate.isAccepted
                    && (isPending || isInner ? rows.isEmpty : isPadded)
            }
            guard let visit else { return [EngineReason(SharedRule.unexplained)] }
            return reasonsWithoutClick(visit, isPending: isPending, candidates)
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
                    ? tie(other, number)
                    : EngineReason(
                        SharedRule.otherClickKept, click: name(number), time: other.time))
        }
        found.append(hold(checkout, chosen, click))
        if let pad = trace.standing(checkout.seq).first(where: { $0.clickSeq == nil }) {
            found += reasons.pad(checkout, pad, isBefore: true).map { [$0] } ?? []
        }
        return found
    }

    private func reasonsWithoutClick(
        _ checkout: RecordVisit, isPending: Bool, _ candidates: [UInt32]
    ) -> [EngineReason] {
        let others = eligible(candidates, for: checkout)
        // With repeated ids or rows by user, a row without a click can stand above a pair.
        if let paired = others.first(where: { hasPair(checkout, $0.visit) }) {
            return [
                EngineReason(
                    SharedRule.otherClickKept, click: name(paired.number), time: paired.visit.time)
            ]
        }
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

    /// Another row is kept, or all of its own were taken back.
    private func setAside(_ checkout: UInt32) -> EngineReason {
        let rows = (trace.visitsOfCheckout[checkout] ?? []).flatMap {
            trace.rows(of: trace.visits[$0].seq)
        }
        if rows.allSatisfy({ $0.clickSeq == nil }), let dropped = reasons.padDropped {
            return dropped
        }
        let last = rows.compactMap(\.takenBackAfter).max()
        return rows.allSatisfy { $0.takenBackAfter != nil } && last != nil
            ? EngineReason(SharedRule.takenBack, step: last)
            : EngineReason(SharedRule.otherRowKept)
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
        return visits.first { hasPair(checkout, $0) } ?? visits.first { $0.fate.isAccepted }
            ?? visits.first
    }

    /// Whether two records are of one join key, ids being compared as bytes.
    private func hasSameKey(_ click: RecordVisit, _ checkout: RecordVisit) -> Bool {
        guard click.user.utf8.elementsEqual(checkout.user.utf8) else { return false }
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
