import Attribution
import Streaming

/// Explains what one engine made of a checkout, from what was taken down while it ran.
struct ReasonFinder {
    /// The engine.
    let variant: EngineVariant
    let trace: JoinTrace
    let book: OutcomeBook
    let reach: JoinReach

    init(_ variant: EngineVariant, _ trace: JoinTrace, _ book: OutcomeBook) {
        self.variant = variant
        self.trace = trace
        self.book = book
        reach = JoinReach(variant.configuration.join.bounds)
    }

    /// A checkout's first record.
    func firstVisit(of checkout: UInt32) -> JoinTrace.Visit? {
        trace.visitsOfCheckout[checkout]?.first.map { trace.visits[$0] }
    }

    /// Why the checkout came out as it did, `candidates` being the clicks that some engine attributes
    /// it to.
    func reasons(
        for checkout: UInt32, _ outcome: CheckoutOutcome?, candidates: [UInt32]
    ) -> [EngineReason] {
        switch outcome {
        case .late:
            return visit(of: checkout) { $0.fate == .late }.map { visit in
                [
                    EngineReason(
                        .checkoutLate, time: visit.time, watermark: visit.before?.time,
                        limit: visit.limit, step: visit.seq)
                ]
            } ?? []
        case .duplicate: return [EngineReason(.checkoutDuplicate)]
        case .setAside: return [EngineReason(.otherRowKept)]
        case .noRow: return [EngineReason(.notCounted)]
        case nil: return []
        case .attributed(let click):
            let visit = visit(of: checkout) { hasRow($0, with: click) }
            guard let visit else { return [EngineReason(.unexplained)] }
            return reasons(visit, attributedTo: click, candidates)
        case .unattributed, .pending:
            // Of several records of one id: the one that came out, or the one that did not.
            let isPending = outcome == .pending
            let visit = visit(of: checkout) { visit in
                let rows = trace.rows[visit.seq] ?? []
                let isPadded = rows.contains { $0.clickSeq == nil }
                let isInner = variant.configuration.join.kind == .inner
                return visit.fate.isAccepted
                    && (isPending || isInner ? rows.isEmpty : isPadded)
            }
            guard let visit else { return [EngineReason(.unexplained)] }
            return reasonsWithoutClick(visit, isPending: isPending, candidates)
        }
    }

    /// The checkout has a click: why this one, and not one that other engines prefer.
    private func reasons(
        _ checkout: JoinTrace.Visit, attributedTo click: UInt32, _ candidates: [UInt32]
    ) -> [EngineReason] {
        guard let chosen = clickVisit(click, for: checkout) else {
            return [EngineReason(.unexplained)]
        }
        var reasons: [EngineReason] = []
        for (number, other) in eligible(candidates, for: checkout) {
            if number == click { break }
            guard hasPair(checkout, other) else {
                reasons.append(miss(checkout, other, number))
                continue
            }
            let isTie = other.time == chosen.time
            reasons.append(
                EngineReason(isTie ? .tie : .otherRowKept, click: name(number), time: other.time))
        }
        reasons.append(hold(checkout, chosen, click))
        let pad = trace.rows[checkout.seq]?.first { $0.clickSeq == nil }
        if let pad, variant.configuration.engine != .reference {
            reasons.append(self.pad(checkout, pad, isBefore: true))
        }
        return reasons
    }

    private func reasonsWithoutClick(
        _ checkout: JoinTrace.Visit, isPending: Bool, _ candidates: [UInt32]
    ) -> [EngineReason] {
        let others = eligible(candidates, for: checkout)
        // With repeated ids or rows by user, a row without a click can stand above a pair.
        if let paired = others.first(where: { hasPair(checkout, $0.visit) }) {
            return [
                EngineReason(.otherRowKept, click: name(paired.number), time: paired.visit.time)
            ]
        }
        var reasons = others.map { miss(checkout, $0.visit, $0.number) }
        if isPending {
            // What is not final has not been joined at all.
            reasons.removeAll { $0.rule == .unexplained }
            if !reasons.contains(where: { $0.rule == .notInABatch }) {
                reasons.append(pending(checkout))
            }
        } else if let row = trace.rows[checkout.seq]?.first(where: { $0.clickSeq == nil }) {
            let isTold = reasons.contains {
                [.checkoutGone, .checkoutNotKept].contains($0.rule) && $0.step == row.after
            }
            if !isTold { reasons.append(pad(checkout, row, isBefore: false)) }
        } else if variant.configuration.join.kind == .inner {
            reasons.append(EngineReason(.innerJoin))
        }
        return reasons
    }

    // MARK: Records

    /// The record of a checkout id that a condition holds for, else one that was accepted.
    private func visit(
        of checkout: UInt32, where holds: (JoinTrace.Visit) -> Bool
    ) -> JoinTrace.Visit? {
        let visits = (trace.visitsOfCheckout[checkout] ?? []).map { trace.visits[$0] }
        return visits.first(where: holds) ?? visits.first { $0.fate.isAccepted }
    }

    /// The clicks that match a checkout, those that the model prefers first.
    private func eligible(
        _ candidates: [UInt32], for checkout: JoinTrace.Visit
    ) -> [(number: UInt32, visit: JoinTrace.Visit)] {
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
    func clickVisit(_ click: UInt32, for checkout: JoinTrace.Visit) -> JoinTrace.Visit? {
        let visits = (trace.visitsOfClick[click] ?? []).map { trace.visits[$0] }.filter {
            let distance = checkout.time.milliseconds - $0.time.milliseconds
            return hasSameKey($0, checkout) && distance <= reach.before
                && distance >= -reach.after
        }
        return visits.first { hasPair(checkout, $0) } ?? visits.first { $0.fate.isAccepted }
            ?? visits.first
    }

    /// Whether two records are of one join key, ids being compared as bytes.
    private func hasSameKey(_ click: JoinTrace.Visit, _ checkout: JoinTrace.Visit) -> Bool {
        guard click.user.utf8.elementsEqual(checkout.user.utf8) else { return false }
        guard variant.configuration.join.key == .userAndProduct else { return true }
        // A checkout without a product matches no click.
        guard let product = checkout.product else { return false }
        return click.product.map { $0.utf8.elementsEqual(product.utf8) } ?? false
    }

    /// Whether the join put a checkout out with a click.
    func hasPair(_ checkout: JoinTrace.Visit, _ click: JoinTrace.Visit) -> Bool {
        trace.rows[checkout.seq]?.contains { $0.clickSeq == click.seq } ?? false
    }

    private func hasRow(_ checkout: JoinTrace.Visit, with click: UInt32) -> Bool {
        guard let click = clickVisit(click, for: checkout) else { return false }
        return hasPair(checkout, click)
    }

    /// A click's id.
    func name(_ click: UInt32) -> String { book.clicks.text(click) }
}
