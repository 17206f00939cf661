import Streaming

/// The rules of kafka-streams' join.
struct KafkaStreamsReasons: EngineReasons {
    enum Rule: String, ReasonRule {
        case clickHeld = "click held"
        case checkoutHeld = "checkout held"
        /// Its segment has expired, or what the store keeps begins later.
        case clickGone = "click gone"
        case checkoutGone = "checkout gone"
        case clickNotKept = "click not kept"
        case checkoutNotKept = "checkout not kept"
        /// The store has the record, but a fetch begins later.
        case clickBeyondRetention = "click beyond retention"
        case checkoutBeyondRetention = "checkout beyond retention"
        case padded
        /// Out of its window when it came, grace or not.
        case paddedAtOnce = "padded at once"
        case paddedEagerly = "padded at once, mode eager"
        /// Without a user it is not looked for, and does not look.
        case paddedWithoutUser = "padded at once, no user"
        case paddedBefore = "padded before"
        case paddedEagerlyBefore = "padded before, mode eager"
        case stillHeld = "still held"
        /// Its window is closed, and no record has come that would look.
        case stillHeldClosed = "still held, closed"
        case stillStored = "still stored"
        case tie

        var sentence: ReasonSentence {
            switch self {
            case .clickHeld: "still found \(.click) when the checkout came: \(.numbers)"
            case .checkoutHeld: "still found the checkout when \(.click) came: \(.numbers)"
            case .clickGone: "had dropped \(.click) from its store at \(.step): \(.numbers)"
            case .checkoutGone:
                "had dropped the checkout from its store at \(.step), before \(.click) came: "
                    + "\(.numbers)"
            case .clickNotKept: "did not store \(.click) when it came: \(.numbers)"
            case .checkoutNotKept:
                "did not store the checkout, so that \(.click) did not find it: \(.numbers)"
            case .clickBeyondRetention:
                "did not find \(.click) any more when the checkout came: \(.numbers)"
            case .checkoutBeyondRetention:
                "did not find the checkout any more when \(.click) came: \(.numbers)"
            case .padded: "padded at \(.step): \(.numbers)"
            case .paddedAtOnce: "padded at once: \(.numbers)"
            case .paddedEagerly: "padded at once, as mode eager does without a match"
            case .paddedWithoutUser: "padded at once: it names no user"
            case .paddedBefore: "had padded it before, at \(.step): \(.numbers); both rows stand"
            case .paddedEagerlyBefore:
                "had padded it before, at \(.step), as mode eager does: both rows stand"
            case .stillHeld: "still holds it: \(.numbers); there is no end of input"
            case .stillHeldClosed:
                "still holds it, although its window is closed: \(.numbers); no record came that "
                    + "looked for it, and there is no end of input"
            case .stillStored:
                "has no match for it, and an inner join pads nothing; there is no end of input"
            case .tie: "\(.click) joined too and has the same time: the order of ids decides"
            }
        }
    }

    private let words: ReachWords
    private let isEager: Bool
    private let isLeft: Bool
    private let grace: Int64
    private let retention: Int64

    init(_ configuration: RunConfiguration, _ settings: KafkaStreamsSettings) {
        let bounds = configuration.join.bounds
        words = ReachWords(bounds)
        isLeft = configuration.join.kind.showsUnattributed
        isEager = settings.mode == .eager
        grace =
            isEager && settings.grace == .zero
            ? KafkaStreamsJoin.eagerGrace(bounds).count : settings.grace.count
        retention = max(0, words.reach.before + words.reach.after + grace)
    }

    var reach: JoinReach { words.reach }
    var tie: Rule { .tie }

    /// The join drops nothing for being late; only its stores forget.
    func late(_ record: RecordVisit, _ side: JoinSide) -> EngineReason? { nil }

    func hold(_ meeting: Meeting) -> EngineReason {
        let (later, isClick) = (meeting.later, meeting.clickCameFirst)
        let earlier = isClick ? meeting.click : meeting.checkout
        let side: JoinSide = isClick ? .click : .checkout
        return EngineReason(
            isClick ? Rule.clickHeld : .checkoutHeld, time: earlier.time,
            Inequality(
                .record(earlier.time, side), .atLeast, earliestFetched(later.before, side)),
            step: later.seq)
    }

    func miss(_ meeting: Meeting) -> EngineReason? {
        let (later, isClick) = (meeting.later, meeting.clickCameFirst)
        let earlier = isClick ? meeting.click : meeting.checkout
        let side: JoinSide = isClick ? .click : .checkout
        let own = Inequality.Side.record(earlier.time, side)
        if earlier.rule == .notStored {
            return EngineReason(
                isClick ? Rule.clickNotKept : .checkoutNotKept, time: earlier.time,
                Inequality(
                    own, .less, .note("the earliest that its store takes", earlier.limit)),
                step: earlier.seq)
        }
        if let release = earlier.release, release.seq < later.seq {
            return EngineReason(
                isClick ? Rule.clickGone : .checkoutGone, time: earlier.time,
                Inequality(own, .less, earliestFetched(release.moment, side)), step: release.seq)
        }
        let numbers = Inequality(own, .less, earliestFetched(later.before, side))
        guard numbers.holds else { return nil }
        return EngineReason(
            isClick ? Rule.clickBeyondRetention : .checkoutBeyondRetention, time: earlier.time,
            numbers, step: later.seq)
    }

    func pad(_ checkout: RecordVisit, _ row: RecordVisit.Row, isBefore: Bool) -> EngineReason? {
        let end = words.end(ofCheckout: checkout.time)
        let streamTime = Inequality.Side.engine("stream time", row.moment.time)
        let isAtOnce = row.after == checkout.seq
        if isAtOnce, checkout.user.isEmpty {
            return EngineReason(Rule.paddedWithoutUser, time: checkout.time, step: row.after)
        }
        if isAtOnce, isEager, !Inequality(streamTime, .greater, end).holds {
            return EngineReason(
                isBefore ? Rule.paddedEagerlyBefore : .paddedEagerly, time: checkout.time,
                step: row.after)
        }
        return EngineReason(
            isBefore ? Rule.paddedBefore : isAtOnce ? .paddedAtOnce : .padded,
            time: checkout.time,
            Inequality(streamTime, .greater, isAtOnce ? end : end.adding("grace", grace)),
            step: row.after)
    }

    func pending(_ checkout: RecordVisit, _ end: RunEnd) -> EngineReason? {
        if !isLeft { return EngineReason(Rule.stillStored, time: checkout.time) }
        let closing = words.end(ofCheckout: checkout.time).adding("grace", grace)
        let isOpen = end.moment.time <= closing.value
        return EngineReason(
            isOpen ? Rule.stillHeld : .stillHeldClosed, time: checkout.time,
            Inequality(
                .engine("stream time", end.moment.time), isOpen ? .atMost : .greater, closing))
    }

    /// Where a fetch from a side's store begins: the side's largest time − retention + 1 ms.
    private func earliestFetched(_ moment: EngineMoment?, _ side: JoinSide) -> Inequality.Side {
        let earliest = side == .click ? moment?.clicksLimit : moment?.checkoutsLimit
        let name = side == .click ? "the clicks' largest time" : "the checkouts' largest time"
        guard let earliest else { return .note(name, .unset) }
        return Inequality.Side.note(name, Watermark(rawValue: earliest - 1 + retention))
            .less("retention", retention).adding("1 ms", 1)
    }
}
