import Attribution
import Streaming

/// The rules of the tables behind a join: why a row of the join is no row of the table.
///
/// They are the table's, whatever the engine: how it ranks says its plan. V is the watermark behind
/// the join, r a row's time there.
enum TableRule: String, ReasonRule {
    /// A row without a click is behind V, since its time counts as 1970.
    case padDropped = "pad dropped"
    /// A pair came out behind V.
    case pairDropped = "pair dropped"
    /// V has not reached a row that waits.
    case rowWaits = "row waits"
    case padWaits = "pad waits"
    /// The same where other checkouts share the partition.
    case rowWaitsOrOther = "row waits, or another's"
    /// The group of a checkout comes out once V has reached its time.
    case groupWaits = "group waits"
    case bundleWaits = "row in a mini-batch"
    case padFirst = "pad ranked first"
    case padFirstByRank = "pad ranked first, rank"
    case writtenLast = "another row written last"
    case writtenFirst = "another row written first"
    case groupReplaced = "group replaced"
    case forgotten = "row forgotten"
    case sameTime = "all rows of one time"
    case chosen = "another click chosen"
    case otherOfUser = "another row of the user kept"

    var sentence: ReasonSentence {
        switch self {
        case .padDropped:
            "lost it: it came out of the join without a click at \(.step), and the ranking, which "
                + "puts a first click out once, drops what is behind its watermark: \(.numbers)"
        case .pairDropped:
            "lost it: its row with a click came out of the join at \(.step), and the ranking, which "
                + "puts a first click out once, drops what is behind its watermark: \(.numbers)"
        case .rowWaits:
            "holds its row in the ranking, which puts a first click out once its watermark has "
                + "reached the click: \(.numbers) when the run stopped"
        case .padWaits:
            "holds its row without a click in the ranking until its watermark has reached it: "
                + "\(.numbers) when the run stopped"
        case .rowWaitsOrOther:
            "has no row of it: another row of its partition stands in front of it, or it waits: "
                + "\(.numbers) when the run stopped"
        case .groupWaits:
            "holds its group, which comes out once the watermark behind the join has reached its "
                + "time: \(.numbers) when the run stopped"
        case .bundleWaits:
            "holds its row in the ranking's mini-batch: since it came the batch has not filled, and "
                + "no watermark and no checkpoint has let it go"
        case .padFirst:
            "joined \(.click) too, but a row without a click of the same id ranks before it: "
                + "\(.numbers)"
        case .padFirstByRank:
            "joined \(.click) too, but a row without a click of the same id ranks before every time"
        case .writtenLast:
            "joined \(.click) too, at \(.step); the table keeps the row that is written last, and "
                + "another came behind it"
        case .writtenFirst:
            "joined \(.click) too, at \(.step); the table keeps the row that is written first, and "
                + "another had come before it"
        case .groupReplaced:
            "joined \(.click) too, at \(.step); the id has groups of several times, and the one that "
                + "comes out last is kept"
        case .forgotten:
            "joined \(.click) too, at \(.step); the ranking forgot that after its time to live, and "
                + "took the next row for its first"
        case .sameTime:
            "joined \(.click) too, at \(.step); the ranking goes by the checkout's time, which is "
                + "one and the same, and so by the order in which the rows come out"
        case .chosen:
            "joined \(.click) too, but the rules of attribution choose another click"
        case .otherOfUser:
            "came out, but the table keeps one row a user, and one for all checkouts without a "
                + "click: another one's"
        }
    }

    /// Whether the row has not been lost, but not come out yet.
    var isWaiting: Bool {
        switch self {
        case .rowWaits, .padWaits, .groupWaits, .bundleWaits: true
        default: false
        }
    }

    /// Whether another row of its partition is in its place.
    var isOfOthers: Bool { self == .otherOfUser || self == .rowWaitsOrOther }
}

/// Explains what the table behind a join made of the join's rows.
struct TableReasons: Sendable {
    /// A row of the join and the record of the checkout that it is about.
    struct Entry {
        var checkout: RecordVisit
        var row: RecordVisit.Row
    }

    private let plan: RankingPlan
    private let isByUser: Bool
    private let choosesTouches: Bool
    private let isFirst: Bool
    private let reasons: any EngineReasons

    init(_ configuration: RunConfiguration) {
        isFirst = configuration.attribution.model != .lastClick
        plan = configuration.engine.own.ranking(isFirst ? .first : .last)
        isByUser = configuration.attribution.partitionBy == .user
        choosesTouches = configuration.choosesTouches
        reasons = configuration.reasons
    }

    /// Why none of the rows of an id, which came out of the join, is a row of the table; `nil`: no
    /// rule says so.
    func reason(whyWithoutRow rows: [Entry], _ end: RunEnd) -> EngineReason? {
        // Where ids come again, a record whose rows stand may be one that no table counts.
        let gone = Dictionary(grouping: rows, by: \.checkout.seq).values.filter {
            $0.allSatisfy { $0.row.takenBackAfter != nil }
        }
        if let last = gone.compactMap(\.last).max(by: { $0.checkout.seq < $1.checkout.seq }) {
            return reasons.takenBack(last.checkout, nil)
        }
        switch plan.kind {
        case .firstRows:
            // What V has not passed waits, and of the rest a lost click tells more than a pad.
            if let kept = rows.first(where: { !isBehind($0) }) { return waiting(kept, end) }
            guard let lost = rows.first(where: { $0.row.clickSeq != nil }) ?? rows.first else {
                return nil
            }
            return dropped(lost)
        case .groups:
            guard let first = rows.min(by: { $0.checkout.time < $1.checkout.time }) else {
                return nil
            }
            let time = first.checkout.time
            return EngineReason(
                TableRule.groupWaits, time: time,
                Inequality(reasons.behindJoin(end.behind), .less, .checkout(time)),
                step: first.row.after)
        case .rowNumber, .upsert, .view:
            if plan.bundle != nil, !isByUser {
                return EngineReason(TableRule.bundleWaits, step: rows.first?.row.after)
            }
            return isByUser ? EngineReason(TableRule.otherOfUser) : nil
        }
    }

    /// Why a pair of the join that the model would prefer is not the row of its id: `keptIsPad`: the
    /// row has no click; `name`: the click's id.
    func reason(
        whyNotKept pair: Entry, keptIsPad: Bool, _ end: RunEnd, name: String
    ) -> EngineReason? {
        func step(_ rule: TableRule) -> EngineReason {
            EngineReason(rule, click: name, time: pair.row.clickTime, step: pair.row.after)
        }
        if choosesTouches { return step(.chosen) }
        if isByUser { return step(.otherOfUser) }
        switch plan.kind {
        case .firstRows:
            if isBehind(pair) { return dropped(pair) }
            return keptIsPad ? padFirst(pair, name) : step(.forgotten)
        case .rowNumber(let ranking, let timeToLive, _):
            if plan.bundle != nil { return EngineReason(TableRule.bundleWaits) }
            if keptIsPad, isFirst, ranking == .cast { return step(.padFirstByRank) }
            if keptIsPad, ranking == .rowTime, !plan.goesByCheckout { return padFirst(pair, name) }
            if timeToLive > .zero { return step(.forgotten) }
            return plan.goesByCheckout ? step(.sameTime) : nil
        case .upsert(.last): return step(.writtenLast)
        case .upsert(.first): return step(.writtenFirst)
        case .groups: return step(.groupReplaced)
        case .upsert(.best), .view: return nil
        }
    }

    private func padFirst(_ pair: Entry, _ name: String) -> EngineReason? {
        guard let time = pair.row.clickTime else { return nil }
        let numbers = Inequality(Self.padTime, isFirst ? .atMost : .atLeast, .click(time))
        guard numbers.holds else { return nil }
        return EngineReason(TableRule.padFirst, click: name, time: time, numbers)
    }

    private func dropped(_ lost: Entry) -> EngineReason {
        let isPad = lost.row.clickSeq == nil
        return EngineReason(
            isPad ? TableRule.padDropped : .pairDropped,
            time: isPad ? lost.checkout.time : lost.row.clickTime,
            Inequality(time(lost), .less, reasons.behindJoin(lost.row.behind)), step: lost.row.after
        )
    }

    private func waiting(_ kept: Entry, _ end: RunEnd) -> EngineReason {
        let numbers = Inequality(reasons.behindJoin(end.behind), .less, time(kept))
        if isByUser, !numbers.holds { return EngineReason(TableRule.otherOfUser) }
        let isPad = kept.row.clickSeq == nil
        return EngineReason(
            isByUser ? TableRule.rowWaitsOrOther : isPad ? .padWaits : .rowWaits,
            time: isPad ? kept.checkout.time : kept.row.clickTime, numbers, step: kept.row.after)
    }

    private func isBehind(_ entry: Entry) -> Bool { time(entry).value < entry.row.behind }

    /// The time that the ranking goes by.
    private func time(_ entry: Entry) -> Inequality.Side {
        if plan.goesByCheckout { return .checkout(entry.checkout.time) }
        return entry.row.clickTime.map { .click($0) } ?? Self.padTime
    }

    private static var padTime: Inequality.Side {
        .note("the time of a row without a click", Watermark(rawValue: 0))
    }
}
