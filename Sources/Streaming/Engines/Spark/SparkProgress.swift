/// The watermarks of a Spark query over two inputs.
///
/// A batch runs with the watermark that the batches before it led to; its late filter uses the
/// watermark with which the batch before it ran.
struct SparkProgress {
    let clicksDelay: Int64
    let checkoutsDelay: Int64
    private let policy: SparkJoin.WatermarkPolicy
    /// Per input: the largest event time less the delay, of ended batches, and of this one.
    private var clicks: Int64?
    private var checkouts: Int64?
    private var newClicks: Int64?
    private var newCheckouts: Int64?

    /// The watermark with which the next batch runs.
    private(set) var watermark: Int64 = 0
    /// The watermark with which the last batch ran: a record at it or before it is late.
    private(set) var lateFilter: Int64 = 0

    init(clicksDelay: Int64, checkoutsDelay: Int64, policy: SparkJoin.WatermarkPolicy) {
        self.clicksDelay = clicksDelay
        self.checkoutsDelay = checkoutsDelay
        self.policy = policy
    }

    func isLate(_ time: Int64) -> Bool { time <= lateFilter }

    mutating func observeClick(_ time: Int64) {
        newClicks = max(newClicks ?? .min, time - clicksDelay)
    }

    mutating func observeCheckout(_ time: Int64) {
        newCheckouts = max(newCheckouts ?? .min, time - checkoutsDelay)
    }

    /// A batch with data has run.
    ///
    /// - Returns: whether it moved the watermark.
    mutating func endBatch() -> Bool {
        lateFilter = watermark
        if let new = newClicks { clicks = max(clicks ?? new, new) }
        if let new = newCheckouts { checkouts = max(checkouts ?? new, new) }
        newClicks = nil
        newCheckouts = nil
        // An input that never had a record counts 0.
        let both = (clicks ?? 0, checkouts ?? 0)
        let next = policy == .min ? min(both.0, both.1) : max(both.0, both.1)
        let hasMoved = next > watermark
        watermark = max(watermark, next)
        return hasMoved
    }

    /// The checkpoint has the watermark and the late filter, not the inputs' own.
    mutating func restart() {
        clicks = nil
        checkouts = nil
    }

    /// A batch without data has run.
    mutating func endNoDataBatch() { lateFilter = watermark }
}
