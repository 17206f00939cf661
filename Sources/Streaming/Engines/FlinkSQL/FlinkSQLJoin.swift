/// Flink's event-time interval join in SQL, as `TimeIntervalJoin` of Flink 1.20 and 2.3 does it
/// with parallelism 1.
///
/// - Nothing is dropped for being late: a late record joins whatever the other side still holds.
/// - Two clean-up times, one a side, belong to the operator and not to a key. A record looks at
///   the other side only if that side's time is before the end of its own reach; the look sets
///   the time anew from the watermark W, joins, and then drops what is not later than it.
/// - A record stays while W is before the end of its reach, t + after for a checkout and
///   c + before for a click; a checkout that cannot stay and joined nothing is padded at once.
/// - One timer a key and side, 1 ms after the reach of the record that found none pending. It
///   drops what has expired, pads the checkouts that never joined, and is set again for the
///   oldest record left: a record older than that leaves later than its own reach.
/// - Every checkout gives at least one pair or exactly one pad, never both. In a right or full
///   join so does every click, at c + before.
/// - Either reach may be negative. Where no click can match, every record is padded at once.
/// - Records without a user are one key of its own that matches nothing.
/// - Rows of a step on the heap backend: a key's event times in the order of Java's hash map, keys
///   that fire at one watermark in the order of Flink's timer heap. In RocksDB event times ascend,
///   and keys of one timer time come by their bytes.
/// - Restored from a savepoint, records and timers come back; the watermark and both clean-up
///   times start anew, so that late records are on time again.
///
/// A cleaning also throws away what is left if the oldest time left is not after 1970-01-01:
/// Flink takes 0 for "nothing left". Such records are reported as forgotten.
public struct FlinkSQLJoin: IntervalJoinEngine, ~Copyable {
    /// Where the state lies.
    public enum Backend: Sendable, Hashable {
        /// On the heap, in Java's hash maps.
        case hashMap
        /// In RocksDB, in order.
        case rocksDB
    }

    /// `WATERMARK FOR ts AS ts - delay`, by an operator: nothing held back, nothing shown before
    /// 1970.
    public static let watermarkRule = WatermarkRule(isPositiveOnly: true)
    /// A watermark that comes from the source itself is shown as it is.
    public let watermarkRule: WatermarkRule

    /// What the last calls brought about.
    public internal(set) var output = JoinOutput()
    /// Which pairs of a checkout are listed.
    public var listing = PairListing.all
    /// Has buffers and timers as any other, and matches nothing.
    public var nullKey = UInt32.max

    let reach: JoinReach
    let kind: JoinKind
    let minCleanup: Int64
    let backend: Backend

    var clicks: HashOrderedBuffer
    var checkouts: HashOrderedBuffer
    /// Until when each side has been cleaned, for all keys together.
    var clickExpiry: Int64 = 0
    var checkoutExpiry: Int64 = 0
    /// The watermark, 0 while it is not positive.
    var operatorTime: Int64 = 0
    var timers = FlinkTimerHeap()
    /// The rows that a timer's firing brought about, where keys are put in order.
    var firings: [Firing] = []

    /// An empty left or inner join.
    ///
    /// - Parameters:
    ///   - bounds: which clicks match a checkout.
    ///   - isLeft: whether checkouts without a click are rows too.
    ///   - minCleanup: `table.exec.interval-join.min-cleanup-interval`.
    public init(bounds: JoinBounds, isLeft: Bool, minCleanup: Milliseconds = .zero) {
        self.init(
            reach: JoinReach(bounds), kind: isLeft ? .left : .inner, minCleanup: minCleanup)
    }

    /// An empty join of any reach, negative ones included.
    ///
    /// `showsEarlyWatermarks`: a watermark of 0 or less is one, too, as it comes from a source.
    public init(
        reach: JoinReach, kind: JoinKind, minCleanup: Milliseconds = .zero,
        backend: Backend = .hashMap, showsEarlyWatermarks: Bool = false
    ) {
        self.reach = reach
        self.kind = kind
        self.minCleanup = minCleanup.count
        self.backend = backend
        watermarkRule = WatermarkRule(isPositiveOnly: !showsEarlyWatermarks)
        clicks = HashOrderedBuffer(ascends: backend == .rocksDB)
        checkouts = HashOrderedBuffer(ascends: backend == .rocksDB)
    }

    /// How many clicks are held now and were at most.
    public var clicksHeld: HeldCount { clicks.records.held }
    /// How many checkouts are held now and were at most, joined ones included.
    public var checkoutsHeld: HeldCount { checkouts.records.held }
    /// How many timers are pending.
    public var timersPending: Int { timers.count }
    /// The operator's time: its watermark, 0 before the first.
    public var eventTimeProgress: Watermark { Watermark(rawValue: operatorTime) }
    /// The held checkouts without a pair, of a left join; an inner join's all are.
    public var pendingCheckouts: [Int32] {
        checkouts.records.inOrder().filter { !$0.hasJoined }.map(\.handle)
    }
    /// The watermark of the rows: the join holds it back by its longer reach.
    public func outputWatermark(for watermark: Watermark) -> Watermark {
        watermark - Milliseconds(max(reach.before, reach.after, 0))
    }

    /// A record goes into its own side's buffer and looks in the other's.
    public func prefetch(_ pass: PrefetchPass, _ side: JoinSide, key: UInt32) {
        if pass == .keys {
            clicks.prefetchMap(of: key)
            checkouts.prefetchMap(of: key)
        }
        pass.fetch(side, key: key, clicks: clicks.records, checkouts: checkouts.records)
    }

    /// Takes the next checkout: joins the clicks held, and stays or comes out.
    public mutating func addCheckout(_ handle: Int32, time: EventTime, key: UInt32) {
        if reach.isEmpty { return padAtOnce(handle, hasJoined: false) }
        var hasJoined = false
        let reachEnd = time.milliseconds + reach.after
        if clickExpiry < reachEnd {
            clickExpiry = expiry(reach: reach.before)
            hasJoined = joinClicks(of: key, with: handle, at: time)
        }
        guard operatorTime < reachEnd else { return padAtOnce(handle, hasJoined: hasJoined) }
        _ = checkouts.insert(handle, time: time, key: key, hasJoined: hasJoined)
        if checkouts.timer(of: key) == HashOrderedBuffer.noTimer {
            armCheckoutTimer(key, for: time)
        }
    }

    /// Takes the next click: joins the checkouts held, and stays or is forgotten.
    public mutating func addClick(_ handle: Int32, time: EventTime, key: UInt32) {
        let reachEnd = time.milliseconds + reach.before
        var hasJoined = false
        if !reach.isEmpty, checkoutExpiry < reachEnd {
            checkoutExpiry = expiry(reach: reach.after)
            hasJoined = joinCheckouts(of: key, with: handle, at: time)
        }
        guard !reach.isEmpty, operatorTime < reachEnd else {
            if kind.padsClicks, !hasJoined { output.rows.append(JoinRow(unmatched: handle)) }
            return output.releasedClicks.append(handle)
        }
        _ = clicks.insert(handle, time: time, key: key, hasJoined: hasJoined)
        if clicks.timer(of: key) == HashOrderedBuffer.noTimer { armClickTimer(key, for: time) }
    }

    /// Fires the timers up to the watermark.
    public mutating func advance(to watermark: Watermark) {
        operatorTime = max(operatorTime, watermark.rawValue)
        while let timer = timers.first, timer.time <= watermark.rawValue {
            timers.removeFirst()
            fire(timer)
            prefetchNextTimers()
        }
    }

    /// The job stops with a savepoint and starts again from it.
    public mutating func restart() {
        operatorTime = 0
        clickExpiry = 0
        checkoutExpiry = 0
    }

    /// Empties ``output``.
    public mutating func clear() {
        output.clear()
        if backend == .rocksDB { firings.removeAll(keepingCapacity: true) }
    }

    /// Until when a side is to be cleaned, given how far the other side's records reach into it.
    func expiry(reach: Int64) -> Int64 {
        operatorTime == .max ? .max : operatorTime - reach - 1
    }

    private mutating func padAtOnce(_ checkout: Int32, hasJoined: Bool) {
        if kind.padsCheckouts, !hasJoined { output.rows.append(JoinRow(padded: checkout)) }
        output.releasedCheckouts.append(checkout)
    }

    private mutating func joinClicks(
        of key: UInt32, with checkout: Int32, at time: EventTime
    ) -> Bool {
        let earliest = EventTime(milliseconds: time.milliseconds - reach.before)
        let latest = EventTime(milliseconds: time.milliseconds + reach.after)
        let matches = key != nullKey
        guard listing == .all || kind.padsClicks || !matches else {
            clicks.find(key: key, from: earliest, to: latest, listing)
            for slot in clicks.found {
                output.rows.append(
                    JoinRow(checkout: checkout, click: clicks.records[slot].handle))
            }
            removeExpiredClicks(of: key)
            return !clicks.found.isEmpty
        }
        clicks.find(
            key: key, through: EventTime(milliseconds: clickExpiry), from: earliest, to: latest)
        var hasJoined = false
        for place in clicks.found.indices {
            let slot = clicks.found[place]
            let click = clicks.records[slot]
            if matches, click.time >= earliest, click.time <= latest {
                output.rows.append(JoinRow(checkout: checkout, click: click.handle))
                if kind.padsClicks { clicks.markJoined(slot) }
                hasJoined = true
            }
            if click.time.milliseconds <= clickExpiry { removeClick(slot) }
        }
        return hasJoined
    }

    private mutating func joinCheckouts(
        of key: UInt32, with click: Int32, at time: EventTime
    ) -> Bool {
        let earliest = EventTime(milliseconds: time.milliseconds - reach.after)
        let latest = EventTime(milliseconds: time.milliseconds + reach.before)
        checkouts.find(
            key: key, through: EventTime(milliseconds: checkoutExpiry), from: earliest, to: latest)
        let matches = key != nullKey
        var hasJoined = false
        for place in checkouts.found.indices {
            let slot = checkouts.found[place]
            let checkout = checkouts.records[slot]
            if matches, checkout.time >= earliest, checkout.time <= latest {
                output.rows.append(JoinRow(checkout: checkout.handle, click: click))
                checkouts.markJoined(slot)
                hasJoined = true
            }
            if checkout.time.milliseconds <= checkoutExpiry { removeCheckout(slot) }
        }
        return hasJoined
    }
}
