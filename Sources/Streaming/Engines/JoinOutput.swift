/// A row of a join's result: one that comes (`+I`, `+U`), or one that is taken back (`-U`, `-D`).
public struct JoinRow: Sendable, Hashable, BitwiseCopyable {
    /// In place of a click: there is none.
    public static let noClick: Int32 = -1
    /// In place of a checkout: there is none.
    public static let noCheckout: Int32 = -1

    /// The checkout's handle, or ``noCheckout``.
    public var checkout: Int32
    /// The click's handle, or ``noClick``.
    public var click: Int32
    /// What becomes of the row. Engines of today add and delete.
    public var kind = RowKind.insert
    /// Whether a semi join does not show the click that matched.
    public private(set) var hidesClick = false

    /// A pair.
    public init(checkout: Int32, click: Int32) {
        self.checkout = checkout
        self.click = click
    }

    /// The checkout with its first match, which a semi join does not show.
    public init(checkout: Int32, hidden click: Int32) {
        self.init(checkout: checkout, click: click)
        hidesClick = true
    }

    /// The checkout without a click, as a left join has it.
    public init(padded checkout: Int32) { self.init(checkout: checkout, click: Self.noClick) }

    /// The click without a checkout, as a right join has it.
    public init(unmatched click: Int32) { self.init(checkout: Self.noCheckout, click: click) }

    /// The row as it is shown.
    public var shown: JoinRow {
        if !hidesClick { return self }
        var row = JoinRow(padded: checkout)
        row.kind = kind
        return row
    }
    /// Whether the row is taken back.
    public var isRetraction: Bool { kind.isRetraction }
    /// Whether this is a checkout without a click.
    public var isPad: Bool { click == Self.noClick }
    /// Whether this is a click without a checkout.
    public var isUnmatchedClick: Bool { checkout == Self.noCheckout }
}

/// Which of the two streams a record belongs to.
public enum JoinSide: Sendable, Hashable, BitwiseCopyable {
    /// The clicks.
    case click
    /// The checkouts.
    case checkout
}

/// A record that an engine left out, and by which of its rules.
public struct DroppedRecord: Sendable, Hashable, BitwiseCopyable {
    /// The rules by which engines leave records out.
    public enum Rule: Sendable, Hashable, BitwiseCopyable {
        /// flink-datastream: the event time is less than ``DroppedRecord/limit``, the watermark.
        /// The record takes no part in any row.
        case behindWatermark
        /// spark: the event time is not greater than ``DroppedRecord/limit``, the watermark of the
        /// batch before. The record takes no part in any row.
        case notBeyondBatchWatermark
        /// kafka-streams: the record's segment of the store has expired; the earliest time with a
        /// live segment is ``DroppedRecord/limit``. The record met what was in the other store,
        /// and a checkout is put out all the same; only later records do not find it.
        case notStored
        /// pathway: the event time is not greater than ``DroppedRecord/limit``, its input's clock
        /// less the cutoff. The record takes no part in any row.
        case behindCutoff
        /// flink-sql: state with event times around 1970-01-01 that a cleaning threw away before
        /// its time. The record had been taken in, and a checkout never came out.
        case forgotten
        /// spark: a condition of the query keeps the checkout from matching.
        case keptFromMatching
    }

    /// The record's handle.
    public var handle: Int32
    /// The record's stream.
    public var side: JoinSide
    /// Why it was left out.
    public var rule: Rule
    /// What its event time was held against.
    public var limit: Watermark

    /// A record and why it was left out.
    public init(handle: Int32, side: JoinSide, rule: Rule, limit: Watermark) {
        self.handle = handle
        self.side = side
        self.rule = rule
        self.limit = limit
    }

    /// Whether the record took no part in the result at all: what a late record is.
    public var isExcluded: Bool {
        switch rule {
        case .behindWatermark, .notBeyondBatchWatermark, .behindCutoff: true
        case .notStored, .forgotten, .keptFromMatching: false
        }
    }
}

/// What an engine's calls brought about.
public struct JoinOutput: Sendable {
    /// The result's new rows, in the engine's order.
    public internal(set) var rows: [JoinRow] = []
    /// The records that were left out.
    public internal(set) var dropped: [DroppedRecord] = []
    /// Clicks that the engine will not mention any more, each once.
    public internal(set) var releasedClicks: [Int32] = []
    /// Checkouts that the engine will not mention any more, each once.
    public internal(set) var releasedCheckouts: [Int32] = []

    init() {}

    /// Whether nothing has come about.
    public var isEmpty: Bool {
        rows.isEmpty && dropped.isEmpty && releasedClicks.isEmpty && releasedCheckouts.isEmpty
    }

    mutating func clear() {
        rows.removeAll(keepingCapacity: true)
        dropped.removeAll(keepingCapacity: true)
        releasedClicks.removeAll(keepingCapacity: true)
        releasedCheckouts.removeAll(keepingCapacity: true)
    }

    /// A click takes no part in any row.
    mutating func exclude(click: Int32, _ rule: DroppedRecord.Rule, limit: Watermark) {
        dropped.append(DroppedRecord(handle: click, side: .click, rule: rule, limit: limit))
        releasedClicks.append(click)
    }

    /// A checkout takes no part in any row.
    mutating func exclude(checkout: Int32, _ rule: DroppedRecord.Rule, limit: Watermark) {
        dropped.append(DroppedRecord(handle: checkout, side: .checkout, rule: rule, limit: limit))
        releasedCheckouts.append(checkout)
    }
}
