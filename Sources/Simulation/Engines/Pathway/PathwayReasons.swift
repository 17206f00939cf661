import Streaming

/// The rules of pathway's interval join. Each input has a clock, that of its ended minibatches.
struct PathwayReasons: EngineReasons {
    enum Rule: String, ReasonRule {
        case clickLate = "click behind the cutoff"
        case checkoutLate = "checkout behind the cutoff"
        /// Without a cutoff nothing is forgotten.
        case kept
        case clickHeld = "click held"
        case checkoutHeld = "checkout held"
        case clickNotForgotten = "click not forgotten yet"
        case checkoutNotForgotten = "checkout not forgotten yet"
        case clickForgotten = "click forgotten"
        case checkoutForgotten = "checkout forgotten"
        case padded
        case pairTakenBack = "pair taken back"
        case rowsTakenBack = "rows taken back"
        case tie

        var sentence: ReasonSentence {
            switch self {
            case .clickLate: "dropped \(.click), behind the cutoff: \(.numbers)"
            case .checkoutLate: "dropped the checkout, behind the cutoff: \(.numbers)"
            case .kept: "paired it with \(.click): there is no cutoff, and nothing is forgotten"
            case .clickHeld: "still held \(.click) for the checkout: \(.numbers)"
            case .checkoutHeld: "still held the checkout for \(.click): \(.numbers)"
            case .clickNotForgotten:
                "still held \(.click) for the checkout, although \(.numbers): no minibatch with a "
                    + "click had cleared it before"
            case .checkoutNotForgotten:
                "still held the checkout for \(.click), although \(.numbers): no minibatch with a "
                    + "checkout had cleared it before"
            case .clickForgotten: "forgot \(.click) at \(.step): \(.numbers)"
            case .checkoutForgotten:
                "forgot the checkout at \(.step), which \(.click) would match: \(.numbers)"
            case .padded: "padded at \(.step): its minibatch left it without a match"
            case .pairTakenBack: "forgot \(.click) at \(.step), and takes its row back: \(.numbers)"
            case .rowsTakenBack:
                "forgot the checkout at \(.step), and takes its rows back: \(.numbers)"
            case .tie: "\(.click) joined too and has the same time: the order of ids decides"
            }
        }
    }

    let reach: JoinReach
    private let cutoff: Int64?

    init(_ configuration: RunConfiguration, _ settings: PathwaySettings) {
        reach = JoinReach(configuration.join.bounds)
        cutoff = settings.cutoff?.count
    }

    var tie: Rule { .tie }

    func late(_ record: RecordVisit, _ side: JoinSide) -> EngineReason? {
        EngineReason(
            side == .click ? Rule.clickLate : .checkoutLate, time: record.time,
            Inequality(
                .record(record.time, side), .atMost, cleared(side, record.limit.rawValue)),
            step: record.seq)
    }

    func hold(_ meeting: Meeting) -> EngineReason {
        let (later, isClick) = (meeting.later, meeting.clickCameFirst)
        let earlier = isClick ? meeting.click : meeting.checkout
        let side: JoinSide = isClick ? .click : .checkout
        guard cutoff != nil else {
            return EngineReason(Rule.kept, time: earlier.time, step: later.seq)
        }
        let limit = isClick ? later.before?.clicksLimit : later.before?.checkoutsLimit
        let end = cleared(side, limit ?? .min)
        let isBeyond = Watermark(earlier.time) > end.value
        let rule: Rule =
            isClick
            ? isBeyond ? .clickHeld : .clickNotForgotten
            : isBeyond ? .checkoutHeld : .checkoutNotForgotten
        return EngineReason(
            rule, time: earlier.time,
            Inequality(.record(earlier.time, side), isBeyond ? .greater : .atMost, end),
            step: later.seq)
    }

    func miss(_ meeting: Meeting) -> EngineReason? {
        // Where results are not kept, a forgotten record takes its pairs with it.
        let isClick = meeting.clickCameFirst
        let sides: [JoinSide] = isClick ? [.click, .checkout] : [.checkout, .click]
        for side in sides {
            let record = side == .click ? meeting.click : meeting.checkout
            guard let release = record.release else { continue }
            let limit =
                side == .click ? release.moment.clicksLimit : release.moment.checkoutsLimit
            let numbers = Inequality(
                .record(record.time, side), .atMost, cleared(side, limit ?? .min))
            guard numbers.holds else { continue }
            return EngineReason(
                side == .click ? Rule.clickForgotten : .checkoutForgotten, time: record.time,
                numbers, step: release.seq)
        }
        return nil
    }

    func pad(_ checkout: RecordVisit, _ row: RecordVisit.Row, isBefore: Bool) -> EngineReason? {
        // The first match takes the pad back.
        isBefore ? nil : EngineReason(Rule.padded, time: checkout.time, step: row.after)
    }

    func takenBack(_ checkout: RecordVisit, _ click: RecordVisit?) -> EngineReason? {
        let record = click ?? checkout
        let side: JoinSide = click == nil ? .checkout : .click
        guard let release = record.release else { return nil }
        let limit = side == .click ? release.moment.clicksLimit : release.moment.checkoutsLimit
        let numbers = Inequality(.record(record.time, side), .atMost, cleared(side, limit ?? .min))
        return EngineReason(
            side == .click ? Rule.pairTakenBack : .rowsTakenBack, time: record.time, numbers,
            step: release.seq)
    }

    /// A minibatch answers all that it has, and the last one is finished.
    func pending(_ checkout: RecordVisit, _ end: RunEnd) -> EngineReason? { nil }

    /// A side's clock less the cutoff.
    private func cleared(_ side: JoinSide, _ limit: Int64) -> Inequality.Side {
        let name = side == .click ? "the clicks' clock" : "the checkouts' clock"
        let cutoff = cutoff ?? 0
        let clock = limit == .min ? Watermark.unset : Watermark(rawValue: limit + cutoff)
        return Inequality.Side.engine(name, clock).less("cutoff", cutoff)
    }
}
