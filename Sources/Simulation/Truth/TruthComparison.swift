import EventLogs
import Streaming

/// Holds each checkout of the truth run against what the stream run made of it.
///
/// Records are known by their place among their stream's records as read. Records of one id that
/// a run sets aside as duplicates stand for each other.
final class TruthComparison {
    /// A click of one of the two runs.
    struct ClickName {
        var id: [UInt8]
        var source: [UInt8]
    }

    /// A checkout that the two runs see differently.
    struct Difference {
        var cause: DifferenceCause
        var streamClick: ClickName?
        var truthClick: ClickName?
    }

    private let outcomes: StreamOutcomes
    private let hasOwnRules: Bool
    /// Collects what the curve of all delays needs.
    let needs: DelayNeeds?
    /// Clicks that the truth set aside: which click's duplicate each is.
    private var firstOfClick: [UInt32: UInt32] = [:]
    /// Checkouts that the truth set aside although the stream run took them, by first record.
    private var takenCopies: [UInt32: [UInt32]] = [:]
    /// Texts of clicks that the truth set aside although the stream run took them.
    private var setAsideTexts: [UInt32: ClickName] = [:]

    /// How many differences there are, by cause.
    private(set) var counts: [DifferenceCause: Int64] = [:]

    /// `hasOwnRules`: whether the stream run followed a real engine's rules, which may
    /// give another click although all clicks came in time.
    init(_ outcomes: StreamOutcomes, hasOwnRules: Bool = false, needs: DelayNeeds? = nil) {
        self.outcomes = outcomes
        self.hasOwnRules = hasOwnRules
        self.needs = needs
    }

    /// The truth sets a record aside as the duplicate of `first`.
    func setAside(_ record: EventRecord, first: UInt32, in text: UnsafeBufferPointer<UInt8>) {
        needs?.setAside(record, first: first)
        if record.stream == .checkouts {
            if outcomes.fate(ofCheckout: record.index).isAccepted {
                takenCopies[first, default: []].append(record.index)
            }
            return
        }
        firstOfClick[record.index] = first
        if outcomes.fate(ofClick: record.index).isAccepted {
            setAsideTexts[record.index] = ClickName(
                id: Array(record.id(in: text)),
                source: record.source(in: text).map(Array.init) ?? [])
        }
    }

    /// The differences of a checkout that the truth has closed, usually none.
    ///
    /// `click`: the click that the truth credits.
    /// `isResult`: whether an unattributed checkout is a result at all (a left join).
    /// `find`: the name of a click that the truth run still holds for this checkout's key.
    func differences(
        of checkout: UInt32, click: UInt32?, isResult: Bool, find: (UInt32) -> ClickName?
    ) -> [Difference] {
        let taken = ([checkout] + (takenCopies.removeValue(forKey: checkout) ?? []))
            .filter { outcomes.fate(ofCheckout: $0).isAccepted }
        guard let counted = taken.first else {
            guard isResult || click != nil else { return [] }
            return [note(cause(ofMissing: checkout), nil, click.flatMap(find))]
        }
        var found: [Difference] = []
        switch outcomes.settlement(of: counted) {
        case .pending:
            if isResult || click != nil {
                found.append(note(.notYetFinal, nil, click.flatMap(find)))
            }
        case .unattributed:
            if let click { found.append(note(cause(ofUnusedClick: click), nil, find(click))) }
        case .attributed(let used):
            let standsFor = firstOfClick[used] ?? used
            if standsFor != click {
                let name =
                    outcomes.text(ofClick: used).map { ClickName(id: $0.id, source: $0.source) }
                    ?? setAsideTexts[used] ?? find(used) ?? find(standsFor)
                let cause = cause(ofClick: used, insteadOf: click)
                found.append(note(cause, name, click.flatMap(find)))
            }
        }
        // The stream run forgot the id in between and counted the conversion again.
        for _ in taken.dropFirst() { found.append(note(.duplicate, nil, click.flatMap(find))) }
        return found
    }

    private func note(
        _ cause: DifferenceCause, _ stream: ClickName?, _ truth: ClickName?
    ) -> Difference {
        counts[cause, default: 0] += 1
        return Difference(cause: cause, streamClick: stream, truthClick: truth)
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
            hasOwnRules && !outcomes.isShifted(click: click) ? .engineRule : .clockSkew
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
        return hasOwnRules ? .engineRule : .clockSkew
    }
}
