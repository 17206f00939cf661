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
    /// Why a checkout that came out of the join without a click has no row of the table; `nil` from
    /// an engine whose ranking drops none.
    var padDropped: EngineReason? { get }
}

extension EngineReasons {
    /// Most engines have no filter of their own.
    func filtered(_ click: RecordVisit) -> EngineReason? { nil }

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
            case .unseen, .dropped, .withinAllowedLateness, .onTime: miss(meeting)
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

    private func adding(
        _ name: String, _ duration: Int64, _ reach: Int64, to side: Inequality.Side
    ) -> Inequality.Side {
        let side = side.adding(name, duration)
        return reach == duration ? side : side.less("1 ms", duration - reach)
    }
}
