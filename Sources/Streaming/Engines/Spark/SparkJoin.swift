/// Spark's stream-stream join in append mode, as Structured Streaming 3.5 and 4.3 do it.
///
/// - A micro-batch takes all records since the last one; without a record it does nothing.
/// - A batch uses two watermarks. Late filter: the one with which the batch before ran; a record
///   that is not later than it is dropped, before the join. Eviction: this batch's own.
/// - Kept checkouts join the clicks in state and are stored; then kept clicks join the checkouts
///   in state, this batch's included, and are stored; then what has expired is evicted, checkouts
///   t ≤ W − after − 1, clicks c ≤ W − before − 1. An evicted checkout that never matched is
///   padded, in a right or full join an evicted click; in a semi join a checkout is put out once,
///   with its first match.
/// - After a batch, each input's watermark is its largest event time less its delay, dropped
///   records included and 0 without any; W is the lesser (or the greater, by policy), from the
///   next batch on. If it moved, the next trigger that finds no record runs a batch without data,
///   which evicts (unless switched off): at once where the query is left idle between batches,
///   never in a stream that is busy at every trigger.
/// - A record without a user matches nothing. An inner or semi join filters it out below the
///   watermark, as a left join does with clicks and a right join with checkouts; a full join
///   matches such records with each other.
/// - Conditions on one side alone: a click that fails them is gone below the watermark, as is a
///   checkout whose side is not padded; one whose side is padded comes out in its own batch.
/// - Restarted from its checkpoint, it has W and the late filter again, but not the inputs' own
///   watermarks: each counts 0 until its next record.
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
    /// The key that matches nothing, but itself in a full join.
    public var nullKey = UInt32.max
    /// What the last batch did.
    public private(set) var lastBatch = SparkBatch()
    /// Whether the watermark has moved and the next trigger that finds no record runs a batch.
    public private(set) var owesBatch = false

    private let kind: JoinKind
    private let reach: JoinReach
    private let sparesNoDataBatches: Bool
    private let isLeftIdle: Bool
    /// Whether a record came since the last batch, filtered out or not.
    private var hasRecords = false
    private(set) var progress: SparkProgress
    private var state: SparkState
    /// The records since the last batch.
    private var newClicks: [SparkState.Arrival] = []
    private var newCheckouts: [SparkState.Arrival] = []
    /// Those that a condition keeps from matching.
    private var newUnmatchable: [Int32] = []
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
        self.init(
            bounds: bounds, kind: isLeft ? .left : .inner, clicksDelay: clicksDelay,
            checkoutsDelay: checkoutsDelay, policy: policy, noDataBatches: noDataBatches)
    }

    /// An empty join of any kind.
    ///
    /// `isLeftIdle`: the query is left idle after each batch, so that its batch without data runs
    /// at once; else that waits for a trigger without records.
    public init(
        bounds: JoinBounds, kind: JoinKind, clicksDelay: Milliseconds,
        checkoutsDelay: Milliseconds, policy: WatermarkPolicy = .min, noDataBatches: Bool = true,
        isLeftIdle: Bool = true
    ) {
        self.kind = kind
        self.isLeftIdle = isLeftIdle
        reach = JoinReach(bounds)
        sparesNoDataBatches = !noDataBatches
        progress = SparkProgress(
            clicksDelay: clicksDelay.count, checkoutsDelay: checkoutsDelay.count, policy: policy)
        state = SparkState(reach: reach, kind: kind)
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
            + newCheckouts.map(\.handle) + newUnmatchable
    }

    /// The watermark with which the last batch ran.
    public var batchWatermark: Watermark? { Watermark(rawValue: progress.lateFilter) }

    /// A duplicate moves its input's watermark as any other record: it is dropped behind it.
    public mutating func observe(_ side: JoinSide, time: EventTime) {
        hasRecords = true
        if side == .click {
            progress.observeClick(time.milliseconds)
        } else {
            progress.observeCheckout(time.milliseconds)
        }
    }

    /// A record that a condition takes away makes a batch, and moves no watermark.
    public mutating func skip() { hasRecords = true }

    /// Takes a click into the next batch, or drops it.
    public mutating func addClick(_ handle: Int32, time: EventTime, key: UInt32) {
        hasRecords = true
        if key == nullKey, kind != .right, kind != .full {
            return output.releasedClicks.append(handle)
        }
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
        hasRecords = true
        if key == nullKey, !kind.padsCheckouts {
            return output.releasedCheckouts.append(handle)
        }
        if !drops(checkout: handle, time) {
            newCheckouts.append(
                SparkState.Arrival(time: time, handle: handle, key: key, listing: listing))
        }
    }

    /// Whether the late filter drops a checkout, which has moved its input's clock all the same.
    private mutating func drops(checkout handle: Int32, _ time: EventTime) -> Bool {
        progress.observeCheckout(time.milliseconds)
        guard progress.isLate(time.milliseconds) else { return false }
        droppedNow += 1
        output.exclude(
            checkout: handle, .notBeyondBatchWatermark,
            limit: Watermark(rawValue: progress.lateFilter))
        return true
    }

    /// Takes a checkout that a condition keeps from matching: where its side is padded, it is in the
    /// next batch, and not stored; else it is filtered out below the watermark.
    public mutating func addUnmatchable(_ handle: Int32, time: EventTime) {
        hasRecords = true
        output.dropped.append(
            DroppedRecord(
                handle: handle, side: .checkout, rule: .keptFromMatching, limit: .unset))
        guard kind.padsCheckouts else { return output.releasedCheckouts.append(handle) }
        if !drops(checkout: handle, time) { newUnmatchable.append(handle) }
    }

    /// A trigger: runs the batch of the records so far or, without one, the batch without data that
    /// is owed. A query that is left idle runs that at once.
    public mutating func endBatch() {
        lastBatch = SparkBatch()
        lastBatch.rows = output.rows.count..<output.rows.count
        defer { lastBatch.watermark = watermark }
        guard hasRecords else {
            if owesBatch { runWithoutData() }
            return
        }
        hasRecords = false
        lastBatch.hasRun = true
        lastBatch.dropped = droppedNow
        droppedNow = 0
        for place in newCheckouts.indices {
            prefetch(.checkout, newCheckouts, behind: place)
            state.add(checkout: newCheckouts[place], to: &output)
        }
        for place in newClicks.indices {
            prefetch(.click, newClicks, behind: place)
            state.add(click: newClicks[place], to: &output)
        }
        for checkout in newUnmatchable { output.rows.append(JoinRow(padded: checkout)) }
        output.releasedCheckouts += newUnmatchable
        newUnmatchable.removeAll(keepingCapacity: true)
        newCheckouts.removeAll(keepingCapacity: true)
        newClicks.removeAll(keepingCapacity: true)
        state.evict(watermark: progress.watermark, to: &output)
        lastBatch.rows = lastBatch.rows.lowerBound..<output.rows.count
        lastBatch.stateRows = state.rows
        lastBatch.noDataRows = output.rows.count..<output.rows.count
        owesBatch = progress.endBatch() && !sparesNoDataBatches
        if owesBatch, isLeftIdle { runWithoutData() }
    }

    private mutating func runWithoutData() {
        owesBatch = false
        lastBatch.noDataHasRun = true
        let start = output.rows.count
        state.evict(watermark: progress.watermark, to: &output)
        progress.endNoDataBatch()
        lastBatch.noDataRows = start..<output.rows.count
        lastBatch.noDataStateRows = state.rows
    }

    /// What an operator behind the join goes by: the watermark with which the last batch ran, held
    /// back by the longer reach and a millisecond.
    public func outputWatermark(for watermark: Watermark) -> Watermark {
        Watermark(rawValue: progress.lateFilter - max(reach.before, reach.after) - 1)
    }

    /// Fetches what the records some places ahead will touch.
    private func prefetch(_ side: JoinSide, _ arrivals: [SparkState.Arrival], behind place: Int) {
        if place + 16 < arrivals.count {
            state.prefetch(.keys, side, key: arrivals[place + 16].key)
        }
        if place + 8 < arrivals.count {
            state.prefetch(.records, side, key: arrivals[place + 8].key)
        }
    }

    /// The query stops and starts again from its checkpoint.
    public mutating func restart() { progress.restart() }

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

extension SparkJoin {
    /// What the engine goes by now.
    public var moment: EngineMoment {
        EngineMoment(
            time: watermark, clicksLimit: progress.lateFilter, checkoutsLimit: progress.lateFilter)
    }
}
