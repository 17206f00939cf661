/// Flink's `clicks.intervalJoin(checkouts).between(−lookahead, lookback)` of the DataStream API,
/// as `IntervalJoinOperator` does it on the heap state backend.
///
/// - A record is late iff the watermark W is set and the event time is less than it; at W it is on
///   time. A late record goes to the side output: it neither joins nor stays.
/// - Any other record stays, and is paired at once with all that match on the other side. There
///   are no pads: the join is inner.
/// - A click leaves as soon as W ≥ c + before, a checkout as soon as W ≥ t + after. So a checkout
///   at t = W misses a click at exactly t − before.
/// - Pairs of one record come in the order of Java's hash map of the other side's event times.
public struct FlinkDataStreamJoin: IntervalJoinEngine, ~Copyable {
    /// `forBoundedOutOfOrderness` says one millisecond less.
    public static let watermarkRule = WatermarkRule(heldBack: Milliseconds(1))

    /// What the last calls brought about.
    public private(set) var output = JoinOutput()
    /// Which pairs of a checkout are listed.
    public var listing = PairListing.all
    /// Matches nothing.
    public var nullKey = UInt32.max

    private let reach: JoinReach
    private var clicks = HashOrderedBuffer()
    private var checkouts = HashOrderedBuffer()
    private var clickQueue: ExpiryQueue
    private var checkoutQueue: ExpiryQueue
    private(set) var watermark = Watermark.unset

    /// The operator's watermark.
    public var eventTimeProgress: Watermark { watermark }

    /// An empty join, always an inner one.
    public init(bounds: JoinBounds) { self.init(reach: JoinReach(bounds)) }

    /// An empty join of any reach, negative ones included.
    public init(reach: JoinReach) {
        self.reach = reach
        clickQueue = ExpiryQueue(span: max(reach.before, 0))
        checkoutQueue = ExpiryQueue(span: max(reach.after, 0))
    }

    /// How many clicks are held now and were at most.
    public var clicksHeld: HeldCount { clicks.records.held }
    /// How many checkouts are held now and were at most, joined ones included.
    public var checkoutsHeld: HeldCount { checkouts.records.held }
    /// The held checkouts without a pair. One that left without a pair is no row and not pending.
    public var pendingCheckouts: [Int32] {
        checkouts.records.inOrder().filter { !$0.hasJoined }.map(\.handle)
    }

    /// Takes the next click.
    public mutating func addClick(_ handle: Int32, time: EventTime, key: UInt32) {
        if watermark.hasPassed(time) {
            return output.exclude(click: handle, .behindWatermark, limit: watermark)
        }
        let slot = clicks.insert(handle, time: time, key: key, hasJoined: false)
        clickQueue.insert(slot, at: time, number: clicks.records[slot].number)
        if key == nullKey { return }
        checkouts.find(
            key: key, from: EventTime(milliseconds: time.milliseconds - reach.after),
            to: EventTime(milliseconds: time.milliseconds + reach.before), .all)
        for found in checkouts.found {
            checkouts.markJoined(found)
            output.rows.append(JoinRow(checkout: checkouts.records[found].handle, click: handle))
        }
    }

    /// Takes the next checkout.
    public mutating func addCheckout(_ handle: Int32, time: EventTime, key: UInt32) {
        if watermark.hasPassed(time) {
            return output.exclude(checkout: handle, .behindWatermark, limit: watermark)
        }
        let slot = checkouts.insert(handle, time: time, key: key, hasJoined: false)
        checkoutQueue.insert(slot, at: time, number: checkouts.records[slot].number)
        if key == nullKey { return }
        clicks.find(
            key: key, from: EventTime(milliseconds: time.milliseconds - reach.before),
            to: EventTime(milliseconds: time.milliseconds + reach.after), listing)
        for found in clicks.found {
            output.rows.append(JoinRow(checkout: handle, click: clicks.records[found].handle))
        }
        if !clicks.found.isEmpty { checkouts.markJoined(slot) }
    }

    /// Lets go what the watermark has reached.
    public mutating func advance(to watermark: Watermark) {
        if watermark <= self.watermark { return }
        self.watermark = watermark
        while let item = clickQueue.pop(through: limit(reach.before)) {
            output.releasedClicks.append(clicks.records[item.slot].handle)
            clicks.remove(item.slot)
            clicks.discardEmptyMap(of: clicks.records[item.slot].key)
        }
        while let item = checkoutQueue.pop(through: limit(reach.after)) {
            output.releasedCheckouts.append(checkouts.records[item.slot].handle)
            checkouts.remove(item.slot)
            checkouts.discardEmptyMap(of: checkouts.records[item.slot].key)
        }
    }

    /// The job stops with a savepoint and starts again from it: records come back, and with a
    /// watermark that starts anew nothing is late.
    public mutating func restart() { watermark = .unset }

    /// Empties ``output``.
    public mutating func clear() { output.clear() }

    /// The last event time that has left a side with such a reach.
    private func limit(_ reach: Int64) -> EventTime {
        let held = watermark - Milliseconds(max(reach, 0))
        return EventTime(milliseconds: held.rawValue)
    }

    /// The sides are sound, and what they hold is what waits to leave.
    public func checkInvariants() {
        clicks.checkInvariants()
        checkouts.checkInvariants()
        precondition(clickQueue.count == clicks.records.count, "a click that never leaves")
        precondition(
            checkoutQueue.count == checkouts.records.count, "a checkout that never leaves")
    }
}

extension FlinkDataStreamJoin {
    /// What the engine goes by now.
    public var moment: EngineMoment { EngineMoment(time: watermark) }
}
