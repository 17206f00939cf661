import Streaming

/// The reference engine's rules, as section 4 of the contract has them.
struct ReferenceReasons: EngineReasons {
    enum Rule: String, ReasonRule {
        case clickLate = "click late"
        case checkoutLate = "checkout late"
        case clickAccepted = "click accepted"
        /// The clicks had no watermark that it could have been late for.
        case clickAcceptedFirst = "click accepted, no watermark"
        case padded
        case stillHeld = "still held"
        case tie

        var sentence: ReasonSentence {
            switch self {
            case .clickLate: "dropped \(.click) as late: \(.numbers)"
            case .checkoutLate: "dropped the checkout as late: \(.numbers)"
            case .clickAccepted: "took \(.click): \(.numbers)"
            case .clickAcceptedFirst: "took \(.click): the clicks had no watermark yet"
            case .padded: "padded at \(.step): \(.numbers)"
            case .stillHeld: "still holds it: \(.numbers) when the run stopped"
            case .tie: "\(.click) joined too and has the same time: the order of ids decides"
            }
        }
    }

    let reach: JoinReach
    private let lookahead: Int64
    private let latenessOfClicks: Int64
    private let latenessOfCheckouts: Int64

    init(_ configuration: RunConfiguration) {
        reach = JoinReach(configuration.join.bounds)
        lookahead = configuration.join.bounds.lookahead.count
        latenessOfClicks = configuration.clicksWatermark.allowedLateness.count
        latenessOfCheckouts = configuration.checkoutsWatermark.allowedLateness.count
    }

    var tie: Rule { .tie }

    func late(_ record: RecordVisit, _ side: JoinSide) -> EngineReason? {
        EngineReason(
            side == .click ? Rule.clickLate : .checkoutLate, time: record.time,
            Inequality(.record(record.time, side), .less, horizon(record.limit, side)),
            step: record.seq)
    }

    func hold(_ meeting: Meeting) -> EngineReason {
        let click = meeting.click
        return EngineReason(
            click.limit.isSet ? Rule.clickAccepted : .clickAcceptedFirst, time: click.time,
            Inequality(.click(click.time), .atLeast, horizon(click.limit, .click)),
            step: meeting.later.seq)
    }

    /// What is taken in and matches is paired.
    func miss(_ meeting: Meeting) -> EngineReason? { nil }

    func pad(_ checkout: RecordVisit, _ row: RecordVisit.Row, isBefore: Bool) -> EngineReason? {
        // A correction takes the pad back: no two rows stand.
        if isBefore { return nil }
        return EngineReason(
            Rule.padded, time: checkout.time,
            Inequality(.engine("the join's W", row.moment.time), .greater, reachEnd(checkout)),
            step: row.after)
    }

    func pending(_ checkout: RecordVisit, _ end: RunEnd) -> EngineReason? {
        EngineReason(
            Rule.stillHeld, time: checkout.time,
            Inequality(.engine("the join's W", end.moment.time), .atMost, reachEnd(checkout)))
    }

    /// A checkout is final beyond its reach; bounds that exclude their ends do not make it earlier.
    private func reachEnd(_ checkout: RecordVisit) -> Inequality.Side {
        Inequality.Side.checkout(checkout.time).adding("lookahead", lookahead)
    }

    /// A stream's W less its allowed lateness, from the sum.
    private func horizon(_ limit: Watermark, _ side: JoinSide) -> Inequality.Side {
        let lateness = side == .click ? latenessOfClicks : latenessOfCheckouts
        let isTime = limit.isSet && limit != .end
        return Inequality.Side.engine(
            side == .click ? "the clicks' W" : "the checkouts' W",
            isTime ? Watermark(rawValue: limit.rawValue + lateness) : limit
        ).less("allowed lateness", lateness)
    }
}
