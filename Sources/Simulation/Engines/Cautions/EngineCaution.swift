import Text

/// What an engine makes of a scenario's settings that is most likely not meant, and how a run finds
/// out how much of it there is.
public struct EngineCaution: Sendable {
    /// How it is put into figures.
    public enum Figure: Sendable {
        /// By the checkouts that came out of the join and have no row.
        case lost
        /// By what differs from the truth by the engine's own rules.
        case rules
        /// By what differs from a run of these settings instead.
        case without(EngineSettings)
    }

    /// Where the scenario says it.
    public var path: [String]
    /// What the engine does.
    public var message: String
    /// What to write instead.
    public var hint: String?
    /// How a run puts it into figures; `nil`: there is nothing to count.
    public var figure: Figure?
    /// Whether it is worth a word only where a run has found something.
    public var isSilentUnlessFound = false
    /// Whether it is worth a word only where the scenario itself says what it is about.
    public var isSilentUnlessSaid = false

    init(_ path: [String], _ message: String, hint: String? = nil, figure: Figure? = nil) {
        self.path = path
        self.message = message
        self.hint = hint
        self.figure = figure
    }
}

/// What some checkouts come to.
public struct CheckoutEffect: Sendable, Hashable {
    /// How many checkouts.
    public var checkouts: Int64 = 0
    /// What they are worth together, in ten-thousandths; `nil` where no worth is known.
    public var revenue: Int128?

    /// None.
    public init() {}

    /// Adds a checkout.
    mutating func add(amount: Int64?) {
        checkouts += 1
        if let amount { revenue = (revenue ?? 0) + Int128(amount) }
    }

    /// Adds some checkouts.
    mutating func add(_ other: CheckoutEffect) {
        checkouts += other.checkouts
        if let more = other.revenue { revenue = (revenue ?? 0) + more }
    }

    /// `5 of 2,045 checkouts`, and the revenue.
    func words(of all: Int64) -> String {
        "\(NumberText.count(checkouts)) of \(NumberText.count(all)) checkout"
            + (all == 1 ? "" : "s")
            + (revenue.map { ", revenue \(NumberText.money(e4: $0))" } ?? "")
    }
}

/// What an engine's ranking has lost, by what the join had put out.
public struct EngineLosses: Sendable, Hashable {
    /// Checkouts without a click.
    public var withoutClick = CheckoutEffect()
    /// Checkouts with a click.
    public var withClick = CheckoutEffect()
    /// Checkouts whose rows wait for the watermark behind the join: they are not lost.
    public var waiting = CheckoutEffect()

    /// How many ids the join took in that could have a row, where the engine's ranking loses any.
    public var ids: Int64 = 0

    /// All that are lost.
    public var checkouts: Int64 { withoutClick.checkouts + withClick.checkouts }

    /// Nothing.
    public init() {}
}
