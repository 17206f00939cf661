import Streaming

/// The rules of spark's stream-stream join. W is the watermark of a batch.
struct SparkReasons: EngineReasons {
    enum Rule: String, ReasonRule {
        case clickLate = "click late"
        case checkoutLate = "checkout late"
        case clickHeld = "click held"
        case checkoutHeld = "checkout held"
        /// W has not moved, so that nothing has been evicted.
        case clickHeldFirst = "click held, nothing evicted"
        case checkoutHeldFirst = "checkout held, nothing evicted"
        case clickGone = "click gone"
        case checkoutGone = "checkout gone"
        case notInABatch = "not in a batch"
        case padded
        case stillHeld = "still held"
        /// The batch that would evict it has not run.
        case stillHeldClosed = "still held, closed"
        case checkoutNotInABatch = "checkout not in a batch"
        case tie
        case clickFiltered = "click filtered by the query"
        case checkoutFiltered = "checkout kept from matching"
        case clickPadded = "click without a checkout"
        case paddedByFilter = "padded by the filter"
        case semiRow = "semi join's row"
        /// A semi join shows a checkout once.
        case semiOnce = "semi join, out already"

        var sentence: ReasonSentence {
            switch self {
            case .clickLate:
                "dropped \(.click) as late: \(.numbers), with which the batch before ran"
            case .checkoutLate:
                "dropped the checkout as late: \(.numbers), with which the batch before ran"
            case .clickHeld: "still held \(.click) when the checkout came: \(.numbers)"
            case .checkoutHeld: "still held the checkout when \(.click) came: \(.numbers)"
            case .clickHeldFirst:
                "still held \(.click) when the checkout came: W is still 0, and nothing has been "
                    + "evicted"
            case .checkoutHeldFirst:
                "still held the checkout when \(.click) came: W is still 0, and nothing has been "
                    + "evicted"
            case .clickGone: "had evicted \(.click) at \(.step): \(.numbers)"
            case .checkoutGone:
                "had evicted the checkout at \(.step), before \(.click) came: \(.numbers)"
            case .notInABatch:
                "cut no micro-batch with \(.click) and the checkout before the run stopped"
            case .padded: "padded at \(.step): \(.numbers)"
            case .stillHeld:
                "still has it in state: \(.numbers); there is no end of input"
            case .stillHeldClosed:
                "still has it in state: \(.numbers), which the next batch will use; there is no "
                    + "end of input"
            case .checkoutNotInABatch:
                "cut no micro-batch with the checkout before the run stopped"
            case .tie: "\(.click) joined too and has the same time: the order of ids decides"
            case .clickFiltered:
                "took \(.click) away below the watermark: the query's filter does not hold of it"
            case .checkoutFiltered:
                "let the checkout match nothing: the query's condition does not hold of it"
            case .clickPadded: "put the click out without a checkout at \(.step): \(.numbers)"
            case .paddedByFilter:
                "padded in its own batch, at \(.step): the query's condition does not hold of the "
                    + "checkout"
            case .semiRow:
                "put the checkout out at \(.step), with its first match, which a semi join does not "
                    + "show"
            case .semiOnce:
                "did not need \(.click): a semi join puts a checkout out once, and it had its first "
                    + "match at \(.step)"
            }
        }
    }

    private let words: ReachWords
    private let filtersClicks: Bool

    init(_ configuration: RunConfiguration) {
        words = ReachWords(configuration.join.bounds)
        // Where there is the filter of the join as well, nobody knows which one it was.
        filtersClicks =
            configuration.engine.traits.filters.filtersClicks
            && configuration.join.clickAgeMax == nil
    }

    func filtered(_ click: RecordVisit) -> EngineReason? {
        filtersClicks ? EngineReason(Rule.clickFiltered, time: click.time, step: click.seq) : nil
    }

    var reach: JoinReach { words.reach }
    var tie: Rule { .tie }

    func behindJoin(_ watermark: Watermark) -> Inequality.Side {
        words.behind(watermark, hold: max(words.reach.before, words.reach.after) + 1)
    }

    func late(_ record: RecordVisit, _ side: JoinSide) -> EngineReason? {
        EngineReason(
            side == .click ? Rule.clickLate : .checkoutLate, time: record.time,
            Inequality(.record(record.time, side), .atMost, .engine("W", record.limit)),
            step: record.seq)
    }

    func hold(_ meeting: Meeting) -> EngineReason {
        let (later, isClick) = (meeting.later, meeting.clickCameFirst)
        // What the batches so far have evicted: no batch runs between a record and its own.
        let evicted = lastBatch(later.before)
        let isFirst = evicted.rawValue <= 0
        let rule: Rule =
            isClick
            ? isFirst ? .clickHeldFirst : .clickHeld
            : isFirst ? .checkoutHeldFirst : .checkoutHeld
        return EngineReason(
            rule, time: isClick ? meeting.click.time : meeting.checkout.time,
            Inequality(.engine("W", evicted), .atMost, end(meeting)), step: later.seq)
    }

    func miss(_ meeting: Meeting) -> EngineReason? {
        if meeting.checkout.rule == .keptFromMatching {
            return EngineReason(
                Rule.checkoutFiltered, time: meeting.checkout.time, step: meeting.checkout.seq)
        }
        if let hidden = meeting.checkout.hidden, hidden.clickSeq != meeting.click.seq {
            return EngineReason(Rule.semiOnce, time: meeting.click.time, step: hidden.after)
        }
        let (later, isClick) = (meeting.later, meeting.clickCameFirst)
        let earlier = isClick ? meeting.click : meeting.checkout
        guard let release = earlier.release, release.seq < later.seq else {
            return EngineReason(Rule.notInABatch, time: later.time, step: later.seq)
        }
        return EngineReason(
            isClick ? Rule.clickGone : .checkoutGone, time: earlier.time,
            Inequality(.engine("W", lastBatch(release.moment)), .greater, end(meeting)),
            step: release.seq)
    }

    func pad(_ checkout: RecordVisit, _ row: RecordVisit.Row, isBefore: Bool) -> EngineReason? {
        // A checkout that joined is not padded when it is evicted.
        if isBefore { return nil }
        if row.hidesClick {
            return EngineReason(Rule.semiRow, time: checkout.time, step: row.after)
        }
        if checkout.rule == .keptFromMatching {
            return EngineReason(Rule.paddedByFilter, time: checkout.time, step: row.after)
        }
        return EngineReason(
            Rule.padded, time: checkout.time,
            Inequality(
                .engine("W", lastBatch(row.moment)), .greater,
                words.end(ofCheckout: checkout.time)), step: row.after)
    }

    func unmatched(
        _ click: RecordVisit, _ row: (after: Int64, moment: EngineMoment)
    ) -> EngineReason? {
        EngineReason(
            Rule.clickPadded, time: click.time,
            Inequality(
                .engine("W", lastBatch(row.moment)), .greater, words.end(ofClick: click.time)),
            step: row.after)
    }

    func pending(_ checkout: RecordVisit, _ end: RunEnd) -> EngineReason? {
        guard let lastBatch = end.lastBatch, lastBatch >= checkout.seq else {
            return EngineReason(Rule.checkoutNotInABatch, time: checkout.time)
        }
        let reachEnd = words.end(ofCheckout: checkout.time)
        let isOpen = end.moment.time <= reachEnd.value
        return EngineReason(
            isOpen ? Rule.stillHeld : .stillHeldClosed, time: checkout.time,
            Inequality(.engine("W", end.moment.time), isOpen ? .atMost : .greater, reachEnd))
    }

    private func end(_ meeting: Meeting) -> Inequality.Side {
        meeting.clickCameFirst
            ? words.end(ofClick: meeting.click.time)
            : words.end(ofCheckout: meeting.checkout.time)
    }

    /// The W with which the last batch ran, data or none: it is the next late filter.
    private func lastBatch(_ moment: EngineMoment?) -> Watermark {
        Watermark(rawValue: moment?.clicksLimit ?? 0)
    }
}
