import EventLogs
import Streaming

/// Holds each checkout of the truth run against what the stream run made of it.
///
/// Checkouts on which both agree are forgotten at once, whichever of the two comes first. All
/// others wait for the end: only then is the fate of every record known that may be the reason.
///
/// Clicks and checkouts are known by their place among their stream's records as read. Records of
/// one id that a run sets aside as duplicates stand for each other.
final class TruthComparison {
    /// A checkout that the two runs see differently.
    struct Difference {
        var cause: DifferenceCause
        var streamClick: ClickName?
        var truthClick: ClickName?
    }

    /// What the comparison has to know of the run.
    struct Rules {
        /// Whether an unattributed checkout is a result at all (a left join).
        var isLeft = true
        /// Whether the stream run followed a real engine's rules, which may give another click
        /// although all clicks came in time.
        var hasOwnRules = false
        /// Whether a record's fate can still get better: disorder makes copies.
        var fatesCanRise = false
    }

    private let outcomes: StreamOutcomes
    private let rules: Rules
    /// Collects what the curve of all delays needs.
    let needs: DelayNeeds?
    private var closed = 0
    /// Clicks that the truth set aside: which click's duplicate each is.
    private var firstOfClick: [UInt32: UInt32] = [:]
    /// Checkouts that the truth set aside before it closed their first record, by that one.
    private var copies: [UInt32: [UInt32]] = [:]
    /// Names of clicks that the truth set aside.
    private var setAsideNames: [UInt32: ClickName] = [:]

    /// How many differences there are, by cause; complete after ``finish(_:)``.
    private(set) var counts: [DifferenceCause: Int64] = [:]

    init(_ outcomes: StreamOutcomes, _ rules: Rules = Rules(), needs: DelayNeeds? = nil) {
        self.outcomes = outcomes
        self.rules = rules
        self.needs = needs
    }

    /// The truth sets a record aside as the duplicate of `first`.
    func setAside(_ record: EventRecord, first: UInt32, in text: UnsafeBufferPointer<UInt8>) {
        needs?.setAside(record, first: first)
        if record.stream == .checkouts {
            let entry = outcomes.take(record.index)
            if outcomes.isTaken(first) || !mayCount(outcomes.fate(ofCheckout: record.index)) {
                return
            }
            copies[first, default: []].append(record.index)
            outcomes.wait(record.index, entry)
            return
        }
        if mayCount(outcomes.fate(ofClick: record.index)) {
            firstOfClick[record.index] = first
            setAsideNames[record.index] = ClickName(
                id: Array(record.id(in: text)),
                source: record.source(in: text).map(Array.init) ?? [])
        }
    }

    /// Whether a record with this fate, as far as known, takes part in the stream run's join.
    private func mayCount(_ fate: RecordFate) -> Bool {
        fate.isAccepted || fate == .unseen || rules.fatesCanRise
    }

    /// The truth closes a checkout of which there is no row.
    func skip(_ checkout: UInt32) {
        _ = outcomes.take(checkout)
        for copy in takeCopies(of: checkout) { outcomes.forget(copy) }
    }

    /// The truth closes a checkout.
    ///
    /// - Parameters:
    ///   - checkout: its place as read.
    ///   - click: the click that the truth credits.
    ///   - clickName: gives its name.
    ///   - revenue: the checkout's.
    ///   - id: its id.
    ///   - find: gives the name of a click that the truth still holds for the checkout's key.
    func close(
        _ checkout: UInt32, click: UInt32?, clickName: () -> ClickName?, revenue: Int64?,
        id: UnsafeBufferPointer<UInt8>, find: (UInt32) -> ClickName?
    ) {
        closed += 1
        let copies = takeCopies(of: checkout)
        let entry = outcomes.take(checkout)
        // Nearly all checkouts.
        if copies.isEmpty, entry == .settled(Settlement(click)) { return }
        var settlements = copies.compactMap(outcomes.settlement)
        if case .settled(let settlement) = entry { settlements.append(settlement) }
        let verdict = TruthVerdict(
            number: closed, checkout: checkout, id: Array(id), copies: copies, click: click,
            clickName: clickName(), revenue: revenue)
        for case .attributed(let used) in settlements {
            verdict.streamNames[used] = find(used)
            if let first = firstOfClick[used] { verdict.streamNames[first] = find(first) }
        }
        outcomes.wait(checkout, entry, verdict: verdict)
    }

    private func takeCopies(of checkout: UInt32) -> [UInt32] {
        copies.isEmpty ? [] : copies.removeValue(forKey: checkout) ?? []
    }

    /// Both runs are over: hands over all differences, in the order in which the truth closed the
    /// checkouts.
    func finish<E: Error>(
        _ body: (TruthVerdict, Difference) throws(E) -> Void
    ) throws(E) {
        for verdict in outcomes.verdicts {
            for difference in differences(verdict) {
                counts[difference.cause, default: 0] += 1
                try body(verdict, difference)
            }
        }
    }

    private func differences(_ verdict: TruthVerdict) -> [Difference] {
        let click = verdict.click
        let isResult = rules.isLeft || click != nil
        func difference(_ cause: DifferenceCause, stream: ClickName? = nil) -> Difference {
            Difference(cause: cause, streamClick: stream, truthClick: verdict.clickName)
        }
        let taken = ([verdict.checkout] + verdict.copies)
            .filter { outcomes.fate(ofCheckout: $0).isAccepted }
        guard let counted = taken.first else {
            return isResult ? [difference(cause(ofMissing: verdict.checkout))] : []
        }
        var found: [Difference] = []
        switch outcomes.settlement(of: counted) {
        case .pending:
            if isResult { found.append(difference(.notYetFinal)) }
        case .unattributed, nil:
            if let click { found.append(difference(cause(ofUnusedClick: click))) }
        case .attributed(let used):
            let standsFor = firstOfClick[used] ?? used
            if standsFor != click {
                let name =
                    outcomes.name(ofClick: used) ?? setAsideNames[used]
                    ?? verdict.streamNames[used] ?? verdict.streamNames[standsFor]
                found.append(difference(cause(ofClick: used, insteadOf: click), stream: name))
            }
        }
        // The stream run forgot the id in between and counted the conversion again.
        return found + taken.dropFirst().map { _ in difference(.duplicate) }
    }

    private func cause(ofMissing checkout: UInt32) -> DifferenceCause {
        switch outcomes.fate(ofCheckout: checkout) {
        case .late: .lateCheckout
        case .duplicate: .duplicate
        default: .droppedInTransit
        }
    }

    private func cause(ofUnusedClick click: UInt32) -> DifferenceCause {
        switch outcomes.fate(ofClick: click) {
        case .late: .lateClick
        case .filtered: .filteredClick
        case .dropped, .unseen: .droppedInTransit
        case .duplicate: .duplicate
        case .withinAllowedLateness, .onTime:
            rules.hasOwnRules && !outcomes.isShifted(click: click) ? .engineRule : .clockSkew
        }
    }

    /// The stream run credits another click: because the truth's did not count, or because a click
    /// counted that does not in the truth.
    private func cause(ofClick used: UInt32, insteadOf click: UInt32?) -> DifferenceCause {
        if let click, !outcomes.fate(ofClick: click).isAccepted {
            return cause(ofUnusedClick: click)
        }
        if outcomes.isShifted(click: used) { return .clockSkew }
        if firstOfClick[used] != nil { return .duplicate }
        return rules.hasOwnRules ? .engineRule : .clockSkew
    }
}
