import Streaming

/// What an engine says of what it did: its rules, each with its sentence, applied to what was
/// taken down while it ran.
///
/// One type an engine, in the engine's own folder; nothing outside of it knows the engine's rules.
/// There is no rule for all engines here: a new engine has to say each of these itself.
protocol EngineReasons: Sendable {
    /// The engine's rules.
    associatedtype Rule: ReasonRule

    /// Which clicks it could pair with a checkout.
    var reach: JoinReach { get }
    /// How its ranking breaks a tie between clicks of one time.
    var tie: Rule { get }

    /// Why a record was dropped as late; `nil` from an engine that drops none.
    func late(_ record: RecordVisit, _ side: JoinSide) -> EngineReason?
    /// Why a filter in front of the join kept a click out; `nil`: it was the join's own, of age.
    func filtered(_ click: RecordVisit) -> EngineReason?
    /// Why a pair came out.
    func hold(_ meeting: Meeting) -> EngineReason
    /// Why there is no pair, although both records were taken in and match; `nil`: no rule says so.
    func miss(_ meeting: Meeting) -> EngineReason?
    /// Why a checkout came out without a click when it did; `isBefore`: a pair came out as well,
    /// and both rows stand.
    func pad(_ checkout: RecordVisit, _ row: RecordVisit.Row, isBefore: Bool) -> EngineReason?
    /// Why a checkout had not come out when the run stopped; `nil` from an engine that leaves none.
    func pending(_ checkout: RecordVisit, _ end: RunEnd) -> EngineReason?
    /// Why rows of a checkout were taken back, all at once or, where a click is given, the one with
    /// it; `nil` from an engine that takes none back.
    func takenBack(_ checkout: RecordVisit, _ click: RecordVisit?) -> EngineReason?
    /// Why an outer join put a click out without a checkout; `nil` from an engine that has none.
    func unmatched(_ click: RecordVisit, _ row: (after: Int64, moment: EngineMoment))
        -> EngineReason?
    /// The watermark behind the join as a side of an inequality: what the engine goes by, less how
    /// far its rows may lie behind that.
    func behindJoin(_ watermark: Watermark) -> Inequality.Side
}

extension EngineReasons {
    /// Most engines have no filter of their own.
    func filtered(_ click: RecordVisit) -> EngineReason? { nil }

    /// Most engines take nothing back.
    func takenBack(_ checkout: RecordVisit, _ click: RecordVisit?) -> EngineReason? { nil }

    /// Most engines' joins are left or inner.
    func unmatched(_ click: RecordVisit, _ row: (after: Int64, moment: EngineMoment))
        -> EngineReason?
    { nil }

    /// Behind most joins nothing goes by a watermark.
    func behindJoin(_ watermark: Watermark) -> Inequality.Side { .engine("W", watermark) }

    /// All rules of the engine.
    var rules: [any ReasonRule] { Array(Rule.allCases) }

    /// Why a pair came out, about its click.
    func reason(whyPaired meeting: Meeting) -> EngineReason {
        hold(meeting).about(click: meeting.name)
    }

    /// Why there is no pair, whatever became of the click.
    func reason(whyNotPaired meeting: Meeting) -> EngineReason {
        let click = meeting.click
        func shared(_ rule: SharedRule) -> EngineReason {
            EngineReason(rule, time: click.time, step: click.seq)
        }
        let reason: EngineReason? =
            switch click.fate {
            case .late: late(click, .click)
            case .duplicate: shared(.clickDuplicate)
            case .filtered: filtered(click) ?? shared(.clickFiltered)
            case .unseen, .dropped, .withinAllowedLateness, .onTime:
                click.user.isEmpty ? miss(meeting) ?? shared(.noUser) : miss(meeting)
            }
        return (reason ?? shared(.unexplained)).about(click: meeting.name)
    }

    /// Why another click of the same time is preferred.
    func reason(whyTieLost click: String, _ time: EventTime) -> EngineReason {
        EngineReason(tie, click: click, time: time)
    }
}

extension EngineReason {
    fileprivate func about(click: String) -> EngineReason {
        var reason = self
        reason.click = click
        return reason
    }
}

/// A click and a checkout that match, both taken in by the engine.
struct Meeting {
    /// The checkout.
    var checkout: RecordVisit
    /// The click.
    var click: RecordVisit
    /// The click's id.
    var name: String

    /// Whether the click was there when the checkout came.
    var clickCameFirst: Bool { click.seq < checkout.seq }
    /// The one that came behind.
    var later: RecordVisit { clickCameFirst ? checkout : click }
}

/// How a run ended.
struct RunEnd {
    /// What the engine went by.
    var moment = EngineMoment(time: .unset)
    /// After which step the last micro-batch was cut; `nil`: none was.
    var lastBatch: Int64?
    /// The watermark behind the join.
    var behind = Watermark.unset
}

/// The reaches of a join as sides of an inequality: an end that is left out is 1 ms nearer.
struct ReachWords: Sendable {
    private let bounds: JoinBounds
    /// The reaches with what is left out.
    let reach: JoinReach

    init(_ bounds: JoinBounds) {
        self.bounds = bounds
        reach = JoinReach(bounds)
    }

    /// `c + lookback`: the last event time of a checkout that the click matches.
    func end(ofClick click: EventTime) -> Inequality.Side {
        adding("lookback", bounds.lookback.count, reach.before, to: .click(click))
    }

    /// `t + lookahead`: the last event time of a click that the checkout matches.
    func end(ofCheckout checkout: EventTime) -> Inequality.Side {
        adding("lookahead", bounds.lookahead.count, reach.after, to: .checkout(checkout))
    }

    /// `W − lookback`: a watermark behind the join, which lies `hold` behind the one in front of it:
    /// the longer reach, or 1 ms more.
    func behind(_ watermark: Watermark, hold: Int64) -> Inequality.Side {
        let isTime = watermark.isSet && watermark != .end
        let side = Inequality.Side.engine(
            "W", isTime ? Watermark(rawValue: watermark.rawValue + hold) : watermark)
        let (name, duration) =
            reach.before >= reach.after
            ? ("lookback", bounds.lookback.count) : ("lookahead", bounds.lookahead.count)
        // An empty window holds nothing back.
        if hold == 0, duration < 0 { return side }
        let less = side.less(name, duration)
        switch hold - duration {
        case 0: return less
        case ..<0: return less.adding("1 ms", duration - hold)
        default: return less.less("1 ms", hold - duration)
        }
    }

    private func adding(
        _ name: String, _ duration: Int64, _ reach: Int64, to side: Inequality.Side
    ) -> Inequality.Side {
        let side = side.adding(name, duration)
        return reach == duration ? side : side.less("1 ms", duration - reach)
    }
}
