/// Kafka Streams' `checkouts.leftJoin(clicks, …, JoinWindows.ofTimeDifferenceAndGrace(…))`, or
/// `join`, with one task.
///
/// - Stream time is the largest event time over both sides. Only records move it, and there is no
///   end of input.
/// - A record at stream time first puts out the held checkouts whose windows are closed:
///   t + after + grace < stream time, by event time, key, arrival. But it looks for them only if
///   `oldest` + its own reach + grace < stream time, the reach of a click being the lookback: with
///   an hour of lookback a click looks only when `oldest` is an hour and the grace behind.
/// - `oldest` is a bound and not the minimum. A checkout that is held lowers it, a match does not
///   raise it, and a look sets it to the time of the latest checkout held, whether that comes out
///   or stays: so what stays waits for that one to close, or for an earlier one to be held.
/// - `emitInterval` is the least time of the clock between two looks (1 s in production, 0 in
///   Kafka's test driver).
/// - Then it is paired with the other side's store, in its window, both ends included; a held
///   checkout that matches is not held any more.
/// - A checkout without a match is padded at once if t + after < stream time, even inside the
///   grace, so that a later click can still give a pair; otherwise it is held.
/// - A record without a key moves stream time and does no more: it neither looks nor is stored. A
///   checkout comes out without a click at once.
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

    /// What a side's windows are kept in.
    public enum Store: Sendable, Hashable {
        /// Segments of event time that expire as a whole: the default.
        case rocksDB
        /// Records that expire one by one.
        case inMemory
    }

    /// Kafka has stream time, no watermarks.
    public static let watermarkRule = WatermarkRule()
    /// There is no end of input.
    public static let hasEndOfInput = false
    /// Held rows of one time are listed by key.
    public var ordersTies: Bool { true }

    /// What the last calls brought about.
    public internal(set) var output = JoinOutput()
    /// Which pairs of a checkout are listed.
    public var listing = PairListing.all
    /// Matches nothing.
    public var nullKey = UInt32.max
    /// The largest event time so far, −1 before the first record.
    public private(set) var streamTime: Int64 = -1

    private let reach: JoinReach
    private let isLeft: Bool
    private let grace: Int64
    private let mode: Mode
    private let emitInterval: Milliseconds
    private(set) var clicks: KafkaWindowStore
    /// Its records' handles are slots of `held`.
    private(set) var checkouts: KafkaWindowStore
    private var held: KafkaHeldPads
    private var clock = ProcessingTime.beforeAll
    private var nextEmission = ProcessingTime.beforeAll
    /// A bound of the earliest time held: none of them is before it.
    private var oldest = Int64.max
    /// The pads among the rows that had been held, in their order.
    var heldRows: [HeldRow] = []

    /// An empty join.
    ///
    /// - Parameters:
    ///   - bounds: which clicks match a checkout.
    ///   - isLeft: whether checkouts without a click are rows too.
    ///   - grace: how long a window stays open after its end.
    ///   - mode: when checkouts without a click come out.
    ///   - emitInterval: the least time between two looks for held rows that are due.
    ///   - store: what the windows are kept in.
    public init(
        bounds: JoinBounds, isLeft: Bool, grace: Milliseconds, mode: Mode = .fixed,
        emitInterval: Milliseconds = .zero, store: Store = .rocksDB
    ) {
        reach = JoinReach(bounds)
        self.isLeft = isLeft
        self.grace = grace.count
        self.mode = mode
        self.emitInterval = emitInterval
        let retention = max(0, reach.before + reach.after + grace.count)
        clicks = KafkaWindowStore(store, retention: retention)
        checkouts = KafkaWindowStore(store, retention: retention)
        held = KafkaHeldPads(span: max(0, reach.after) + grace.count)
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

    /// A record goes into its own side's store and looks in the other's.
    public func prefetch(_ pass: PrefetchPass, _ side: JoinSide, key: UInt32) {
        pass.fetch(side, key: key, clicks: clicks.records, checkouts: checkouts.records)
    }

    /// Takes the next click.
    public mutating func addClick(_ handle: Int32, time: EventTime, key: UInt32) {
        if key == nullKey {
            streamTime = max(streamTime, time.milliseconds)
            return output.releasedClicks.append(handle)
        }
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
        if key == nullKey {
            streamTime = max(streamTime, time.milliseconds)
            if isLeft { output.rows.append(JoinRow(padded: handle)) }
            return output.releasedCheckouts.append(handle)
        }
        let slot = held.add(handle, time: time, key: key)
        let isStored = checkouts.put(slot, time: time, key: key) != nil
        held.setStored(slot, isStored)
        while let expired = checkouts.removeExpired() {
            held.setStored(expired.handle, false)
            releaseIfDone(expired.handle)
        }
        beginRecord(at: time, ownReach: reach.after)
        let reachEnd = EventTime(milliseconds: time.milliseconds + reach.after)
        let rowsBefore = output.rows.count
        let earliest = EventTime(milliseconds: time.milliseconds - reach.before)
        clicks.records.forEach(
            of: key, from: max(earliest, clicks.earliestFetched), to: reachEnd, listing
        ) {
            output.rows.append(JoinRow(checkout: handle, click: clicks.records[$0].handle))
        }
        let hasJoined = output.rows.count > rowsBefore
        if hasJoined { held.setPutOut(slot) }
        if isLeft, !hasJoined {
            if mode == .eager || reachEnd.milliseconds < streamTime {
                output.rows.append(JoinRow(padded: handle))
                held.setPutOut(slot)
            } else {
                held.hold(slot)
                oldest = min(oldest, time.milliseconds)
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

    /// Stream time moves; a record at it puts out the closed pads first, if it looks for them.
    private mutating func beginRecord(at time: EventTime, ownReach: Int64) {
        streamTime = max(streamTime, time.milliseconds)
        guard isLeft, mode == .fixed, time.milliseconds == streamTime else { return }
        if oldest == .max || oldest + ownReach + grace >= streamTime || clock < nextEmission {
            return
        }
        nextEmission = clock + emitInterval
        oldest = held.latestHeld()?.milliseconds ?? .max
        let limit = EventTime(milliseconds: streamTime - reach.after - grace - 1)
        while let slot = held.pop(through: limit) {
            let checkout = held[slot]
            heldRows.append(
                HeldRow(row: output.rows.count, time: checkout.time, key: checkout.key))
            output.rows.append(JoinRow(padded: checkout.handle))
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
