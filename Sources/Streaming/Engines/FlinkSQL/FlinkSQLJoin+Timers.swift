extension FlinkSQLJoin {
    /// What a timer's firing put out.
    struct Firing: BitwiseCopyable {
        var time: Int64
        var key: UInt32
        /// Its rows.
        var start: Int
        var end: Int
    }

    /// On RocksDB, timers of one time come by their keys.
    public var ordersTies: Bool { backend == .rocksDB }

    /// Puts what the timers of one time put out in the order of their keys.
    public mutating func orderTies(_ keyPrecedes: (_ first: UInt32, _ second: UInt32) -> Bool) {
        guard let first = firings.first, let last = firings.last, firings.count > 1 else { return }
        let rows = output.rows
        var place = first.start
        let sorted = firings.enumerated().sorted { a, b in
            if a.element.time != b.element.time { return a.element.time < b.element.time }
            if keyPrecedes(a.element.key, b.element.key) { return true }
            return !keyPrecedes(b.element.key, a.element.key) && a.offset < b.offset
        }
        for (_, firing) in sorted {
            for row in firing.start..<firing.end {
                output.rows[place] = rows[row]
                place += 1
            }
        }
        precondition(place == last.end, "a row between two firings")
    }

    /// A key's timer of either side is due, or both are.
    mutating func fire(_ timer: FlinkTimerHeap.Timer) {
        let start = output.rows.count
        runTimer(timer)
        if backend == .rocksDB, output.rows.count > start {
            firings.append(
                Firing(time: timer.time, key: timer.key, start: start, end: output.rows.count))
        }
    }

    private mutating func runTimer(_ timer: FlinkTimerHeap.Timer) {
        let key = timer.key
        if clicks.timer(of: key) == timer.time {
            clickExpiry = expiry(reach: reach.before)
            removeExpiredClicks(of: key)
            if let oldest = oldestLeft(in: clicks, of: key) {
                armClickTimer(key, for: oldest)
            } else {
                clicks.setTimer(HashOrderedBuffer.noTimer, of: key)
                forgetClicks(of: key)
                clicks.discardEmptyMap(of: key)
            }
        }
        if checkouts.timer(of: key) == timer.time {
            checkoutExpiry = expiry(reach: reach.after)
            checkouts.find(key: key, through: EventTime(milliseconds: checkoutExpiry))
            for place in checkouts.found.indices { removeCheckout(checkouts.found[place]) }
            if let oldest = oldestLeft(in: checkouts, of: key) {
                armCheckoutTimer(key, for: oldest)
            } else {
                checkouts.setTimer(HashOrderedBuffer.noTimer, of: key)
                forgetCheckouts(of: key)
                checkouts.discardEmptyMap(of: key)
            }
        }
    }

    /// Fetches what the timers that fire next will touch: they come in no order of place or key.
    func prefetchNextTimers() {
        timers.forEachNext { isFirst, key in
            if isFirst {
                clicks.records.prefetchFirst(of: key)
                checkouts.records.prefetchFirst(of: key)
            } else {
                prefetch(.keys, .click, key: key)
            }
        }
    }

    /// Sets a key's timer for a click at `time`.
    mutating func armClickTimer(_ key: UInt32, for time: EventTime) {
        let due = time.milliseconds + reach.before + minCleanup + 1
        clicks.setTimer(due, of: key)
        // A key has one timer of a time, whatever it is for.
        if checkouts.timer(of: key) != due { timers.add(.init(time: due, key: key)) }
    }

    /// Sets a key's timer for a checkout at `time`.
    mutating func armCheckoutTimer(_ key: UInt32, for time: EventTime) {
        let due = time.milliseconds + reach.after + minCleanup + 1
        checkouts.setTimer(due, of: key)
        if clicks.timer(of: key) != due { timers.add(.init(time: due, key: key)) }
    }

    /// Drops a key's clicks up to the clean-up time: in any order, unless they leave with a row.
    mutating func removeExpiredClicks(of key: UInt32) {
        if kind.padsClicks {
            clicks.find(key: key, through: EventTime(milliseconds: clickExpiry))
            for place in clicks.found.indices { removeClick(clicks.found[place]) }
            return
        }
        while true {
            let slot = clicks.records.first(of: key)
            if slot == KeyedBuffer.none || clicks.records[slot].time.milliseconds > clickExpiry {
                return
            }
            removeClick(slot)
        }
    }

    /// Drops a click, padded if it never joined and its join shows that.
    mutating func removeClick(_ slot: Int32) {
        let click = clicks.records[slot]
        if kind.padsClicks, !click.hasJoined {
            output.rows.append(JoinRow(unmatched: click.handle))
        }
        output.releasedClicks.append(click.handle)
        clicks.remove(slot)
    }

    /// Drops a checkout, padded if it never joined.
    mutating func removeCheckout(_ slot: Int32) {
        let checkout = checkouts.records[slot]
        if kind.padsCheckouts, !checkout.hasJoined {
            output.rows.append(JoinRow(padded: checkout.handle))
        }
        output.releasedCheckouts.append(checkout.handle)
        checkouts.remove(slot)
    }

    /// The event time that the next timer is set for, `nil` for none.
    ///
    /// Flink starts with −1 for "none so far" and goes through the map: a negative time counts as
    /// none when the next comes, and a result that is not positive counts as "nothing left".
    private func oldestLeft(in side: borrowing HashOrderedBuffer, of key: UInt32) -> EventTime? {
        let first = side.records.first(of: key)
        if first == KeyedBuffer.none { return nil }
        let time = side.records[first].time
        if time.milliseconds > 0 { return time }
        var oldest: Int64 = -1
        for time in side.timesInMapOrder(of: key)
        where time.milliseconds < oldest || oldest < 0 { oldest = time.milliseconds }
        return oldest > 0 ? EventTime(milliseconds: oldest) : nil
    }

    private mutating func forgetClicks(of key: UInt32) {
        while true {
            let slot = clicks.records.first(of: key)
            if slot == KeyedBuffer.none { return }
            let click = clicks.records[slot].handle
            output.dropped.append(
                DroppedRecord(
                    handle: click, side: .click, rule: .forgotten,
                    limit: Watermark(rawValue: operatorTime)))
            output.releasedClicks.append(click)
            clicks.remove(slot)
        }
    }

    private mutating func forgetCheckouts(of key: UInt32) {
        while true {
            let slot = checkouts.records.first(of: key)
            if slot == KeyedBuffer.none { return }
            let checkout = checkouts.records[slot]
            if !checkout.hasJoined {
                output.dropped.append(
                    DroppedRecord(
                        handle: checkout.handle, side: .checkout, rule: .forgotten,
                        limit: Watermark(rawValue: operatorTime)))
            }
            output.releasedCheckouts.append(checkout.handle)
            checkouts.remove(slot)
        }
    }

    /// How many entries of keyed state Flink has: a map a key and side, a timer a key and side.
    /// Cost: all keys.
    public var stateEntries: Int {
        clicks.timerCount + checkouts.timerCount + clicks.mapCount + checkouts.mapCount
    }

    /// The sides are sound, and each key with records has its timer.
    public func checkInvariants() {
        clicks.checkInvariants()
        checkouts.checkInvariants()
        for entry in clicks.records.inOrder() {
            precondition(
                clicks.timer(of: entry.key) != HashOrderedBuffer.noTimer, "a click without a timer")
        }
        for entry in checkouts.records.inOrder() {
            precondition(
                checkouts.timer(of: entry.key) != HashOrderedBuffer.noTimer,
                "a checkout without a timer")
        }
        var pending = clicks.timerCount
        for key in 0..<UInt32(checkouts.keyCount) {
            let timer = checkouts.timer(of: key)
            if timer != HashOrderedBuffer.noTimer, timer != clicks.timer(of: key) { pending += 1 }
        }
        precondition(pending == timers.count, "a timer that no key waits for")
    }
}

extension FlinkSQLJoin {
    /// What the engine goes by now.
    public var moment: EngineMoment {
        EngineMoment(
            time: Watermark(rawValue: operatorTime), clicksLimit: clickExpiry,
            checkoutsLimit: checkoutExpiry)
    }
}
