public import Attribution
public import EventLogs
public import Streaming

/// All that decides the outcome of a run, its input aside.
public struct RunConfiguration: Sendable {
    /// The watermark of the clicks.
    public var clicksWatermark = WatermarkSettings()
    /// The watermark of the checkouts.
    public var checkoutsWatermark = WatermarkSettings()
    /// Which clicks a checkout may be credited to.
    public var join = JoinSettings()
    /// Whose rules the join follows.
    public var engine = EngineSettings.reference
    /// How a checkout's credit is given to its clicks.
    public var attribution = AttributionSettings()
    /// How long ids are remembered, so that other records of them are set aside; `nil`: not said,
    /// the stream run does as the engine does.
    public var deduplicate: Deduplication?
    /// What happens when the input is over.
    public var endOfInput = EndOfInput.flush
    /// Users and products.
    public var dimensions = DimensionSettings()
    /// Which optional tables to write.
    public var output = OutputSettings()
    /// The dashboard's windows; `nil`: no metrics.
    public var metrics: MetricSettings?
    /// What is done to the log before it reaches the pipeline, in this order.
    public var disorder: [Disturbance] = []
    /// The seed of all randomness.
    public var seed: UInt64 = 0
    /// Whether the job runs on where the log or the engine says that it starts again: what a restart
    /// has changed shows in such a run.
    var ignoresRestarts = false

    /// The defaults of the contract.
    public init() {}
}

/// The interval join of checkouts with clicks.
public struct JoinSettings: Sendable, Hashable {
    /// What becomes of a checkout without a click.
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        /// It is a result without a click.
        case left
        /// It is no result.
        case inner
        /// It is no result, but a click without a checkout is one.
        case right
        /// Both are results.
        case full
        /// It is no result, and a checkout with a click is one, without the click.
        case semi

        /// Whether a checkout without a click is a result.
        public var showsUnattributed: Bool { self == .left || self == .full }

        /// The same for an engine.
        var joinKind: JoinKind {
            switch self {
            case .left: .left
            case .inner: .inner
            case .right: .right
            case .full: .full
            case .semi: .semi
            }
        }
    }

    /// What must be equal for a click and a checkout to match.
    public enum Key: String, Sendable, Hashable, CaseIterable {
        /// The user.
        case user
        /// The user and the product: clicks then need a `product_id`.
        case userAndProduct = "user+product"
    }

    /// What becomes of a checkout without a click. Default: it is a result.
    public var kind = Kind.left
    /// What must be equal. Default: the user.
    public var key = Key.user
    /// Which clicks match. Default: one hour back, both ends included.
    public var bounds = JoinBounds(lookback: Milliseconds(3_600_000))
    /// A lookback in calendar days, which chooses behind the join, and whose reach is that of ``bounds``.
    public var calendar: CalendarLookback?
    /// How far a click's event time may lie behind the virtual clock at its arrival; older ones
    /// are kept out of the join, as by the original's filter. `nil`: no filter.
    public var clickAgeMax: Milliseconds?

    /// The defaults.
    public init() {}
}

/// How a checkout's credit is given to its clicks.
public struct AttributionSettings: Sendable, Hashable {
    /// The group in which one row is kept.
    public enum Partition: String, Sendable, Hashable, CaseIterable {
        /// One row a checkout.
        case checkout
        /// One row a click user for the whole run, and one for all checkouts without a click, as
        /// the original project's query does it.
        case user
    }

    /// The model behind `checkout_attribution`. Default: first click.
    public var model = RuleModel.firstClick
    /// Further models, for `source_credit`.
    public var compare: [RuleModel] = []
    /// The group in which one row is kept. Default: the checkout.
    public var partitionBy = Partition.checkout
    /// Which of several clicks of one event time comes first. Default: by id. A real engine has an
    /// order of its own; the truth has this one.
    public var ties = TieOrder.id
    /// Which clicks of a checkout count: those of the first tier that has any. None: all.
    public var tiers: [TouchTier] = []
    /// The steps that the clicks of the tier go through before a model sees them.
    public var path: [PathStep] = []
    /// Whether clicks at or before the user's previous checkout are used up.
    public var cutsAtConversions = false
    /// The kinds of checkouts that are conversions; `nil`: all.
    public var conversions: [ConversionKind]?
    /// The channels of clicks, the first that fits; none: no `channel_credit`.
    public var channels: [ChannelRule] = []
    /// The payment statuses that count; `nil`: all.
    public var paymentStatus: [String]?

    /// The defaults.
    public init() {}
}

/// What happens when the input is over.
public enum EndOfInput: String, Sendable, Hashable, CaseIterable {
    /// Both streams end, and everything comes out.
    case flush
    /// What is still held is counted as pending.
    case stop
}

/// Users and products, and how amounts follow from them.
public struct DimensionSettings: Sendable, Hashable {
    /// What becomes of a checkout whose user or product is unknown.
    public enum Lookup: String, Sendable, Hashable, CaseIterable {
        /// It yields no row, as the original's lookup.
        case inner
        /// Its columns are NULL.
        case left
    }

    /// How a discount enters the amount.
    public enum Amounts: String, Sendable, Hashable, CaseIterable {
        /// price × quantity × (1 − discount)
        case discounted
        /// price × quantity × discount, as the original computes it.
        case original
    }

    /// The time whose version of a user or product counts.
    public enum AsOf: String, Sendable, Hashable, CaseIterable {
        /// The virtual clock at the checkout's arrival, as the original's lookup.
        case processingTime = "processing-time"
        /// The checkout's event time.
        case eventTime = "event-time"
    }

    /// Of what type amounts are.
    public enum Decimal: String, Sendable, Hashable, CaseIterable {
        /// Four decimals, as large as 64 bits allow.
        case exact
        /// `DECIMAL(6,2)`, as in the original: what does not fit is NULL.
        case original
    }

    /// The table of anonymous ids and whose they are: a record's user is replaced before anything
    /// else.
    public var identities: LogFile?
    /// The users' table.
    public var users: LogFile?
    /// The products' table.
    public var products: LogFile?
    /// What was spent on sources: day, source, cost.
    public var spend: LogFile?
    /// What becomes of unknown users and products. Default: no row.
    public var lookup = Lookup.inner
    /// How a discount enters the amount. Default: as a discount.
    public var amounts = Amounts.discounted
    /// The time whose version counts. Default: processing time. The truth, which has none, goes
    /// by event time.
    public var asOf = AsOf.processingTime
    /// Of what type amounts are. Default: exact.
    public var decimal = Decimal.exact

    /// The defaults: no tables.
    public init() {}
}

/// Which optional tables and indexes to write.
public struct OutputSettings: Sendable, Hashable {
    /// `join_output` and `attribution_changelog`.
    public var changelog = false
    /// `attribution_credit` of models that split a credit.
    public var credits = false
    /// Indexes on ids.
    public var indexes = false
    /// `conversion_path`, by the reference engine.
    public var paths = false
    /// `kind_credit`.
    public var kinds = false
    /// `credit_by_day`, and whose day; `nil`: none.
    public var days: DaySettings?
    /// One row an id of `checkout_attribution`: the one that was written last, as a sink with a
    /// primary key keeps it.
    public var upsert = false

    /// The defaults: none.
    public init() {}
}

/// What the batch truth leaves in the result.
public enum TruthDetail: String, Sendable, Hashable, CaseIterable {
    /// Totals and differences.
    case totals
    /// Its rows as well.
    case full
    /// Nothing: it is not computed.
    case none
}
