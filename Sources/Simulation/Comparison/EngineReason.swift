public import Streaming

/// Why an engine made of a checkout what it did: a rule of the engine, and the numbers that it was
/// applied to, as they were in its state.
public struct EngineReason: Sendable, Hashable {
    /// The rules. What a rule's ``EngineReason/limit`` is stands with it.
    public enum Rule: String, Sendable, Hashable, CaseIterable {
        /// The checkout came too late. Limit: what its time was held against.
        case checkoutLate = "checkout late"
        /// The checkout's id was remembered.
        case checkoutDuplicate = "checkout duplicate"
        /// The click came too late. Limit: what its time was held against.
        case clickLate = "click late"
        /// The click's id was remembered.
        case clickDuplicate = "click duplicate"
        /// The click was accepted, and joined. Limit: the clicks' W − allowed lateness.
        case clickAccepted = "click accepted"
        /// The click was there when the checkout came. Limit: the end of its reach, for kafka the
        /// earliest time that a fetch finds, for spark the last time that is evicted.
        case clickHeld = "click held"
        /// The click was beyond its reach, but a timer of its user had yet to clean it.
        case clickNotCleaned = "click not cleaned yet"
        /// The checkout was there when the click came. Limit: as for ``clickHeld``.
        case checkoutHeld = "checkout held"
        /// The checkout was beyond its reach, but a timer of its user had yet to clean it.
        case checkoutNotCleaned = "checkout not cleaned yet"
        /// The click had left when the checkout came. Limit: the end of its reach.
        case clickGone = "click gone"
        /// The click was beyond its reach when it came, and was not kept. Limit: that end.
        case clickNotKept = "click not kept"
        /// The checkout had left when the click came. Limit: the end of its reach.
        case checkoutGone = "checkout gone"
        /// The checkout was beyond its reach when it came, and was not kept. Limit: that end.
        case checkoutNotKept = "checkout not kept"
        /// The other side had been cleaned so far that nobody looked. Limit: until when.
        case notLookedFor = "not looked for"
        /// The store had the record, but a fetch begins later. Limit: where.
        case beyondRetention = "beyond retention"
        /// Both clicks joined; they have the same time, and the ranking breaks the tie its own way.
        case tie
        /// The ranking keeps another row of the same partition.
        case otherRowKept = "another row kept"
        /// The checkout came out without a click once W was past its reach. Limit: that end.
        case padded = "padded"
        /// The checkout came out without a click at once. Limit: the end of its reach.
        case paddedAtOnce = "padded at once"
        /// The checkout came out without a click before a click matched: both rows stand.
        case paddedBefore = "padded before"
        /// The bounds leave no click that could match any checkout.
        case emptyBounds = "empty bounds"
        /// The join is inner: a checkout without a click is no row.
        case innerJoin = "inner join"
        /// The checkout is still held at the end. Limit: the end of its reach.
        case stillHeld = "still held"
        /// The run stopped before the micro-batch was cut.
        case notInABatch = "not in a batch"
        /// The engine lost the record: a cleaning around 1970.
        case forgotten
        /// The user, product or payment status does not count.
        case notCounted = "not counted"
        /// The run did not keep what would explain it.
        case unexplained
    }

    /// The rule.
    public var rule: Rule
    /// The click that it is about.
    public var click: String?
    /// The time of the record that it was applied to: the click's where it is about the click.
    public var time: EventTime?
    /// The engine's own time at that moment: W, stream time, W of the batch.
    public var watermark: Watermark?
    /// What it was held against, see ``Rule``.
    public var limit: Watermark?
    /// After which step of the run.
    public var step: Int64?

    /// A reason.
    init(
        _ rule: Rule, click: String? = nil, time: EventTime? = nil, watermark: Watermark? = nil,
        limit: Watermark? = nil, step: Int64? = nil
    ) {
        self.rule = rule
        self.click = click
        self.time = time
        self.watermark = watermark
        self.limit = limit
        self.step = step
    }
}
