/// Pathway's `checkouts.interval_join_left(clicks, …, interval(−before, after), behavior)`: a view
/// that is kept up to date, minibatch after minibatch.
///
/// - A checkout without a match is padded in its own minibatch. The first match takes the pad back
///   (`-D` pad, `+I` pair); more matches only add. There is no watermark, and nothing comes at the
///   end of input.
/// - Each input has a clock of its own: the largest event time of its accepted records, which
///   moves behind the whole minibatch. A record is dropped iff t + cutoff ≤ its input's clock.
/// - A minibatch with an accepted record of an input forgets that input's records with
///   t + cutoff ≤ the clock from before it. Where results are kept it does so behind the join: they
///   join once more and then go silently, so that a pad which becomes right that way is never
///   shown, though it may be taken back later. Where results are not kept it does so before the
///   join: the rows of what is forgotten are taken back, and a checkout that has lost its last
///   click is padded.
/// - Without a cutoff nothing is dropped or forgotten.
///
/// Pathway promises no order within a minibatch; here what is taken back comes first, then
/// checkouts by arrival, then clicks by arrival.
///
/// Cost: a record costs its matches, twice where it is forgotten.
public struct PathwayJoin: IntervalJoinEngine, ~Copyable {
    /// Pathway has clocks of its own.
    public static let watermarkRule = WatermarkRule()
    /// There is no end of input.
    public static let hasEndOfInput = false
    /// Rows are taken back.
    public static let takesRowsBack = true
    /// A pair goes with a record that is forgotten.
    public var takesPairsBack: Bool { cutoff != nil && !keepsResults }
    /// A minibatch answers all that it has.
    public static let leavesNothingPending = true

    /// What the last calls brought about.
    public private(set) var output = JoinOutput()
    /// Which pairs of a checkout are listed; with a cutoff, all of them.
    public var listing = PairListing.all
    /// Matches nothing.
    public var nullKey = UInt32.max

    private struct Change: BitwiseCopyable {
        var row: JoinRow
        var checkoutNumber: Int64
        var clickNumber: Int64

        static func precedes(_ a: Change, _ b: Change) -> Bool {
            if a.row.isRetraction != b.row.isRetraction { return a.row.isRetraction }
            if a.checkoutNumber != b.checkoutNumber { return a.checkoutNumber < b.checkoutNumber }
            return a.clickNumber < b.clickNumber
        }
    }

    private struct Arrival: BitwiseCopyable {
        var handle: Int32
        var time: EventTime
        var key: UInt32
        /// Which pairs a checkout lists.
        var listing = PairListing.all
    }

    private let reach: JoinReach
    private let cutoff: Int64?
    private let keepsResults: Bool
    /// How many records make a minibatch; `nil`: the caller says when by ``endBatch()``.
    private let batchRecords: Int?

    private var clicks: PathwaySide
    private var checkouts: PathwaySide
    /// How many clicks that are held match a checkout, by its slot; 0: its pad is right.
    private var matches: [Int32] = []
    /// The checkouts that this minibatch found in state and changed, and their matches before it.
    private var touched: [(slot: Int32, matches: Int32)] = []
    private var isTouched: [Bool] = []

    private var newClicks: [Arrival] = []
    private var newCheckouts: [Arrival] = []
    /// The records of this minibatch, dropped ones included.
    private var recordsNow = 0
    private var changes: [Change] = []

    /// An empty join, always a left one.
    ///
    /// - Parameters:
    ///   - reach: which clicks match a checkout, both ends included.
    ///   - cutoff: how far behind its input's clock a record may lie; `nil`: as far as it likes.
    ///   - keepsResults: whether rows of forgotten records stay.
    ///   - batchRecords: how many records of both inputs make a minibatch; `nil`: at
    ///     ``endBatch()``.
    public init(
        reach: JoinReach, cutoff: Milliseconds?, keepsResults: Bool = true, batchRecords: Int? = 1
    ) {
        self.reach = reach
        self.cutoff = cutoff?.count
        self.keepsResults = keepsResults
        self.batchRecords = batchRecords
        clicks = PathwaySide(cutoff: cutoff?.count)
        checkouts = PathwaySide(cutoff: cutoff?.count)
    }

    /// The lesser of both clocks.
    public var eventTimeProgress: Watermark {
        guard let first = clicks.clock, let second = checkouts.clock else { return .unset }
        return Watermark(rawValue: min(first, second))
    }
    /// How many clicks are held now and were at most.
    public var clicksHeld: HeldCount { clicks.records.held }
    /// How many checkouts are held now and were at most, joined ones included.
    public var checkoutsHeld: HeldCount { checkouts.records.held }
    /// Those that wait for their minibatch.
    public var pendingCheckouts: [Int32] { newCheckouts.map(\.handle) }
    /// Until when each side is cleared: a record at its limit or before it is dropped.
    public var moment: EngineMoment {
        EngineMoment(
            time: eventTimeProgress, clicksLimit: clicks.limit, checkoutsLimit: checkouts.limit)
    }

    /// Takes a click into the minibatch, or drops it.
    public mutating func addClick(_ handle: Int32, time: EventTime, key: UInt32) {
        if let limit = clicks.limit, time.milliseconds <= limit {
            output.exclude(click: handle, .behindCutoff, limit: Watermark(rawValue: limit))
        } else {
            newClicks.append(Arrival(handle: handle, time: time, key: key))
        }
        countRecord()
    }

    /// Takes a checkout into the minibatch, or drops it.
    public mutating func addCheckout(_ handle: Int32, time: EventTime, key: UInt32) {
        if let limit = checkouts.limit, time.milliseconds <= limit {
            output.exclude(checkout: handle, .behindCutoff, limit: Watermark(rawValue: limit))
        } else {
            newCheckouts.append(
                Arrival(handle: handle, time: time, key: key, listing: listing))
        }
        countRecord()
    }

    private mutating func countRecord() {
        recordsNow += 1
        if recordsNow == batchRecords { endBatch() }
    }

    /// Runs the minibatch of the records so far.
    public mutating func endBatch() {
        recordsNow = 0
        if newClicks.isEmpty && newCheckouts.isEmpty { return }
        if !keepsResults { forget() }
        for click in newClicks { join(click: click) }
        for checkout in newCheckouts { join(checkout: checkout) }
        for (slot, before) in touched {
            isTouched[Int(slot)] = false
            let after = matches[Int(slot)]
            guard (before == 0) != (after == 0) else { continue }
            let checkout = checkouts.records[slot]
            var row = JoinRow(padded: checkout.handle)
            row.kind = before == 0 ? .delete : .insert
            changes.append(
                Change(row: row, checkoutNumber: checkout.number, clickNumber: -1))
        }
        touched.removeAll(keepingCapacity: true)
        if changes.count > 1 { changes.sort(by: Change.precedes) }
        for change in changes { output.rows.append(change.row) }
        changes.removeAll(keepingCapacity: true)
        if keepsResults { forget() }
        for click in newClicks { clicks.observe(click.time) }
        for checkout in newCheckouts { checkouts.observe(checkout.time) }
        newClicks.removeAll(keepingCapacity: true)
        newCheckouts.removeAll(keepingCapacity: true)
    }

    /// Empties ``output``.
    public mutating func clear() { output.clear() }

    // MARK: The join

    private mutating func join(click: Arrival) {
        let slot = clicks.insert(click.handle, time: click.time, key: click.key)
        let number = clicks.records[slot].number
        forEachCheckout(of: click.key, matching: click.time) { join, checkout in
            join.touch(checkout)
            join.matches[Int(checkout)] += 1
            join.add(checkout, click: click.handle, number)
        }
    }

    private mutating func join(checkout: Arrival) {
        let slot = checkouts.insert(checkout.handle, time: checkout.time, key: checkout.key)
        while matches.count <= Int(slot) {
            matches.append(0)
            isTouched.append(false)
        }
        var count: Int32 = 0
        let number = checkouts.records[slot].number
        clicks.records.forEach(
            of: matchedKey(checkout.key),
            from: EventTime(milliseconds: checkout.time.milliseconds - reach.before),
            to: EventTime(milliseconds: checkout.time.milliseconds + reach.after),
            cutoff == nil ? checkout.listing : .all
        ) { found in
            let click = clicks.records[found]
            count += 1
            changes.append(
                Change(
                    row: JoinRow(checkout: checkout.handle, click: click.handle),
                    checkoutNumber: number, clickNumber: click.number))
        }
        matches[Int(slot)] = count
        if count == 0 {
            changes.append(
                Change(
                    row: JoinRow(padded: checkout.handle), checkoutNumber: number, clickNumber: -1))
        }
    }

    /// The checkouts that are held and match a click.
    private mutating func forEachCheckout(
        of key: UInt32, matching time: EventTime, _ body: (inout PathwayJoin, Int32) -> Void
    ) {
        if key == nullKey { return }
        let latest = EventTime(milliseconds: time.milliseconds + reach.before)
        var slot = checkouts.records.first(
            of: key, from: EventTime(milliseconds: time.milliseconds - reach.after))
        while slot != KeyedBuffer.none, checkouts.records[slot].time <= latest {
            let next = checkouts.records[slot].next
            body(&self, slot)
            slot = next
        }
    }

    /// The key whose records match: no key has the greatest number.
    private func matchedKey(_ key: UInt32) -> UInt32 { key == nullKey ? .max : key }

    private mutating func touch(_ slot: Int32) {
        if isTouched[Int(slot)] { return }
        isTouched[Int(slot)] = true
        touched.append((slot, matches[Int(slot)]))
    }

    private mutating func add(
        _ checkout: Int32, click: Int32, _ number: Int64, _ kind: RowKind = .insert
    ) {
        let entry = checkouts.records[checkout]
        var row = JoinRow(checkout: entry.handle, click: click)
        row.kind = kind
        changes.append(Change(row: row, checkoutNumber: entry.number, clickNumber: number))
    }

    // MARK: Forgetting

    /// Forgets what is behind the cutoff, on the sides that have a record in this minibatch.
    private mutating func forget() {
        if let limit = checkouts.limit, !newCheckouts.isEmpty {
            while let slot = checkouts.popExpired(through: limit) { forget(checkout: slot) }
        }
        if let limit = clicks.limit, !newClicks.isEmpty {
            while let slot = clicks.popExpired(through: limit) { forget(click: slot) }
        }
    }

    private mutating func forget(checkout slot: Int32) {
        let checkout = checkouts.records[slot]
        if !keepsResults {
            if matches[Int(slot)] == 0 {
                var row = JoinRow(padded: checkout.handle)
                row.kind = .delete
                changes.append(
                    Change(row: row, checkoutNumber: checkout.number, clickNumber: -1))
            }
            clicks.records.forEach(
                of: matchedKey(checkout.key),
                from: EventTime(milliseconds: checkout.time.milliseconds - reach.before),
                to: EventTime(milliseconds: checkout.time.milliseconds + reach.after), .all
            ) { found in
                let click = clicks.records[found]
                var row = JoinRow(checkout: checkout.handle, click: click.handle)
                row.kind = .delete
                changes.append(
                    Change(
                        row: row, checkoutNumber: checkout.number, clickNumber: click.number))
            }
        }
        output.releasedCheckouts.append(checkout.handle)
        checkouts.remove(slot)
    }

    private mutating func forget(click slot: Int32) {
        let click = clicks.records[slot]
        let keepsResults = keepsResults
        forEachCheckout(of: click.key, matching: click.time) { join, checkout in
            if !keepsResults {
                join.touch(checkout)
                join.add(checkout, click: click.handle, click.number, .delete)
            }
            join.matches[Int(checkout)] -= 1
        }
        output.releasedClicks.append(click.handle)
        clicks.remove(slot)
    }

    /// Each side is sound, and each checkout knows how many held clicks match it.
    public func checkInvariants() {
        clicks.checkInvariants()
        checkouts.checkInvariants()
        precondition(touched.isEmpty && changes.isEmpty, "a minibatch that is not over")
        guard cutoff != nil || listing == .all else { return }
        let held = clicks.records.inOrder()
        for checkout in checkouts.records.inOrder() {
            let count = held.count { click in
                click.key == checkout.key && click.key != nullKey
                    && click.time.milliseconds >= checkout.time.milliseconds - reach.before
                    && click.time.milliseconds <= checkout.time.milliseconds + reach.after
            }
            let slot = checkouts.records.slot(of: checkout)
            precondition(Int(matches[Int(slot)]) == count, "a match that was not counted")
        }
    }
}

/// One input of a Pathway join: its records, its clock, and what is behind the cutoff.
struct PathwaySide: ~Copyable {
    private(set) var records = KeyedBuffer()
    /// The largest event time of the accepted records of ended minibatches.
    private(set) var clock: Int64?
    private let cutoff: Int64?
    private var queue: ExpiryQueue

    init(cutoff: Int64?) {
        self.cutoff = cutoff
        queue = ExpiryQueue(span: cutoff ?? 0)
    }

    /// A record at it or before it is behind the cutoff; `nil` before the first minibatch, and
    /// without a cutoff.
    var limit: Int64? {
        guard let clock, let cutoff else { return nil }
        return clock - cutoff
    }

    mutating func insert(_ handle: Int32, time: EventTime, key: UInt32) -> Int32 {
        let slot = records.insert(handle, time: time, key: key)
        if cutoff != nil { queue.insert(slot, at: time, number: records[slot].number) }
        return slot
    }

    /// The next record at the limit or before it, still in ``records``.
    mutating func popExpired(through limit: Int64) -> Int32? {
        queue.pop(through: EventTime(milliseconds: limit))?.slot
    }

    mutating func remove(_ slot: Int32) { records.remove(slot) }

    mutating func observe(_ time: EventTime) { clock = max(clock ?? .min, time.milliseconds) }

    func checkInvariants() {
        records.checkInvariants()
        precondition(cutoff == nil || queue.count == records.count, "a record without an end")
    }
}
