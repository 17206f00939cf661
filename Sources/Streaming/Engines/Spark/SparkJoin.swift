/// Spark's stream-stream join in append mode, as Structured Streaming 3.5 does it.
///
/// - A micro-batch takes all records since the last one; without a record it does nothing.
/// - A batch uses two watermarks. Late filter: the one with which the batch before ran; a record
///   that is not later than it is dropped, before the join. Eviction: this batch's own.
/// - Kept checkouts join the clicks in state and are stored; then kept clicks join the checkouts
///   in state, this batch's included, and are stored; then what has expired is evicted, checkouts
///   t ≤ W − after − 1, clicks c ≤ W − before − 1. An evicted checkout that never matched is
///   padded.
/// - After a batch, each input's watermark is its largest event time less its delay, dropped
///   records included and 0 without any; W is the lesser (or the greater, by policy), from the
///   next batch on. If it moved, one batch without data runs at once and evicts (unless switched
///   off).
///
/// There is no end of input: what is in state stays there. Spark promises no order within a batch;
/// here checkouts come by arrival, then clicks by arrival, then pads by (event time, arrival).
public struct SparkJoin: IntervalJoinEngine, ~Copyable {
    /// Which of the two inputs' watermarks counts.
    public enum WatermarkPolicy: Sendable, Hashable {
        /// The lesser.
        case min
        /// The greater.
        case max
    }

    /// Spark reckons its watermarks itself.
    public static let watermarkRule = WatermarkRule()
    /// There is no end of input.
    public static let hasEndOfInput = false

    /// What the last calls brought about.
    public private(set) var output = JoinOutput()
    /// Which pairs of a checkout are listed.
    public var listing = PairListing.all
    /// What the last batch did.
    public private(set) var lastBatch = SparkBatch()

    private let isLeft: Bool
    private let sparesNoDataBatches: Bool
    private(set) var progress: SparkProgress
    private var state: SparkState
    /// The records since the last batch.
    private var newClicks: [SparkState.Arrival] = []
    private var newCheckouts: [SparkState.Arrival] = []
    private var droppedNow = 0

    /// An empty join.
    ///
    /// - Parameters:
    ///   - bounds: which clicks match a checkout.
    ///   - isLeft: whether checkouts without a click are rows too.
    ///   - clicksDelay: how long the clicks' watermark waits for stragglers.
    ///   - checkoutsDelay: how long the checkouts' watermark waits for stragglers.
    ///   - policy: which of the two counts.
    ///   - noDataBatches: whether a batch without data follows one that moved the watermark.
    public init(
        bounds: JoinBounds, isLeft: Bool, clicksDelay: Milliseconds, checkoutsDelay: Milliseconds,
        policy: WatermarkPolicy = .min, noDataBatches: Bool = true
    ) {
        self.isLeft = isLeft
        sparesNoDataBatches = !noDataBatches
        progress = SparkProgress(
            clicksDelay: clicksDelay.count, checkoutsDelay: checkoutsDelay.count, policy: policy)
        state = SparkState(reach: JoinReach(bounds))
    }

    /// How many clicks are in state now and were at most.
    public var clicksHeld: HeldCount { state.clicks.held }
    /// How many checkouts are in state now and were at most, joined ones included.
    public var checkoutsHeld: HeldCount { state.checkouts.held }
    /// The watermark that the next batch will use.
    public var watermark: Watermark { Watermark(rawValue: progress.watermark) }
    /// The same, for a person.
    public var eventTimeProgress: Watermark { watermark }
    /// The checkouts in state without a pair, and those that wait for the next batch.
    public var pendingCheckouts: [Int32] {
        state.checkouts.inOrder().filter { !$0.hasJoined }.map(\.handle)
            + newCheckouts.map(\.handle)
    }

    /// The watermark with which the last batch ran.
    public var batchWatermark: Watermark? { Watermark(rawValue: progress.lateFilter) }

    /// A duplicate moves its input's watermark as any other record: it is dropped behind it.
    public mutating func observe(_ side: JoinSide, time: EventTime) {
        if side == .click {
            progress.observeClick(time.milliseconds)
        } else {
            progress.observeCheckout(time.milliseconds)
        }
    }

    /// Takes a click into the next batch, or drops it.
    public mutating func addClick(_ handle: Int32, time: EventTime, key: UInt32) {
        progress.observeClick(time.milliseconds)
        if progress.isLate(time.milliseconds) {
            droppedNow += 1
            output.exclude(
                click: handle, .notBeyondBatchWatermark,
                limit: Watermark(rawValue: progress.lateFilter))
        } else {
            newClicks.append(SparkState.Arrival(time: time, handle: handle, key: key))
        }
    }

    /// Takes a checkout into the next batch, or drops it.
    public mutating func addCheckout(_ handle: Int32, time: EventTime, key: UInt32) {
        progress.observeCheckout(time.milliseconds)
        if progress.isLate(time.milliseconds) {
            droppedNow += 1
            output.exclude(
                checkout: handle, .notBeyondBatchWatermark,
                limit: Watermark(rawValue: progress.lateFilter))
        } else {
            newCheckouts.append(SparkState.Arrival(time: time, handle: handle, key: key))
        }
    }

    /// Runs the batch of the records so far, and the one without data that it may bring about.
    public mutating func endBatch() {
        lastBatch = SparkBatch()
        lastBatch.rows = output.rows.count..<output.rows.count
        defer { lastBatch.watermark = watermark }
        guard progress.hasData else { return }
        lastBatch.hasRun = true
        lastBatch.dropped = droppedNow
        droppedNow = 0
        for checkout in newCheckouts { state.add(checkout: checkout, listing, to: &output) }
        for click in newClicks { state.add(click: click, to: &output) }
        newCheckouts.removeAll(keepingCapacity: true)
        newClicks.removeAll(keepingCapacity: true)
        state.evict(watermark: progress.watermark, isLeft: isLeft, to: &output)
        lastBatch.rows = lastBatch.rows.lowerBound..<output.rows.count
        lastBatch.stateRows = state.rows
        lastBatch.noDataRows = output.rows.count..<output.rows.count
        guard progress.endBatch(), !sparesNoDataBatches else { return }
        lastBatch.noDataHasRun = true
        state.evict(watermark: progress.watermark, isLeft: isLeft, to: &output)
        progress.endNoDataBatch()
        lastBatch.noDataRows = lastBatch.noDataRows.lowerBound..<output.rows.count
        lastBatch.noDataStateRows = state.rows
    }

    /// Empties ``output``.
    public mutating func clear() { output.clear() }

    /// The state is sound, and all of it waits for its eviction.
    public func checkInvariants() { state.checkInvariants() }
}

/// What a micro-batch of ``SparkJoin`` did.
public struct SparkBatch: Sendable, Hashable {
    /// Whether there was a record, so that it ran.
    public var hasRun = false
    /// The records that the late filter dropped.
    public var dropped = 0
    /// Its rows' places in the output.
    public var rows = 0..<0
    /// The rows in state after it, both sides together.
    public var stateRows = 0
    /// Whether a batch without data followed.
    public var noDataHasRun = false
    /// The places of that batch's rows.
    public var noDataRows = 0..<0
    /// The rows in state after that batch.
    public var noDataStateRows = 0
    /// The watermark after all of it.
    public var watermark = Watermark(rawValue: 0)

    /// A batch that did nothing.
    public init() {}
}
