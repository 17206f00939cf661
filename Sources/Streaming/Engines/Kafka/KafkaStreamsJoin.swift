/// Kafka Streams' `checkouts.leftJoin(clicks, …, JoinWindows.ofTimeDifferenceAndGrace(…))`, or
/// `join`, with one task.
///
/// - Stream time is the largest event time over both sides. Only records move it, and there is no
///   end of input.
/// - A record at stream time first puts out the held checkouts whose windows are closed:
///   t + after + grace < stream time, by event time, key, arrival. `emitInterval` is the least time of the
///   clock between two such emissions (1 s in production, 0 in Kafka's test driver).
/// - Then it is paired with the other side's store, in its window, both ends included; a held
///   checkout that matches is not held any more.
/// - A checkout without a match is padded at once if t + after < stream time, even inside the
///   grace, so that a later click can still give a pair; otherwise it is held.
/// - The join drops nothing for being late. Only the stores forget, see `KafkaWindowStore`.
/// - Eager, as `JoinWindows.of` did it: every checkout without a match is padded at once.
public struct KafkaStreamsJoin: IntervalJoinEngine, ~Copyable {
    /// When checkouts without a click come out.
    public enum Mode: Sendable, Hashable {
        /// When their window is closed.
        case fixed
        /// At once.
        case eager
    }

    /// How a record finds out whether held checkouts are due.
    public enum Emission: Sendable, Hashable {
        /// Each closed one comes out with the next record at stream time.
        case whenClosed
        /// As Kafka's source has it, which saves itself a look: a click looks only once stream
        /// time is beyond (earliest time noted + before + grace), a checkout once it is beyond
        /// (that + after + grace), and a look notes the latest time held, not the earliest.
        case whenNoted
    }

    /// Kafka has stream time, no watermarks.
    public static let watermarkRule = WatermarkRule()
    /// There is no end of input.
    public static let hasEndOfInput = false
    /// Held rows of one time are listed by key.
    public static let ordersTies = true

    /// What the last calls brought about.
    public internal(set) var output = JoinOutput()
    /// The largest event time so far, −1 before the first record.
    public private(set) var streamTime: Int64 = -1

    private let reach: JoinReach
    private let isLeft: Bool
    private let grace: Int64
    private let mode: Mode
    private let emission: Emission
    private let emitInterval: Milliseconds
    private(set) var clicks: KafkaWindowStore
    /// Its records' handles are slots of `held`.
    private(set) var checkouts: KafkaWindowStore
    private var held: KafkaHeldPads
    private var clock = ProcessingTime.beforeAll
    private var nextEmission = ProcessingTime.beforeAll
    private var timeNoted = Int64.max
    /// The pads among the rows that had been held, in their order.
    var heldRows: [HeldRow] = []

    /// An empty join.
    ///
    /// - Parameters:
    ///   - bounds: which clicks match a checkout.
    ///   - isLeft: whether checkouts without a click are rows too.
    ///   - grace: how long a window stays open after its end.
    ///   - mode: when checkouts without a click come out.
    ///   - emitInterval: the least time between two emissions of held rows.
    ///   - emission: how a record finds out whether held checkouts are due.
    public init(
        bounds: JoinBounds, isLeft: Bool, grace: Milliseconds, mode: Mode = .fixed,
        emitInterval: Milliseconds = .zero, emission: Emission = .whenClosed
    ) {
        reach = JoinReach(bounds)
        self.isLeft = isLeft
        self.grace = grace.count
        self.mode = mode
        self.emitInterval = emitInterval
        self.emission = emission
        let retention = max(0, reach.before + reach.after + grace.count)
        clicks = KafkaWindowStore(retention: retention)
        checkouts = KafkaWindowStore(retention: retention)
        held = KafkaHeldPads(
            span: max(0, reach.after) + grace.count, tracksLatest: emission == .whenNoted)
    }

    /// The grace of `JoinWindows.of`: what is left of 24 hours.
    public static func eagerGrace(_ bounds: JoinBounds) -> Milliseconds {
        Milliseconds(max(0, 86_400_000 - bounds.lookback.count - bounds.lookahead.count))
    }

    /// Stream time; unset before the first record.
    public var eventTimeProgress: Watermark {
        streamTime < 0 ? .unset : Watermark(rawValue: streamTime)
    }
    /// How many clicks are stored now and were at most.
    public var clicksHeld: HeldCount { clicks.records.held }
    /// How many checkouts are stored or held back now and were at most.
    public var checkoutsHeld: HeldCount { held.count }
    /// The checkouts that are held back, and an inner join's in the store without a match.
    public var pendingCheckouts: [Int32] { held.pending() }

    /// The virtual clock, which ``Emission`` intervals go by.
    public mutating func moveClock(to time: ProcessingTime) { clock = max(clock, time) }

    /// Takes the next click.
    public mutating func addClick(_ handle: Int32, time: EventTime, key: UInt32) {
        let isStored = clicks.put(handle, time: time, key: key) != nil
        while let expired = clicks.removeExpired() {
            output.releasedClicks.append(expired.handle)
        }
        beginRecord(at: time, ownReach: reach.before)
        let latest = EventTime(milliseconds: time.milliseconds + reach.before)
        var found = checkouts.fetch(
            key, from: EventTime(milliseconds: time.milliseconds - reach.after))
        while found != KeyedBuffer.none, checkouts.records[found].time <= latest {
            let slot = checkouts.records[found].handle
            held.release(slot)
            held.setPutOut(slot)
            output.rows.append(JoinRow(checkout: held[slot].handle, click: handle))
            found = checkouts.records[found].next
        }
        if !isStored {
            output.exclude(
                click: handle, .notStored, limit: Watermark(rawValue: clicks.earliestLive))
        }
    }

    /// Takes the next checkout.
    public mutating func addCheckout(_ handle: Int32, time: EventTime, key: UInt32) {
        let slot = held.add(handle, time: time, key: key)
        let isStored = checkouts.put(slot, time: time, key: key) != nil
        held.setStored(slot, isStored)
        while let expired = checkouts.removeExpired() {
            held.setStored(expired.handle, false)
            releaseIfDone(expired.handle)
        }
        beginRecord(at: time, ownReach: reach.after)
        let reachEnd = EventTime(milliseconds: time.milliseconds + reach.after)
        var hasJoined = false
        var found = clicks.fetch(
            key, from: EventTime(milliseconds: time.milliseconds - reach.before))
        while found != KeyedBuffer.none, clicks.records[found].time <= reachEnd {
            hasJoined = true
            output.rows.append(JoinRow(checkout: handle, click: clicks.records[found].handle))
            found = clicks.records[found].next
        }
        if hasJoined { held.setPutOut(slot) }
        if isLeft, !hasJoined {
            if mode == .eager || reachEnd.milliseconds < streamTime {
                output.rows.append(JoinRow(padded: handle))
                held.setPutOut(slot)
            } else {
                held.hold(slot)
                timeNoted = min(timeNoted, time.milliseconds)
            }
        }
        if !isStored {
            output.dropped.append(
                DroppedRecord(
                    handle: handle, side: .checkout, rule: .notStored,
                    limit: Watermark(rawValue: checkouts.earliestLive)))
        }
        releaseIfDone(slot)
    }

    /// Empties ``output``.
    public mutating func clear() {
        output.clear()
        heldRows.removeAll(keepingCapacity: true)
    }

    /// Stream time moves; a record at it puts out the closed pads first.
    private mutating func beginRecord(at time: EventTime, ownReach: Int64) {
        streamTime = max(streamTime, time.milliseconds)
        guard isLeft, mode == .fixed, time.milliseconds == streamTime else { return }
        if emission == .whenNoted {
            if timeNoted == .max || timeNoted + ownReach + grace >= streamTime { return }
            if clock < nextEmission { return }
            nextEmission = clock + emitInterval
            timeNoted = held.latestHeld()?.milliseconds ?? .max
        } else if clock < nextEmission {
            return
        }
        let limit = EventTime(milliseconds: streamTime - reach.after - grace - 1)
        while let slot = held.pop(through: limit) {
            let checkout = held[slot]
            heldRows.append(
                HeldRow(row: output.rows.count, time: checkout.time, key: checkout.key))
            output.rows.append(JoinRow(padded: checkout.handle))
            nextEmission = clock + emitInterval
            releaseIfDone(slot)
        }
    }

    private mutating func releaseIfDone(_ slot: Int32) {
        if let handle = held.removeIfDone(slot) { output.releasedCheckouts.append(handle) }
    }

    /// The stores are sound, and the checkouts' store agrees with what is known of each.
    public func checkInvariants() {
        clicks.checkInvariants()
        checkouts.checkInvariants()
        precondition(held.storedCount == checkouts.records.count, "a checkout stored unknown")
    }
}
