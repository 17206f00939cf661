extension FlinkSQLJoin {
    /// A key's timer of either side is due, or both are.
    mutating func fire(_ timer: FlinkTimerHeap.Timer) {
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

    /// Drops a key's clicks up to the clean-up time; clicks leave without a row, so in any order.
    mutating func removeExpiredClicks(of key: UInt32) {
        while true {
            let slot = clicks.records.first(of: key)
            if slot == KeyedBuffer.none || clicks.records[slot].time.milliseconds > clickExpiry {
                return
            }
            removeClick(slot)
        }
    }

    /// Drops a click.
    mutating func removeClick(_ slot: Int32) {
        output.releasedClicks.append(clicks.records[slot].handle)
        clicks.remove(slot)
    }

    /// Drops a checkout, padded if it never joined.
    mutating func removeCheckout(_ slot: Int32) {
        let checkout = checkouts.records[slot]
        if isLeft, !checkout.hasJoined { output.rows.append(JoinRow(padded: checkout.handle)) }
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
            output.dropped.append(
                DroppedRecord(
                    handle: clicks.records[slot].handle, side: .click, rule: .forgotten,
                    limit: Watermark(rawValue: operatorTime)))
            removeClick(slot)
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
