public import Results

/// What a result says in sum: the numbers behind the terminal summary and its JSON.
///
/// Everything that the result file knows is read by ``init(reading:)``; the rest, which only the
/// command knows, is set on it before it is shown.
public struct RunSummary: Sendable {
    /// The scenario's name.
    public var scenario = ""
    /// The engine's name.
    public var engine = ""
    /// The primary model's name.
    public var model = ""
    /// The seed of all randomness.
    public var seed: UInt64 = 0
    /// The watermark's delay in milliseconds; `nil` where there is none.
    public var watermarkDelay: Int64?
    /// The lookback in milliseconds.
    public var lookback: Int64?
    /// The hash of the results.
    public var fingerprint = ""

    /// The fates of the clicks, then of the checkouts.
    public var streams: [StreamFates] = []
    /// What became of the accepted checkouts.
    public var checkouts = CheckoutFates()
    /// Lines that are no records, by file, in the order of the files' first such line.
    public var rejectedLines: [(file: String, lines: Int64)] = []
    /// All counters of the stream run, in the order of the file.
    public var counters: [(name: String, value: Int64)] = []
    /// Totals by source, for the primary model first, then for the models beside it.
    public var attribution: [ModelTotals] = []
    /// What channels are given, by model, where the scenario has channels.
    public var channels: [ChannelLine] = []
    /// What was spent and what it brought back, by model, where the scenario has a table of it.
    public var spend: [SpendLine] = []
    /// Stream against truth; `nil` where no truth was computed.
    public var truth: TruthSummary?
    /// Records of both streams by the watermark delay that each needed, in milliseconds from and to,
    /// in order; empty where the file does not say.
    var lateness: [(from: Int64, to: Int64, records: Int64)] = []
    /// What was expected, and whether it held.
    public var expectations: [ExpectationOutcome] = []

    /// What disorder injected: in plain words, and how often. Set by the command.
    public var injected: [(description: String, hits: Int64)] = []
    /// What the user should know. Set by the command.
    public var warnings: [String] = []
    /// Expectations that could not be asked, which is a fault of the scenario: where and why. Set
    /// by the command.
    public var faults: [String] = []
    /// Where the result is. Set by the command.
    public var file: String?
    /// How long the run took in milliseconds; shown to a person only. Set by the command.
    public var elapsed: Int64?

    /// A summary of nothing, to be filled.
    public init() {}

    /// Whether every expectation held.
    public var passed: Bool { expectations.allSatisfy(\.passed) }

    /// Records of both streams that the pipeline read.
    var recordsRead: Int64 { streams.reduce(0) { $0 + $1.read } }
}

/// How many records of a stream came to each fate.
public struct StreamFates: Sendable, Hashable {
    /// The stream's name.
    public var stream: String
    /// Records read from the log.
    public var read: Int64 = 0
    /// Copies that disorder injected.
    public var copied: Int64 = 0
    /// Records that disorder lost.
    public var dropped: Int64 = 0
    /// Records that came before the watermark, or with it.
    public var onTime: Int64 = 0
    /// Records behind the watermark, but within the allowed lateness.
    public var withinAllowedLateness: Int64 = 0
    /// Records that came too late.
    public var late: Int64 = 0
    /// Records with an id that was remembered.
    public var duplicate: Int64 = 0
    /// By how much the latest of the late records was late, in milliseconds.
    public var lateByMax: Int64?

    /// No record of a stream yet.
    public init(stream: String) { self.stream = stream }
}

/// What became of the checkouts that the pipeline accepted.
public struct CheckoutFates: Sendable, Hashable {
    /// Checkouts with a click.
    public var attributed: Int64 = 0
    /// Checkouts without a click.
    public var unattributed: Int64 = 0
    /// Checkouts that were not yet final when the run stopped.
    public var pending: Int64 = 0
    /// Checkouts that gave an order's money back.
    public var refunds: Int64 = 0
    /// Those of them whose order has no row.
    public var refundsUnmatched: Int64 = 0
    /// Checkouts without a row, since their user or product is unknown.
    public var lookupMissed: Int64 = 0
    /// Checkouts without a row, since their payment status does not count.
    public var filtered: Int64 = 0
    /// Amounts that are missing, since they do not fit 64 bits.
    public var amountsOverflowed: Int64 = 0
    /// Checkouts with an amount that is missing, since it does not fit `DECIMAL(6,2)`.
    public var amountsBeyondDecimal: Int64 = 0
    /// Checkouts whose user or product has another version as of the other time of lookup.
    public var lookupsDiffering: Int64 = 0
    /// What the versions that were used add to their revenue, in ten-thousandths.
    public var lookupsRevenueE4: Int64 = 0
    /// Rows that a later row of the same id replaced.
    public var replaced: Int64 = 0
    /// Clicks that the filter in front of the join kept out.
    public var clicksFiltered: Int64 = 0

    /// No checkout at all.
    public init() {}

    /// All of them.
    public var accepted: Int64 { attributed + unattributed + pending + refunds }
}

/// What a model credits to each source.
public struct ModelTotals: Sendable, Hashable {
    /// The model's name.
    public var model: String
    /// The sources, most conversions first, ties by name; what is unattributed last.
    public var sources: [SourceTotal]

    /// A model and its sources.
    public init(model: String, sources: [SourceTotal]) {
        self.model = model
        self.sources = sources
    }
}

/// What a source is credited with.
public struct SourceTotal: Sendable, Hashable {
    /// The source; `nil`: what is unattributed.
    public var source: String?
    /// Conversions in billionths.
    public var conversionsE9: Int64
    /// Revenue in ten-thousandths; `nil` where no amount is known.
    public var revenueE4: Int64?
    /// Profit in ten-thousandths; `nil` where no amount is known.
    public var profitE4: Int64?

    /// A source's totals.
    public init(source: String?, conversionsE9: Int64, revenueE4: Int64?, profitE4: Int64?) {
        self.source = source
        self.conversionsE9 = conversionsE9
        self.revenueE4 = revenueE4
        self.profitE4 = profitE4
    }
}

/// How the stream run differs from the truth.
public struct TruthSummary: Sendable, Hashable {
    /// The checkouts that differ for one cause.
    public struct Cause: Sendable, Hashable {
        /// The cause in words, as `truth_difference` names it.
        public var name: String
        /// Checkouts.
        public var checkouts: Int64 = 0
        /// Those of them that got another click than in the truth.
        public var anotherClick: Int64 = 0
        /// Those of them that have a click in the truth and none in the stream run.
        public var lostClick: Int64 = 0
        /// What they are worth, in ten-thousandths; `nil` where no amount is known.
        public var revenueE4: Int128?

        /// No checkout yet.
        public init(name: String) { self.name = name }
    }

    /// Checkouts in the truth.
    public var checkouts: Int64
    /// Checkouts that the two see differently: ids, of which one may stand under several causes.
    public var different: Int64
    /// The causes, in a fixed order.
    public var causes: [Cause]
    /// The truth's totals by source under the primary model.
    public var sources: [SourceTotal]

    /// A comparison.
    public init(
        checkouts: Int64, different: Int64, causes: [Cause], sources: [SourceTotal]
    ) {
        self.checkouts = checkouts
        self.different = different
        self.causes = causes
        self.sources = sources
    }

    /// Checkouts that the two see alike.
    public var same: Int64 { max(0, checkouts - different) }
}
