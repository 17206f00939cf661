public import Streaming

/// A checkout on which engines disagree, and what each of them said.
public struct EngineDifference: Sendable {
    /// The checkout's id.
    public var checkout: String
    /// Its user.
    public var user: String
    /// When it happened.
    public var time: EventTime
    /// What it is worth in ten-thousandths, where that is known.
    public var amount: Int64?
    /// The clicks that some engine attributes it to, by (event time, id).
    public var clicks: [EngineClick]
    /// By engine, in the order of the comparison.
    public var verdicts: [EngineVerdict]

    /// What engines with the same rules in the same places have in common.
    public var pattern: [String] {
        verdicts.map { verdict in
            ([verdict.outcome.rawValue] + verdict.reasons.map(\.rule))
                .joined(separator: "/")
        }
    }
}

/// A click that some engine attributes a checkout to.
public struct EngineClick: Sendable {
    /// Its id.
    public var id: String
    /// Its source.
    public var source: String
    /// When it happened.
    public var time: EventTime
}

/// What an engine made of a checkout, and why.
public struct EngineVerdict: Sendable {
    /// What became of the checkout.
    public enum Outcome: String, Sendable, Hashable, CaseIterable {
        /// It has a click.
        case attributed
        /// It has none: a row without one or, in an inner join, none.
        case unattributed
        /// It had not come out when the run stopped.
        case pending
        /// It came too late, and was dropped.
        case late
        /// The attributed table keeps another row in its place.
        case setAside = "set aside"
        /// It came out of the join, and its row waits for the watermark behind it.
        case waiting
        /// It came out of the join, and its row was dropped or taken back.
        case lost
        /// Its id was remembered.
        case duplicate
        /// It came out, but does not count.
        case noRow = "no row"
        /// It did not arrive.
        case missing
    }

    /// The engine's name.
    public var engine: String
    /// What became of the checkout.
    public var outcome: Outcome
    /// The click that it is attributed to.
    public var click: String?
    /// That click's source.
    public var source: String?
    /// What its rows are worth in ten-thousandths, where engines do not agree on that: of several
    /// records of one id they count another, or more than one.
    public var amount: Int64?
    /// Why, the most important reason first.
    public var reasons: [EngineReason]

    /// Whether another engine came to something else.
    public func differs(from other: EngineVerdict) -> Bool {
        outcome != other.outcome || click != other.click || source != other.source
            || (amount != other.amount && amount != nil && other.amount != nil)
    }
}
