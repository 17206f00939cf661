/// The state of a Spark stream-stream join: the records of both inputs that may still match, and
/// when each will be evicted.
struct SparkState: ~Copyable {
    struct Arrival: BitwiseCopyable {
        var time: EventTime
        var handle: Int32
        var key: UInt32
        /// Which pairs a checkout lists.
        var listing = PairListing.all
    }

    private let reach: JoinReach
    private let kind: JoinKind
    private(set) var clicks = KeyedBuffer()
    private(set) var checkouts = KeyedBuffer()
    private var clickQueue: ExpiryQueue
    private var checkoutQueue: ExpiryQueue

    init(reach: JoinReach, kind: JoinKind) {
        self.reach = reach
        self.kind = kind
        clickQueue = ExpiryQueue(span: max(0, reach.before))
        checkoutQueue = ExpiryQueue(span: max(0, reach.after))
    }

    /// Both sides' records together.
    var rows: Int { clicks.count + checkouts.count }

    /// Fetches what a checkout, or a click, will touch that comes `pass` by pass later; a hint.
    func prefetch(_ pass: PrefetchPass, _ side: JoinSide, key: UInt32) {
        pass.fetch(side, key: key, clicks: clicks, checkouts: checkouts)
    }

    /// Joins a checkout with the clicks in state, and stores it.
    mutating func add(checkout: Arrival, to output: inout JoinOutput) {
        let rowsBefore = output.rows.count
        let earliest = EventTime(milliseconds: checkout.time.milliseconds - reach.before)
        let latest = EventTime(milliseconds: checkout.time.milliseconds + reach.after)
        if kind == .semi {
            let click = clicks.first(of: checkout.key, from: earliest)
            if click != KeyedBuffer.none, clicks[click].time <= latest {
                // It has its row, and is not stored.
                output.rows.append(
                    JoinRow(checkout: checkout.handle, hidden: clicks[click].handle))
                return output.releasedCheckouts.append(checkout.handle)
            }
        } else if kind.padsClicks {
            var click = clicks.first(of: checkout.key, from: earliest)
            while click != KeyedBuffer.none, clicks[click].time <= latest {
                output.rows.append(
                    JoinRow(checkout: checkout.handle, click: clicks[click].handle))
                clicks.markJoined(click)
                click = clicks[click].next
            }
        } else {
            clicks.forEach(of: checkout.key, from: earliest, to: latest, checkout.listing) {
                output.rows.append(JoinRow(checkout: checkout.handle, click: clicks[$0].handle))
            }
        }
        let hasJoined = output.rows.count > rowsBefore
        let slot = checkouts.insert(
            checkout.handle, time: checkout.time, key: checkout.key, hasJoined: hasJoined)
        checkoutQueue.insert(slot, at: checkout.time, number: checkouts[slot].number)
    }

    /// Joins a click with the checkouts in state, and stores it.
    mutating func add(click: Arrival, to output: inout JoinOutput) {
        let latest = EventTime(milliseconds: click.time.milliseconds + reach.before)
        var checkout = checkouts.first(
            of: click.key, from: EventTime(milliseconds: click.time.milliseconds - reach.after))
        var hasJoined = false
        while checkout != KeyedBuffer.none, checkouts[checkout].time <= latest {
            // A semi join shows a checkout once; it stays in state until it is evicted.
            if kind != .semi || !checkouts[checkout].hasJoined {
                let handle = checkouts[checkout].handle
                output.rows.append(
                    kind == .semi
                        ? JoinRow(checkout: handle, hidden: click.handle)
                        : JoinRow(checkout: handle, click: click.handle))
            }
            checkouts.markJoined(checkout)
            hasJoined = true
            checkout = checkouts[checkout].next
        }
        let slot = clicks.insert(
            click.handle, time: click.time, key: click.key, hasJoined: hasJoined)
        clickQueue.insert(slot, at: click.time, number: clicks[slot].number)
    }

    /// Evicts what no record beyond `watermark` can match; what never matched is padded, if its
    /// side is.
    mutating func evict(watermark: Int64, to output: inout JoinOutput) {
        let lastCheckout = EventTime(milliseconds: watermark - reach.after - 1)
        while let item = checkoutQueue.pop(through: lastCheckout) {
            checkouts.prefetchExpiring(checkoutQueue)
            let checkout = checkouts[item.slot]
            if kind.padsCheckouts, !checkout.hasJoined {
                output.rows.append(JoinRow(padded: checkout.handle))
            }
            output.releasedCheckouts.append(checkout.handle)
            checkouts.remove(item.slot)
        }
        let lastClick = EventTime(milliseconds: watermark - reach.before - 1)
        while let item = clickQueue.pop(through: lastClick) {
            clicks.prefetchExpiring(clickQueue)
            let click = clicks[item.slot]
            if kind.padsClicks, !click.hasJoined {
                output.rows.append(JoinRow(unmatched: click.handle))
            }
            output.releasedClicks.append(click.handle)
            clicks.remove(item.slot)
        }
    }

    func checkInvariants() {
        clicks.checkInvariants()
        checkouts.checkInvariants()
        precondition(clickQueue.count == clicks.count, "a click that is never evicted")
        precondition(checkoutQueue.count == checkouts.count, "a checkout that is never evicted")
    }
}
