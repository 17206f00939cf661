import EventLogs
import Streaming

/// Holds each checkout of the truth run against what the stream run made of it.
///
/// Checkouts on which both agree are forgotten at once, whichever of the two comes first. All
/// others wait for the end: only then is the fate of every record known that may be the reason.
///
/// Clicks and checkouts are known by their place among their stream's records as read. Records of
/// one id that a run sets aside as duplicates stand for each other, as long as the row says the same:
/// a click that comes again from another source, and a checkout with another amount, are differences.
final class TruthComparison {
    /// A checkout that the two runs see differently.
    struct Difference {
        var cause: DifferenceCause
        var streamClick: ClickName?
        var truthClick: ClickName?
        /// The checkout of the truth, or the one that is counted again, by its place as read.
        var checkout: UInt32?
        /// The checkout that has the row in the stream run, where there is one.
        var row: UInt32?
    }

    /// What the comparison has to know of the run.
    struct Rules {
        /// Whether an unattributed checkout is a result at all (a left join).
        var isLeft = true
        /// Whether the stream run followed a real engine's rules, which may give another click
        /// although all clicks came in time.
        var hasOwnRules = false
        /// Whether rules choose among the clicks of a path.
        var choosesTouches = false
        /// Whether a record's fate can still get better: disorder makes copies.
        var fatesCanRise = false
        /// Whether the truth counts each id once.
        var deduplicates = true
    }

    /// A checkout that the truth set aside although the stream run may have counted it.
    private struct SetAside {
        var index: UInt32
        var first: UInt32
        var row: CountedAgain
    }

    private let outcomes: StreamOutcomes
    private let rules: Rules
    /// Collects what the curve of all delays needs; the two runs are not held against each other then.
    let needs: DelayNeeds?
    /// Every id that the truth has met.
    private var ids: TruthIDs
    private var closed = 0
    /// Clicks that the truth set aside: which click's duplicate each is, and its own source.
    private var setAsideClicks: [UInt32: (first: UInt32, source: [UInt8])] = [:]
    /// In the truth's order.
    private var setAsideCheckouts: [SetAside] = []

    /// How many differences there are, by cause; complete after ``finish(_:)``.
    private(set) var counts: [DifferenceCause: Int64] = [:]
    /// What differs by the engine's own rules; complete after ``finish(_:)``.
    private(set) var byRules = CheckoutEffect()
    /// How many of the truth's checkouts have a difference; complete after ``finish(_:)``.
    private(set) var differing: Int64 = 0

    /// How many of these the stream run would have decided on if it had not waited; complete after
    /// ``finish(_:)``. A real engine puts a pair out at once: a checkout that has a click in the truth
    /// and is held without one has missed it.
    private(set) var undecided: Int64 = 0

    init(_ outcomes: StreamOutcomes, _ rules: Rules = Rules(), needs: DelayNeeds? = nil) {
        self.outcomes = outcomes
        self.rules = rules
        self.needs = needs
        ids = TruthIDs(deduplicates: rules.deduplicates)
    }

    /// The truth is about to meet some records: fetches where their ids belong.
    func prepare(
        for records: UnsafeBufferPointer<EventRecord>, in text: UnsafeBufferPointer<UInt8>
    ) { ids.prepare(for: records, in: text) }

    /// The truth meets a record.
    ///
    /// - Returns: the record that it repeats, and must be set aside for.
    func meet(_ record: EventRecord, in text: UnsafeBufferPointer<UInt8>) -> UInt32? {
        ids.meet(record, in: text)
    }

    /// The truth sets a record aside as the duplicate of `first`.
    ///
    /// `revenue`: gives what a checkout is worth.
    func setAside(
        _ record: EventRecord, first: UInt32, in text: UnsafeBufferPointer<UInt8>,
        revenue: () -> Int64?
    ) {
        if let needs {
            return needs.setAside(
                record, first: first, revenue: record.stream == .checkouts ? revenue() : nil)
        }
        if record.stream == .checkouts {
            let entry = outcomes.take(record.index)
            guard mayCount(outcomes.fate(ofCheckout: record.index)) else { return }
            setAsideCheckouts.append(
                SetAside(
                    index: record.index, first: first,
                    row: CountedAgain(
                        checkoutID: Array(record.id(in: text)), revenue: revenue())))
            outcomes.wait(record.index, entry)
            return
        }
        if mayCount(outcomes.fate(ofClick: record.index)) {
            setAsideClicks[record.index] = (first, record.source(in: text).map(Array.init) ?? [])
        }
    }

    /// Whether a record with this fate, as far as known, takes part in the stream run's join.
    private func mayCount(_ fate: RecordFate) -> Bool {
        fate.isAccepted || fate == .unseen || rules.fatesCanRise
    }

    /// The truth is done with a refund, of which no run has a row.
    func skip(_ refund: UInt32) {
        if needs != nil { return }
        let entry = outcomes.take(refund)
        if entry == .unknown { outcomes.wait(refund, entry) }
    }

    /// The truth closes a checkout of which it has no row.
    func skip(_ checkout: UInt32, revenue: Int64?, id: UnsafeBufferPointer<UInt8>) {
        if needs != nil { return }
        let entry = outcomes.take(checkout)
        if entry == .settled(.noRow) { return }
        closed += 1
        outcomes.wait(
            checkout, entry,
            verdict: TruthVerdict(
                number: closed, checkout: checkout, id: Array(id), click: nil, revenue: revenue,
                isRow: false))
    }

    /// The truth closes a checkout.
    ///
    /// - Parameters:
    ///   - checkout: its place as read.
    ///   - click: the click that the truth credits.
    ///   - revenue: the checkout's.
    ///   - id: its id.
    func close(
        _ checkout: UInt32, click: UInt32?, revenue: Int64?, id: UnsafeBufferPointer<UInt8>
    ) {
        if let needs { return needs.settle(checkout: checkout, click: click, revenue: revenue) }
        closed += 1
        let entry = outcomes.take(checkout)
        // Nearly all checkouts.
        if entry == .settled(Settlement(click)) { return }
        outcomes.wait(
            checkout, entry,
            verdict: TruthVerdict(
                number: closed, checkout: checkout, id: Array(id), click: click, revenue: revenue))
    }

    // MARK: The end

    /// A difference before the clicks have their names.
    private struct Finding {
        var checkoutID: [UInt8]
        var cause: DifferenceCause
        var streamClick: UInt32?
        var truthClick: UInt32?
        var revenue: Int64?
        var checkout: UInt32?
        var row: UInt32?
    }

    /// Both runs are over: hands over all differences, in the order in which the truth closed the
    /// checkouts; behind them what was counted again although the checkout itself is the same.
    func finish<E: Error>(
        _ body: (Difference, _ checkoutID: [UInt8], _ revenue: Int64?) throws(E) -> Void
    ) throws(E) {
        if needs != nil { return }
        let findings = findings()
        let names = names(
            of: Set(findings.flatMap { [$0.streamClick, $0.truthClick] }.compactMap { $0 }))
        for finding in findings {
            counts[finding.cause, default: 0] += 1
            if finding.cause == .engineRule { byRules.add(amount: finding.revenue) }
            if finding.cause == .notYetFinal, !rules.hasOwnRules || finding.truthClick == nil {
                undecided += 1
            }
            try body(
                Difference(
                    cause: finding.cause, streamClick: finding.streamClick.flatMap { names[$0] },
                    truthClick: finding.truthClick.flatMap { names[$0] },
                    checkout: finding.checkout, row: finding.row),
                finding.checkoutID, finding.revenue)
        }
    }

    private func findings() -> [Finding] {
        var places: [UInt32: [Int]] = [:]
        for place in setAsideCheckouts.indices {
            places[setAsideCheckouts[place].first, default: []].append(place)
        }
        func copies(of checkout: UInt32) -> [SetAside] {
            (places[checkout] ?? []).map { setAsideCheckouts[$0] }
        }
        var findings: [Finding] = []
        var differing: Set<[UInt8]> = []
        let verdicts = outcomes.verdicts
        let strangers = clicksOfOtherSources(
            verdicts.flatMap { verdict in
                [verdict.checkout] + copies(of: verdict.checkout).map(\.index)
            })
        for verdict in verdicts {
            let found = self.findings(verdict, copies(of: verdict.checkout), strangers)
            if !found.isEmpty { self.differing += 1 }
            findings += found
        }
        for copy in setAsideCheckouts where !outcomes.hasVerdict(of: copy.first) {
            guard outcomes.fate(ofCheckout: copy.index).isAccepted,
                let settlement = outcomes.settlement(of: copy.index),
                settlement.isRow(isLeft: rules.isLeft)
            else { continue }
            findings.append(countedAgain(copy.row, settlement, copy.index))
            differing.insert(copy.row.checkoutID)
        }
        for (settlement, row, checkout) in outcomes.repeats
        where settlement.isRow(isLeft: rules.isLeft) {
            findings.append(countedAgain(row, settlement, checkout))
            differing.insert(row.checkoutID)
        }
        self.differing += Int64(differing.count)
        return findings
    }

    private func countedAgain(
        _ row: CountedAgain, _ settlement: Settlement, _ checkout: UInt32
    ) -> Finding {
        var finding = Finding(
            checkoutID: row.checkoutID, cause: .duplicateCounted, revenue: row.revenue,
            checkout: checkout, row: checkout)
        if case .attributed(let click) = settlement { finding.streamClick = click }
        return finding
    }

    /// The clicks that the stream run credits to some of these checkouts and the truth set aside,
    /// whose source is not that of the first record of their id. Cost: a pass over the clicks' ids
    /// where any was set aside.
    private func clicksOfOtherSources(_ checkouts: [UInt32]) -> Set<UInt32> {
        var used: [(click: UInt32, first: UInt32, source: [UInt8])] = []
        for checkout in checkouts {
            guard case .attributed(let click) = outcomes.settlement(of: checkout),
                let own = setAsideClicks[click]
            else { continue }
            used.append((click, own.first, own.source))
        }
        if used.isEmpty { return [] }
        let firsts = ids.names(of: Set(used.map(\.first)))
        return Set(used.filter { firsts[$0.first]?.source != $0.source }.map(\.click))
    }

    /// The differences of a checkout and of the records that the truth set aside for it. Records of
    /// one id stand for each other where what the row says of them is the same: the click's id and
    /// source, the checkout's amount.
    private func findings(
        _ verdict: TruthVerdict, _ copies: [SetAside], _ clicksOfOtherSources: Set<UInt32>
    ) -> [Finding] {
        let click = verdict.click
        var rowIndex: UInt32?
        func finding(_ cause: DifferenceCause, stream: UInt32? = nil) -> [Finding] {
            [
                Finding(
                    checkoutID: verdict.checkoutID, cause: cause, streamClick: stream,
                    truthClick: click, revenue: verdict.revenue, checkout: verdict.checkout,
                    row: rowIndex)
            ]
        }
        let isResult = rules.isLeft || click != nil
        let accepted = ([verdict.checkout] + copies.map(\.index))
            .filter { outcomes.fate(ofCheckout: $0).isAccepted }
        let settled = accepted.map { (index: $0, settlement: outcomes.settlement(of: $0)) }
        let rows = settled.filter { $0.settlement?.isRow(isLeft: rules.isLeft) ?? false }
        func again(_ rows: some Sequence<(index: UInt32, settlement: Settlement?)>) -> [Finding] {
            rows.compactMap { row in
                guard let copy = copies.first(where: { $0.index == row.index }),
                    let settlement = row.settlement
                else { return nil }
                return countedAgain(copy.row, settlement, copy.index)
            }
        }
        guard verdict.isRow else {
            let own = rows.first { $0.index == verdict.checkout }
            var found = again(rows.filter { $0.index != verdict.checkout })
            if let own {
                var used: UInt32?
                if case .attributed(let click) = own.settlement { used = click }
                rowIndex = own.index
                found.insert(contentsOf: finding(.lookupMissed, stream: used), at: 0)
            }
            return found
        }
        guard let row = rows.first else {
            guard isResult else { return [] }
            guard let known = settled.first else {
                return finding(cause(ofMissing: verdict.checkout))
            }
            switch known.settlement {
            case .pending: return finding(.notYetFinal)
            case .replaced: return finding(.duplicate)
            case .gone: return finding(.engineRule)
            case .noRow: return finding(.lookupMissed)
            default: return click.map { finding(cause(ofUnusedClick: $0)) } ?? []
            }
        }
        var found: [Finding] = []
        rowIndex = row.index
        let isAnother = row.index != verdict.checkout
        let rowCopy = copies.first { $0.index == row.index }
        let isOtherAmount = rowCopy.map { $0.row.revenue != verdict.revenue } ?? false
        if case .attributed(let used) = row.settlement {
            let standsFor = setAsideClicks[used]?.first ?? used
            if standsFor != click || isOtherAmount || clicksOfOtherSources.contains(used) {
                found += finding(
                    isAnother ? .duplicate : cause(ofClick: used, insteadOf: click), stream: used)
            }
        } else if let click {
            found += finding(isAnother ? .duplicate : cause(ofUnusedClick: click))
        } else if isOtherAmount {
            found += finding(.duplicate)
        }
        // The stream run forgot the id in between and counted the conversion again.
        return found + again(rows.dropFirst())
    }

    /// The names of clicks; one that the truth set aside has the id of its first record and its own
    /// source.
    private func names(of clicks: Set<UInt32>) -> [UInt32: ClickName] {
        let firsts = ids.names(of: Set(clicks.map { setAsideClicks[$0]?.first ?? $0 }))
        var names: [UInt32: ClickName] = [:]
        for click in clicks {
            let own = setAsideClicks[click]
            names[click] = firsts[own?.first ?? click]
            if let own { names[click]?.source = own.source }
        }
        return names
    }

    // MARK: Causes

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
            outcomes.isShifted(click: click) ? .clockSkew : causeByRule
        }
    }

    /// The stream run credits another click: because the truth's did not count, or because a click
    /// counted that does not in the truth.
    private func cause(ofClick used: UInt32, insteadOf click: UInt32?) -> DifferenceCause {
        if let click, !outcomes.fate(ofClick: click).isAccepted {
            return cause(ofUnusedClick: click)
        }
        if outcomes.isShifted(click: used) { return .clockSkew }
        if setAsideClicks[used] != nil { return .duplicate }
        return causeByRule
    }

    /// Why a click is another one although all clicks concerned count.
    private var causeByRule: DifferenceCause {
        rules.hasOwnRules ? .engineRule : rules.choosesTouches ? .anotherTouch : .clockSkew
    }
}

/// A click of one of the two runs, for the table of differences.
struct ClickName {
    var id: [UInt8]
    var source: [UInt8]
}
