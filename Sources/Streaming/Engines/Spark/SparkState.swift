/// The state of a Spark stream-stream join: the records of both inputs that may still match, and
/// when each will be evicted.
struct SparkState: ~Copyable {
    struct Arrival: BitwiseCopyable {
        var time: EventTime
        var handle: Int32
        var key: UInt32
    }

    private let reach: JoinReach
    private(set) var clicks = KeyedBuffer()
    private(set) var checkouts = KeyedBuffer()
    private var clickQueue: ExpiryQueue
    private var checkoutQueue: ExpiryQueue

    init(reach: JoinReach) {
        self.reach = reach
        clickQueue = ExpiryQueue(span: reach.before)
        checkoutQueue = ExpiryQueue(span: reach.after)
    }

    /// Both sides' records together.
    var rows: Int { clicks.count + checkouts.count }

    /// Joins a checkout with the clicks in state, and stores it.
    mutating func add(checkout: Arrival, _ listing: PairListing, to output: inout JoinOutput) {
        let rowsBefore = output.rows.count
        clicks.forEach(
            of: checkout.key,
            from: EventTime(milliseconds: checkout.time.milliseconds - reach.before),
            to: EventTime(milliseconds: checkout.time.milliseconds + reach.after), listing
        ) {
            output.rows.append(JoinRow(checkout: checkout.handle, click: clicks[$0].handle))
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
        while checkout != KeyedBuffer.none, checkouts[checkout].time <= latest {
            output.rows.append(JoinRow(checkout: checkouts[checkout].handle, click: click.handle))
            checkouts.markJoined(checkout)
            checkout = checkouts[checkout].next
        }
        let slot = clicks.insert(click.handle, time: click.time, key: click.key)
        clickQueue.insert(slot, at: click.time, number: clicks[slot].number)
    }

    /// Evicts what no record beyond `watermark` can match; checkouts that never matched are padded.
    mutating func evict(watermark: Int64, isLeft: Bool, to output: inout JoinOutput) {
        let lastCheckout = EventTime(milliseconds: watermark - reach.after - 1)
        while let item = checkoutQueue.pop(through: lastCheckout) {
            let checkout = checkouts[item.slot]
            if isLeft, !checkout.hasJoined {
                output.rows.append(JoinRow(padded: checkout.handle))
            }
            output.releasedCheckouts.append(checkout.handle)
            checkouts.remove(item.slot)
        }
        let lastClick = EventTime(milliseconds: watermark - reach.before - 1)
        while let item = clickQueue.pop(through: lastClick) {
            output.releasedClicks.append(clicks[item.slot].handle)
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
