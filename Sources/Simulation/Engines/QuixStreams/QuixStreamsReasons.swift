import Streaming

/// The rules of quixstreams' interval and as-of joins: every record looks once.
struct QuixStreamsReasons: EngineReasons {
    enum Rule: String, ReasonRule {
        case clickFound = "click found"
        case checkoutFound = "checkout found"
        /// A checkout looks for no click of a later time.
        case clickAhead = "click ahead"
        /// A click looks for no checkout of a later time.
        case checkoutAhead = "checkout ahead"
        /// As of: a click looks for nothing.
        case clickCameLater = "click came later"
        case clickGone = "click gone"
        case checkoutGone = "checkout gone"
        /// As of: it is still stored, but the next checkpoint will clear it.
        case clickBeyondLimit = "click beyond the limit"
        /// As of: a key has one click of a time.
        case clickReplaced = "click replaced"
        /// As of: one click alone is taken.
        case oneClick = "one click alone"
        case paddedAtOnce = "padded at once"
        case paddedBefore = "padded before"
        case tie

        var sentence: ReasonSentence {
            switch self {
            case .clickFound: "found \(.click) when the checkout came: \(.numbers)"
            case .checkoutFound: "found the checkout when \(.click) came: \(.numbers)"
            case .clickAhead:
                "did not look for \(.click) when the checkout came: \(.numbers), and a checkout "
                    + "looks for no click of a later time"
            case .checkoutAhead:
                "did not look for the checkout when \(.click) came: \(.numbers), and a click "
                    + "looks for no checkout of a later time"
            case .clickCameLater:
                "took \(.click) in after the checkout, whose one look, as of its time, was over"
            case .clickGone:
                "had given \(.click) up at the checkpoint of \(.step): \(.numbers)"
            case .checkoutGone:
                "had given the checkout up at the checkpoint of \(.step), before \(.click) came: "
                    + "\(.numbers)"
            case .clickBeyondLimit:
                "did not take \(.click), which the next checkpoint will clear: \(.numbers)"
            case .clickReplaced:
                "had put another click of the same time in the place of \(.click) at \(.step)"
            case .oneClick:
                "did not take \(.click): as of the checkout's time one click alone is taken, the "
                    + "last that the last checkpoint would keep"
            case .paddedAtOnce: "padded at once: the checkout's one look found no click"
            case .paddedBefore: "had padded it at once, at \(.step): both rows stand"
            case .tie: "\(.click) joined too and has the same time: the order of ids decides"
            }
        }
    }

    let reach: JoinReach
    private let isAsOf: Bool
    private let grace: Int64

    init(_ configuration: RunConfiguration, _ settings: QuixStreamsSettings) {
        let bounds = configuration.join.bounds
        isAsOf = settings.join == .asOf
        grace = (settings.grace ?? bounds.lookback).count
        // As of, lookback and lookahead play no part.
        reach =
            isAsOf
            ? JoinReach(before: .max / 4, after: 0)
            : JoinReach(before: bounds.lookback.count, after: bounds.lookahead.count)
    }

    var tie: Rule { .tie }

    /// Nothing is tested for being late.
    func late(_ record: RecordVisit, _ side: JoinSide) -> EngineReason? { nil }

    func hold(_ meeting: Meeting) -> EngineReason {
        let isClick = meeting.clickCameFirst
        let (t, c) = (
            Inequality.Side.checkout(meeting.checkout.time),
            Inequality.Side.click(meeting.click.time)
        )
        return EngineReason(
            isClick ? Rule.clickFound : .checkoutFound,
            time: isClick ? meeting.click.time : meeting.checkout.time,
            isClick ? Inequality(c, .atMost, t) : Inequality(t, .atMost, c),
            step: meeting.later.seq)
    }

    func miss(_ meeting: Meeting) -> EngineReason? {
        let (later, isClick) = (meeting.later, meeting.clickCameFirst)
        let earlier = isClick ? meeting.click : meeting.checkout
        if isAsOf, !isClick {
            return EngineReason(Rule.clickCameLater, time: meeting.click.time, step: later.seq)
        }
        let ahead = Inequality(
            isClick ? .click(meeting.click.time) : .checkout(meeting.checkout.time), .greater,
            isClick ? .checkout(meeting.checkout.time) : .click(meeting.click.time))
        if ahead.holds {
            return EngineReason(
                isClick ? Rule.clickAhead : .checkoutAhead, time: earlier.time, ahead,
                step: later.seq)
        }
        let side: JoinSide = isClick ? .click : .checkout
        if let release = earlier.release, release.seq < later.seq {
            guard let numbers = cleared(earlier, side, release.moment) else {
                return EngineReason(Rule.clickReplaced, time: earlier.time, step: release.seq)
            }
            return EngineReason(
                isClick ? Rule.clickGone : .checkoutGone, time: earlier.time, numbers,
                step: release.seq)
        }
        guard isAsOf else { return nil }
        if let numbers = cleared(earlier, side, later.before), numbers.holds {
            return EngineReason(
                Rule.clickBeyondLimit, time: earlier.time, numbers, step: later.seq)
        }
        return EngineReason(Rule.oneClick, time: earlier.time, step: later.seq)
    }

    /// A record's time against what its key is cleared before; `nil`: nothing of the key is.
    private func cleared(
        _ record: RecordVisit, _ side: JoinSide, _ moment: EngineMoment?
    ) -> Inequality? {
        let limit = side == .click ? moment?.clicksLimit : moment?.checkoutsLimit
        guard let limit else { return nil }
        let name = side == .click ? "its key's latest new click" : "its key's latest new checkout"
        let latest = Inequality.Side.note(name, Watermark(rawValue: limit + grace))
        return Inequality(.record(record.time, side), .less, latest.less("grace", grace))
    }

    func pad(_ checkout: RecordVisit, _ row: RecordVisit.Row, isBefore: Bool) -> EngineReason? {
        EngineReason(
            isBefore ? Rule.paddedBefore : .paddedAtOnce, time: checkout.time, step: row.after)
    }

    /// A checkout's first answer is its last.
    func pending(_ checkout: RecordVisit, _ end: RunEnd) -> EngineReason? { nil }
}
