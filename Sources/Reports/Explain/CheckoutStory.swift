import Simulation
import Streaming

/// The life of one checkout, as a replay has seen it.
struct CheckoutStory: Sendable {
    /// How it ended.
    enum Ending: Sendable, Hashable {
        /// Injected disorder lost it.
        case lost
        /// It came too late.
        case late
        /// It repeats another checkout.
        case duplicate
        /// It was not put out before the run was over.
        case pending
        /// The attributed table credits it to a click.
        case attributed
        /// The attributed table has it without a click.
        case unattributed
        /// An inner join does not show what has no click.
        case notShown
        /// The attributed table does not have it, since its user is in no table.
        case unknownUser
        /// The attributed table does not have it, since its product is in no table.
        case unknownProduct
        /// The attributed table does not have it, since its payment status does not count.
        case otherPaymentStatus
        /// It is a refund, which is not joined.
        case refund
        /// The attributed table does not have it, since its kind is no conversion.
        case otherKind
        /// The attributed table has no row of it: another one is kept, or its own was lost, taken
        /// back or waits.
        case rankedAway
    }

    /// The checkout.
    var checkout: ProbedRecord
    /// All clicks of its user, in the order in which models see them.
    var clicks: [ConsideredClick]
    /// How it ended.
    var ending: Ending
    /// The click that the attributed table has for it.
    var creditedClick: ProbedRecord?
    /// The first match of a semi join, which is not shown.
    var hiddenClick: ProbedRecord?
    /// The step in which the join put it out first, with and without a click.
    var emission: ProbedChange?
    /// All changes of the join and of the attributed table, in order.
    var changes: [ProbedChange]
    /// What each model gives.
    var credits: [ProbedCredit]
    /// How the truth differs; empty: not at all.
    var differences: [Investigation.Difference]
    /// The truth's record of it, and the click that the truth credits.
    var truth: ProbedRecord?
    /// The click that the truth credits.
    var truthClick: ProbedRecord?
    /// What each model gives in the truth.
    var truthCredits: [ProbedCredit]
    /// Whether the truth has a row for it.
    var truthHasRow: Bool
    /// What it is as a refund.
    var refund: ProbedRefund?
    /// The refunds that name it as their order.
    var refunds: [ProbedRefund]
    /// The first and the last event time of a click that matches.
    var window: ClosedRange<Int64>?

    /// Tells the life of a checkout of an investigation, with all clicks of its user or, where they
    /// are given, with these.
    init(
        _ checkout: ProbedRecord, in found: Investigation, clicks only: [ProbedRecord]? = nil
    ) {
        self.checkout = checkout
        let run = found.stream
        let configuration = found.configuration
        changes = run.changes.filter { $0.checkoutSeq == checkout.seq }
        credits = run.credits.filter { $0.checkoutSeq == checkout.seq }
        emission = changes.first(where: \.isJoin)
        let row = run.rows.first { $0.checkoutSeq == checkout.seq }
        creditedClick = run.record(row?.clickSeq)
        hiddenClick = run.record(
            checkout.seq.flatMap { found.reasons?.hiddenClick(ofCheckout: $0) })
        let pairs = ConsideredClick.Pairs(changes, hidden: hiddenClick?.seq)
        refund = run.refunds.first { $0.seq == checkout.seq }
        refunds = run.refunds.filter {
            checkout.refundOf == nil && $0.order.isSameBytes(as: checkout.id)
        }
        // A refund matches no click.
        let considered =
            checkout.refundOf != nil
            ? []
            : only
                ?? run.records.filter {
                    $0.side == .click && $0.hasUser && $0.user.isSameBytes(as: checkout.user)
                }.sorted(by: ProbedRecord.order(of: configuration, configuration.attribution.ties))
        var considering = considered.map {
            ConsideredClick(
                $0, for: checkout, pairs: pairs, credited: row?.clickSeq, configuration)
        }
        let paired = considering.indices.filter {
            [.credited, .matched].contains(considering[$0].use)
        }
        let verdicts = configuration.verdicts(
            on: paired.map { considering[$0].click }, of: checkout)
        for (place, verdict) in zip(paired, verdicts) { considering[place].verdict = verdict }
        clicks = considering
        ending = Self.ending(
            checkout, hasRow: row != nil, hasClick: row?.clickSeq != nil,
            hasMatched: hiddenClick != nil || checkout.seq.map(run.matched.contains) ?? false,
            configuration)
        differences = found.differences.filter { $0.concerns(checkout) }
        let truth = found.truth.records.first { $0.side == .checkout && $0.index == checkout.index }
        self.truth = truth
        let truthRow = found.truth.rows.first { $0.checkoutSeq == truth?.seq }
        truthHasRow = truthRow != nil
        truthCredits = found.truth.credits.filter { $0.checkoutSeq == truth?.seq }
        truthClick = found.truth.record(truthRow?.clickSeq)
        let time = EventTime(milliseconds: checkout.eventTime)
        let bounds = configuration.join.bounds
        let (first, last) = (bounds.earliestClick(for: time), bounds.latestClick(for: time))
        window = first <= last ? first.milliseconds...last.milliseconds : nil
    }

    private static func ending(
        _ checkout: ProbedRecord, hasRow: Bool, hasClick: Bool, hasMatched: Bool,
        _ configuration: RunConfiguration
    ) -> Ending {
        switch checkout.fate {
        case .dropped, .unseen: return .lost
        case .late: return .late
        case .duplicate: return .duplicate
        case .withinAllowedLateness, .onTime, .filtered: break
        }
        if hasRow { return hasClick ? .attributed : .unattributed }
        if checkout.refundOf != nil { return .refund }
        if checkout.isPending { return .pending }
        if !hasMatched, !configuration.join.kind.showsUnattributed { return .notShown }
        if let facts = checkout.checkout, !facts.hasRow {
            if !facts.isConversion { return .otherKind }
            if !facts.isCounted { return .otherPaymentStatus }
            return facts.user == .missing ? .unknownUser : .unknownProduct
        }
        return .rankedAway
    }

    /// Whether two clicks of its window are records of one id.
    var hasRepeatedClick: Bool {
        var seen: Set<[UInt8]> = []
        return clicksInWindow.contains { !seen.insert(Array($0.click.id.utf8)).inserted }
    }
    /// The clicks in the window, whatever became of them.
    var clicksInWindow: [ConsideredClick] { clicks.filter { $0.place == .inside } }
    /// How many clicks it came out with.
    var pairsAtFirst: Int {
        changes.filter {
            $0.isJoin && $0.clickSeq != nil && $0.after.seq == emission?.after.seq
        }.count
    }
    /// How many clicks a model sees.
    var touches: Int {
        clicks.filter { ($0.use == .credited || $0.use == .matched) && $0.verdict == .counts }.count
    }
    /// How many clicks matched.
    var matches: Int { clicks.filter { $0.use == .credited || $0.use == .matched }.count }

    /// The rows that the join put out after the step that put the checkout out, and those that it
    /// took back for good: a pad goes with the pair that takes its place.
    var corrections: [ProbedChange] {
        guard let emission else { return [] }
        let later = changes.filter { $0.isJoin && $0.after.seq > emission.after.seq }
        let paired = Set(
            later.filter { $0.op.first != "-" && $0.clickSeq != nil }.map(\.after.seq))
        return later.filter { change in
            change.op.first != "-"
                || change.op == "-D"
                    && !(change.clickSeq == nil && paired.contains(change.after.seq))
        }
    }
}

extension ProbedRecord {
    /// The order in which models see clicks: by event time, for the reference with all its digits and
    /// then as `ties` says, for real engines in milliseconds, then by id and seq. What
    /// never arrived comes last.
    static func order(
        of configuration: RunConfiguration, _ ties: TieOrder
    ) -> (_ a: ProbedRecord, _ b: ProbedRecord) -> Bool {
        let isReference = configuration.engine.isReference
        let goesByID = !isReference || ties == .id
        return { a, b in
            if a.eventTime != b.eventTime { return a.eventTime < b.eventTime }
            if isReference, a.eventNanoseconds != b.eventNanoseconds {
                return a.eventNanoseconds < b.eventNanoseconds
            }
            if goesByID, !a.id.isSameBytes(as: b.id) { return isLess(a.id, b.id) }
            return (a.seq ?? .max, a.copy) < (b.seq ?? .max, b.copy)
        }
    }
}
