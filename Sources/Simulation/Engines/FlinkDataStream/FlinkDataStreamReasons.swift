import Streaming

/// The rules of flink-datastream's `intervalJoin`. W is the operator's.
struct FlinkDataStreamReasons: EngineReasons {
    enum Rule: String, ReasonRule {
        case clickLate = "click late"
        case checkoutLate = "checkout late"
        case clickHeld = "click held"
        case checkoutHeld = "checkout held"
        case clickGone = "click gone"
        case checkoutGone = "checkout gone"
        case stillHeld = "still held"
        case tie

        var sentence: ReasonSentence {
            switch self {
            case .clickLate: "dropped \(.click) as late: \(.numbers)"
            case .checkoutLate: "dropped the checkout as late: \(.numbers)"
            case .clickHeld: "still held \(.click) when the checkout came: \(.numbers)"
            case .checkoutHeld: "still held the checkout when \(.click) came: \(.numbers)"
            case .clickGone: "had let \(.click) go at \(.step): \(.numbers)"
            case .checkoutGone:
                "had let the checkout go at \(.step), before \(.click) came: \(.numbers)"
            case .stillHeld: "still holds it: \(.numbers) when the run stopped"
            case .tie: "\(.click) joined too and has the same time: the order of ids decides"
            }
        }
    }

    private let bounds: JoinBounds
    private let words: ReachWords

    init(_ configuration: RunConfiguration) {
        bounds = configuration.join.bounds
        words = ReachWords(bounds)
    }

    var reach: JoinReach { words.reach }
    var tie: Rule { .tie }

    func late(_ record: RecordVisit, _ side: JoinSide) -> EngineReason? {
        EngineReason(
            side == .click ? Rule.clickLate : .checkoutLate, time: record.time,
            Inequality(.record(record.time, side), .less, .engine("W", record.limit)),
            step: record.seq)
    }

    func hold(_ meeting: Meeting) -> EngineReason {
        let (later, isClick) = (meeting.later, meeting.clickCameFirst)
        return EngineReason(
            isClick ? Rule.clickHeld : .checkoutHeld,
            time: isClick ? meeting.click.time : meeting.checkout.time,
            Inequality(w(later.before), .less, end(meeting)), step: later.seq)
    }

    func miss(_ meeting: Meeting) -> EngineReason? {
        let (later, isClick) = (meeting.later, meeting.clickCameFirst)
        let earlier = isClick ? meeting.click : meeting.checkout
        guard let release = earlier.release, release.seq < later.seq else { return nil }
        return EngineReason(
            isClick ? Rule.clickGone : .checkoutGone, time: earlier.time,
            Inequality(w(release.moment), .atLeast, end(meeting)), step: release.seq)
    }

    /// The join is inner: there are no pads.
    func pad(_ checkout: RecordVisit, _ row: RecordVisit.Row, isBefore: Bool) -> EngineReason? {
        nil
    }

    func pending(_ checkout: RecordVisit, _ end: RunEnd) -> EngineReason? {
        EngineReason(
            Rule.stillHeld, time: checkout.time,
            Inequality(w(end.moment), .less, checkoutEnd(checkout.time)))
    }

    /// Until when the earlier of two records stays.
    private func end(_ meeting: Meeting) -> Inequality.Side {
        meeting.clickCameFirst
            ? clickEnd(meeting.click.time) : checkoutEnd(meeting.checkout.time)
    }

    /// A reach below 0 counts as 0.
    private func clickEnd(_ time: EventTime) -> Inequality.Side {
        words.reach.before < 0 ? .click(time) : words.end(ofClick: time)
    }

    private func checkoutEnd(_ time: EventTime) -> Inequality.Side {
        words.reach.after < 0 ? .checkout(time) : words.end(ofCheckout: time)
    }

    private func w(_ moment: EngineMoment?) -> Inequality.Side {
        .engine("W", moment?.time ?? .unset)
    }
}
