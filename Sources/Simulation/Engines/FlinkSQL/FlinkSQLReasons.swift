import Attribution
import Streaming

/// The rules of flink-sql's interval join. W is the operator's, 0 while there is none.
struct FlinkSQLReasons: EngineReasons {
    enum Rule: String, ReasonRule {
        case clickHeld = "click held"
        /// Beyond its reach; its user's one timer was set for a later record.
        case clickNotCleaned = "click not cleaned yet"
        case checkoutHeld = "checkout held"
        case checkoutNotCleaned = "checkout not cleaned yet"
        case clickGone = "click gone"
        case clickNotKept = "click not kept"
        case checkoutGone = "checkout gone"
        case checkoutNotKept = "checkout not kept"
        /// A record looks at the other side only if that was cleaned until before its reach's end.
        case notLookedFor = "not looked for"
        case padded
        case paddedAtOnce = "padded at once"
        case clickPadded = "click without a checkout"
        case clickPaddedAtOnce = "click without a checkout at once"
        case emptyBounds = "empty bounds"
        case stillHeld = "still held"
        case stillNotCleaned = "still held, not cleaned yet"
        /// A cleaning around 1970 threw it away.
        case forgotten
        case tie

        var sentence: ReasonSentence {
            switch self {
            case .clickHeld: "still held \(.click) when the checkout came: \(.numbers)"
            case .clickNotCleaned:
                "still held \(.click) when the checkout came: \(.numbers), but its user's one "
                    + "timer, set for a later record, had not come"
            case .checkoutHeld: "still held the checkout when \(.click) came: \(.numbers)"
            case .checkoutNotCleaned:
                "still held the checkout when \(.click) came: \(.numbers), but its user's one "
                    + "timer, set for a later record, had not come"
            case .clickGone: "had let \(.click) go at \(.step): \(.numbers)"
            case .clickNotKept: "did not keep \(.click) when it came: \(.numbers)"
            case .checkoutGone:
                "had let the checkout go at \(.step), before \(.click) came: \(.numbers)"
            case .checkoutNotKept:
                "did not keep the checkout for \(.click): \(.numbers) when it came"
            case .notLookedFor: "did not look for \(.click) at \(.step): \(.numbers)"
            case .padded: "padded at \(.step): \(.numbers)"
            case .paddedAtOnce: "padded at once: \(.numbers) when it came"
            case .clickPadded: "put the click out without a checkout at \(.step): \(.numbers)"
            case .clickPaddedAtOnce:
                "put the click out without a checkout at once: \(.numbers) when it came"
            case .emptyBounds: "padded at once: the bounds are empty, nothing can match"
            case .stillHeld: "still holds it: \(.numbers) when the run stopped"
            case .stillNotCleaned:
                "still holds it: \(.numbers) when the run stopped, but its user's one timer, set "
                    + "for a later record, has not come"
            case .forgotten:
                "lost the record: a cleaning takes a time of 0 (1970) or before for none"
            case .tie:
                "\(.click) joined too and has the same time: the ranking goes by the order in "
                    + "which the rows come out"
            }
        }
    }

    private let words: ReachWords

    init(_ configuration: RunConfiguration) {
        words = ReachWords(configuration.join.bounds)
    }

    var reach: JoinReach { words.reach }
    var tie: Rule { .tie }

    func behindJoin(_ watermark: Watermark) -> Inequality.Side {
        words.behind(watermark, hold: max(words.reach.before, words.reach.after, 0))
    }

    /// The operator drops nothing for being late.
    func late(_ record: RecordVisit, _ side: JoinSide) -> EngineReason? { nil }

    func hold(_ meeting: Meeting) -> EngineReason {
        let (later, isClick) = (meeting.later, meeting.clickCameFirst)
        let end = isClick ? clickEnd(meeting) : checkoutEnd(meeting)
        let isWithin = time(later.before) <= end.value
        let rule: Rule =
            isClick
            ? isWithin ? .clickHeld : .clickNotCleaned
            : isWithin ? .checkoutHeld : .checkoutNotCleaned
        return EngineReason(
            rule, time: isClick ? meeting.click.time : meeting.checkout.time,
            Inequality(w(later.before, end), isWithin ? .atMost : .greater, end), step: later.seq)
    }

    func miss(_ meeting: Meeting) -> EngineReason? {
        if meeting.clickCameFirst {
            if meeting.click.rule == .forgotten { return forgotten(meeting.click) }
            return missEarlier(
                meeting.click, before: meeting.checkout, end: clickEnd(meeting), .clickNotKept,
                .clickGone)
                ?? notLookedFor(
                    meeting, cleaned: meeting.checkout.before?.clicksLimit, "clicks",
                    checkoutEnd(meeting))
        }
        if meeting.checkout.rule == .forgotten { return forgotten(meeting.checkout) }
        return missEarlier(
            meeting.checkout, before: meeting.click, end: checkoutEnd(meeting), .checkoutNotKept,
            .checkoutGone)
            ?? notLookedFor(
                meeting, cleaned: meeting.click.before?.checkoutsLimit, "checkouts",
                clickEnd(meeting))
    }

    /// The earlier record was not kept, or had gone.
    private func missEarlier(
        _ earlier: RecordVisit, before later: RecordVisit, end: Inequality.Side,
        _ notKept: Rule, _ gone: Rule
    ) -> EngineReason? {
        guard let release = earlier.release, release.seq < later.seq else { return nil }
        if wasNotKept(earlier, end) {
            return EngineReason(
                notKept, time: earlier.time, Inequality(w(earlier.before, end), .atLeast, end),
                step: earlier.seq)
        }
        let numbers = Inequality(w(release.moment, end), .greater, end)
        // Before its reach is over, a record leaves by a cleaning around 1970 alone.
        guard numbers.holds else { return forgotten(earlier) }
        return EngineReason(gone, time: earlier.time, numbers, step: release.seq)
    }

    private func notLookedFor(
        _ meeting: Meeting, cleaned: Int64?, _ side: String, _ end: Inequality.Side
    ) -> EngineReason? {
        guard let cleaned else { return nil }
        let numbers = Inequality(
            .note("the \(side) are cleaned until", Watermark(rawValue: cleaned)), .atLeast, end)
        guard numbers.holds else { return nil }
        return EngineReason(
            Rule.notLookedFor, time: meeting.later.time, numbers, step: meeting.later.seq)
    }

    private func forgotten(_ record: RecordVisit) -> EngineReason {
        EngineReason(Rule.forgotten, time: record.time, step: record.release?.seq)
    }

    func pad(_ checkout: RecordVisit, _ row: RecordVisit.Row, isBefore: Bool) -> EngineReason? {
        // A checkout gives pairs or one pad, never both.
        if isBefore { return nil }
        if words.reach.isEmpty {
            return EngineReason(Rule.emptyBounds, time: checkout.time, step: row.after)
        }
        let end = words.end(ofCheckout: checkout.time)
        if wasNotKept(checkout, end) {
            return EngineReason(
                Rule.paddedAtOnce, time: checkout.time,
                Inequality(w(checkout.before, end), .atLeast, end), step: row.after)
        }
        return EngineReason(
            Rule.padded, time: checkout.time, Inequality(w(row.moment, end), .greater, end),
            step: row.after)
    }

    func unmatched(
        _ click: RecordVisit, _ row: (after: Int64, moment: EngineMoment)
    ) -> EngineReason? {
        if words.reach.isEmpty { return nil }
        let end = words.end(ofClick: click.time)
        let isAtOnce = wasNotKept(click, end)
        return EngineReason(
            isAtOnce ? Rule.clickPaddedAtOnce : .clickPadded, time: click.time,
            Inequality(
                w(isAtOnce ? click.before : row.moment, end), isAtOnce ? .atLeast : .greater, end),
            step: row.after)
    }

    func pending(_ checkout: RecordVisit, _ end: RunEnd) -> EngineReason? {
        if checkout.rule == .forgotten { return forgotten(checkout) }
        let reachEnd = words.end(ofCheckout: checkout.time)
        let isWithin = time(end.moment) <= reachEnd.value
        return EngineReason(
            isWithin ? Rule.stillHeld : .stillNotCleaned, time: checkout.time,
            Inequality(w(end.moment, reachEnd), isWithin ? .atMost : .greater, reachEnd))
    }

    /// Whether W was at the end of a record's reach when it came, so that it was not taken in.
    private func wasNotKept(_ record: RecordVisit, _ end: Inequality.Side) -> Bool {
        record.release?.seq == record.seq && time(record.before) >= end.value
    }

    private func clickEnd(_ meeting: Meeting) -> Inequality.Side {
        words.end(ofClick: meeting.click.time)
    }

    private func checkoutEnd(_ meeting: Meeting) -> Inequality.Side {
        words.end(ofCheckout: meeting.checkout.time)
    }

    private func time(_ moment: EngineMoment?) -> Watermark { moment?.time ?? .unset }

    /// W; the 0 that stands for none is shown as none, except against a time of 1970 or before.
    private func w(_ moment: EngineMoment?, _ end: Inequality.Side) -> Inequality.Side {
        let isNone = time(moment).rawValue <= 0 && end.value.rawValue > 0
        return .engine("W", isNone ? .unset : time(moment))
    }
}
