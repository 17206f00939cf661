public import Streaming

/// Why an engine made of a checkout what it did: a rule of the engine, and the numbers that it was
/// applied to, as they were in its state.
public struct EngineReason: Sendable, Hashable {
    /// The rule's name.
    public let rule: String
    /// What is said of the rule.
    public let sentence: ReasonSentence
    /// The click that it is about.
    public var click: String?
    /// The time of the record that it was applied to.
    public var time: EventTime?
    /// What was held against what; `nil` where the rule compares no times.
    public var numbers: Inequality?
    /// After which step of the run.
    public var step: Int64?

    /// A reason.
    init(
        _ rule: some ReasonRule, click: String? = nil, time: EventTime? = nil,
        _ numbers: Inequality? = nil, step: Int64? = nil
    ) {
        self.rule = rule.rawValue
        sentence = rule.sentence
        self.click = click
        self.time = time
        self.numbers = numbers
        self.step = step
    }

    /// Whether it names this rule.
    public func names(_ rule: some ReasonRule) -> Bool { self.rule == rule.rawValue }

    /// The engine's own time at that moment, where the rule goes by it: W, stream time, W of the
    /// batch.
    public var watermark: Watermark? {
        [numbers?.left, numbers?.right].compactMap { $0 }.first { $0.base == .engine }?.moment
    }

    /// What the engine calls that time.
    public var watermarkName: String? {
        [numbers?.left, numbers?.right].compactMap { $0 }.first { $0.base == .engine }?.baseName
    }

    /// Whether it had not come far enough in its own time.
    public var isWaiting: Bool {
        guard let numbers, numbers.left.base == .engine else { return false }
        return [.less, .atMost].contains(numbers.relation)
    }

    /// What was compared with: the right side.
    public var limit: Watermark? { numbers?.right.value }
}

/// The rules that are no engine's, but those of what stands in front of every engine and behind it.
public enum SharedRule: String, ReasonRule {
    /// The checkout's id was remembered.
    case checkoutDuplicate = "checkout duplicate"
    /// The click's id was remembered.
    case clickDuplicate = "click duplicate"
    /// The click was too old at its arrival for the filter in front of the join.
    case clickFiltered = "click filtered"
    /// A record without a user matches nothing.
    case noUser = "no user"
    /// The row of an id that comes again is that of one of its records.
    case recordKept = "record kept"
    /// Each record of an id that comes again has a row.
    case recordsCounted = "records counted"
    /// A click's id comes again, and this is about another record than the first.
    case clickRecord = "record of the click"
    /// No rule of the table says why it has no row of it.
    case rowUnexplained = "no row, unexplained"
    /// The join is inner: a checkout without a click is no row.
    case innerJoin = "inner join"
    /// The user, product or payment status does not count.
    case notCounted = "not counted"
    /// The run did not keep what would explain it.
    case unexplained

    /// What is said of it.
    public var sentence: ReasonSentence {
        switch self {
        case .checkoutDuplicate: "left the checkout out as a duplicate: its id was remembered"
        case .clickDuplicate: "left \(.click) out as a duplicate: its id was remembered"
        case .clickFiltered: "kept \(.click) out of the join: it was too old at its arrival"
        case .noUser: "matches neither the checkout nor \(.click) with anything: they name no user"
        case .recordKept:
            "has one row of this id, that of its record of \(.step), with t = \(.time)"
        case .recordsCounted:
            "has a row for each record of this id that it takes in, the last that of \(.step), with "
                + "t = \(.time)"
        case .clickRecord: "\(.click) is here its record of \(.step), with c = \(.time)"
        case .rowUnexplained: "came out, and the table has no row of it"
        case .innerJoin: "no row: the join is inner"
        case .notCounted: "no row: its user, product or payment status does not count"
        case .unexplained: "did not pair it with \(.click)"
        }
    }
}
