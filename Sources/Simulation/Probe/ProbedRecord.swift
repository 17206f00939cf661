public import Streaming

/// A record that a question concerns, and what became of it on its arrival.
public struct ProbedRecord: Sendable {
    /// A partition of a stream at one moment.
    public struct Partition: Sendable, Hashable {
        /// Whose it is.
        public var side: JoinSide
        /// Its number.
        public var number: Int32
        /// Its largest event time so far; `nil` before its first record.
        public var latest: Int64?
        /// Whether it counts, or has been silent for the idle timeout.
        public var isActive: Bool
        /// Whether it alone keeps its stream's watermark from moving on.
        public var holdsBack: Bool
    }

    /// The stream.
    public var side: JoinSide
    /// Its place in the order of arrival; `nil`: it never arrived.
    public var seq: Int64?
    /// Its place among its stream's records as read, from 0; its copies have the same.
    public var index: UInt32
    /// 0 for a record as read, 1, 2, … for the copies that disorder injects.
    public var copy: UInt32
    /// The line in its file, from 1.
    public var line: Int64
    /// The partition.
    public var partition: Int32
    /// The click's or checkout's id.
    public var id: String
    /// The user; empty where the record has none.
    public var user: String
    /// The click's source.
    public var source: String?
    /// The product.
    public var product: String?
    /// The payment status.
    public var paymentStatus: String?
    /// The kind: of a click a view, an email, …; of a checkout what counts as a conversion.
    public var kind: String?
    /// What a click brought about.
    public var milestone: String?
    /// The click's campaign.
    public var campaign: String?
    /// The order that it gives money back of; `nil` for what is no refund.
    public var refundOf: String?
    /// The checkout's amount as the log gives it, in ten-thousandths.
    public var amountE4: Int64?
    /// The quantity.
    public var quantity: Int64?
    /// Whether the discount is known.
    public var hasDiscount: Bool
    /// Whether the shipping cost is known.
    public var hasShippingCost: Bool
    /// Whether it has a user.
    public var hasUser: Bool { !user.isEmpty }
    /// When it happened, by its own clock: with injected skew.
    public var eventTime: Int64
    /// The nanoseconds behind that millisecond.
    public var eventNanoseconds: UInt32
    /// When it happened as the log says; differs where disorder shifted the clock.
    public var eventTimeRead: Int64
    /// When it reached the pipeline.
    public var arrivalTime: Int64
    /// When it would have reached it without injected delays.
    public var arrivalTimeRead: Int64

    /// What became of it.
    public var fate = RecordFate.unseen
    /// What its event time was held against: its own stream's watermark, or what an engine has.
    public var limit = Watermark.unset
    /// Of a late record: the record that alone made it so, where it was one.
    public var mover: WatermarkMover?
    /// In a real engine: the records of either stream that were far ahead of all others before it.
    public var leaders: [StreamLeader] = []
    /// Of a duplicate: the place as read of the record that it repeats.
    public var firstIndex: UInt32?
    /// The watermarks from before it.
    public var before = ProbedMoment()
    /// All partitions as they were before it.
    public var partitions: [Partition] = []
    /// Of a checkout that was accepted: what its row depends on.
    public var checkout: ProbedCheckout?
    /// The rule of a real engine by which it was left out, or forgotten.
    public var droppedBy: DroppedRecord.Rule?
    /// After which step a real engine gave it up.
    public var releasedAfter: ProbedMoment?
    /// Whether it was never put out.
    public var isPending = false
}

extension ProbedRecord.Partition {
    init(_ side: JoinSide, _ state: PartitionState) {
        self.init(
            side: side, number: state.number, latest: state.latest?.milliseconds,
            isActive: state.isActive, holdsBack: state.holdsBack)
    }
}

/// The watermarks at one moment.
public struct ProbedMoment: Sendable, Hashable {
    /// The step.
    public var seq: Int64 = 0
    /// Processing time; `nil` before the first arrival.
    public var clock: Int64?
    /// The clicks' watermark.
    public var clicks = Watermark.unset
    /// The checkouts' watermark.
    public var checkouts = Watermark.unset
    /// The join's watermark.
    public var join = Watermark.unset
    /// How far a real engine believes to be in event time: its operator's watermark, stream time,
    /// or the batch's watermark. Unset for the reference.
    public var engine = Watermark.unset

    /// Before everything.
    public init() {}
}

/// What decides about the row of a checkout, and about the money in it.
public struct ProbedCheckout: Sendable, Hashable {
    /// How the lookup in a dimension table ended.
    public enum Lookup: Sendable, Hashable {
        /// There is no such table.
        case noTable
        /// The table has no such row.
        case missing
        /// There is a row.
        case found
    }

    /// Before that time no click matches it, by the lookback of its kind or of the calendar.
    public var matchesFrom = Int64.min
    /// Before that time clicks do not match, or are used up.
    public var touchesFrom = Int64.min
    /// Whether it is of a kind that is a conversion.
    public var isConversion = true
    /// The user's row.
    public var user = Lookup.noTable
    /// The product's row.
    public var product = Lookup.noTable
    /// Whether its payment status counts.
    public var isCounted = true
    /// Whether it has a row once it is a result.
    public var hasRow = true
    /// The product's price.
    public var price: Int64?
    /// The product's commission rate.
    public var commissionRate: Int64?
    /// What it is worth.
    public var totalE4: Int64?
    /// The profit.
    public var profitE4: Int64?
    /// Whether an amount is missing because it does not fit.
    public var hasOverflowed = false
}

extension ProbedCheckout.Lookup {
    init(_ match: Dimensions.Match) {
        self = match == .noTable ? .noTable : match == .missing ? .missing : .found
    }
}

/// A refund as the run settled it.
public struct ProbedRefund: Sendable, Hashable {
    /// Its step.
    public var seq: Int64
    /// Its id.
    public var id: String
    /// The order that it names.
    public var order: String
    /// The amount, in ten-thousandths.
    public var amountE4: Int64?
    /// That times the order's commission rate.
    public var profitE4: Int64?
    /// Whether its order has a row.
    public var isMatched: Bool
}

/// A row that the join, or the attributed table, put out or took back.
public struct ProbedChange: Sendable, Hashable {
    /// Whether it is the join's, else the attributed table's.
    public var isJoin: Bool
    /// `+I`, `-U`, `+U` or `-D`.
    public var op: String
    /// The checkout.
    public var checkoutSeq: Int64
    /// The click, `nil` for none.
    public var clickSeq: Int64?
    /// The step that brought it about, and when.
    public var after: ProbedMoment
}

/// A share of a checkout that a model gave away.
public struct ProbedCredit: Sendable, Hashable {
    /// The model.
    public var model: String
    /// The checkout.
    public var checkoutSeq: Int64
    /// The click, `nil` for unattributed.
    public var clickSeq: Int64?
    /// The share in billionths.
    public var creditE9: Int64
}
