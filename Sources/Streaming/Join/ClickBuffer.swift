import CScan

/// A click that waits for checkouts.
public struct BufferedClick: BitwiseCopyable, Sendable {
    /// When it happened.
    public var time: EventTime
    /// Its place among those of its millisecond.
    public var place: MillisecondPlace
    /// Its id, in the buffer's arena.
    public var id: TextHandle
    /// The join key.
    public var key: UInt32
    /// The source, as whoever feeds the buffer numbers it.
    public var source: UInt32
    /// Its place among the clicks as read.
    public var index: UInt32
    fileprivate var previous: Int32
    fileprivate var next: Int32

    /// Its place in the order of arrival.
    public var seq: Int64 { place.seq }
}

/// The clicks that a checkout may still be credited to, ordered for each key by event time, with all
/// its digits, and then as ``TieOrder`` says.
///
/// One slab for all keys, linked per key: an array per key was measured at three to four times
/// the cost. A new click is usually the last of its key, so that insertion looks at one
/// neighbour; a match is a stretch of the list, expiry a prefix.
public struct ClickBuffer: ~Copyable {
    /// No click.
    public static let none: Int32 = -1

    /// A click of a key from which one way or the other leads to those that a search is for.
    private struct Hint {
        var first: Int32
        var last: Int32
    }

    private struct Ends {
        var first = ClickBuffer.none
        var last = ClickBuffer.none
    }

    private var clicks: [BufferedClick] = []
    private var free: [Int32] = []
    private var ends: [Ends] = []
    private var ids = TextArena()
    private var wheel: ExpiryWheel
    private let ties: TieOrder
    private let keepsExpired: Bool
    /// Where the last search along a busy key ended. A search goes on from there: where a watermark
    /// stands still, thousands of clicks may lie between a key's ends and its next checkout's.
    private var hints: [UInt32: Hint] = [:]
    /// So many steps from an end are tried first.
    private static let fewSteps = 16
    /// The clicks of the bucket that is being given up.
    private var expiring: [Int32] = []

    /// The clicks that ``expire(before:)`` has given up since ``forgetExpired()`` and the slots that
    /// they lay in, those of a key in their order. Empty unless the buffer was told to keep them.
    public private(set) var expired: [(slot: Int32, click: BufferedClick)] = []
    /// How many clicks are held now.
    public private(set) var count = 0
    /// The most that were held at any time.
    public private(set) var countMax = 0

    /// An empty buffer for clicks that usually live about `span`. If it `keepsExpired`, ``expired``
    /// tells which clicks were given up.
    public init(span: Milliseconds, ties: TieOrder = .id, keepsExpired: Bool = false) {
        wheel = ExpiryWheel(span: span)
        self.ties = ties
        self.keepsExpired = keepsExpired
    }

    /// The click in a slot.
    public subscript(slot: Int32) -> BufferedClick { clicks[Int(slot)] }

    /// The bytes of a click's id; valid while it is held.
    public func id(_ slot: Int32) -> UnsafeBufferPointer<UInt8> { ids.bytes(clicks[Int(slot)].id) }

    /// Fetches a click's id into the cache: a row will show it.
    public func prefetchID(_ slot: Int32) {
        guard slot != Self.none, let id = ids.bytes(clicks[Int(slot)].id).baseAddress else {
            return
        }
        cscan_prefetch(id)
    }

    /// The first click of a key, or ``none``.
    public func first(of key: UInt32) -> Int32 {
        Int(key) < ends.count ? ends[Int(key)].first : Self.none
    }

    /// The last click of a key, or ``none``.
    public func last(of key: UInt32) -> Int32 {
        Int(key) < ends.count ? ends[Int(key)].last : Self.none
    }

    /// Fetches the last click of a key into the cache: a new click will be linked to it.
    func prefetchLast(of key: UInt32) {
        guard Int(key) < ends.count else { return }
        Self.prefetch(ends[Int(key)].last, of: clicks)
    }

    /// Fetches the first click of a key into the cache: a new checkout will look for its match there.
    func prefetchFirst(of key: UInt32) {
        guard Int(key) < ends.count else { return }
        Self.prefetch(ends[Int(key)].first, of: clicks)
    }

    /// Fetches an element into the cache; nothing where there is none.
    private static func prefetch<Element>(_ place: Int32, of elements: [Element]) {
        guard place != Self.none else { return }
        elements.withUnsafeBufferPointer { elements in
            if let base = elements.baseAddress { cscan_prefetch(base + Int(place)) }
        }
    }

    /// The click after `slot` of the same key, or ``none``.
    public func next(_ slot: Int32) -> Int32 { clicks[Int(slot)].next }

    /// The click before `slot` of the same key, or ``none``.
    public func previous(_ slot: Int32) -> Int32 { clicks[Int(slot)].previous }

    /// The first click of a key that is not before `earliest`, or ``none``. Cost: the steps from the
    /// nearer of the key's first click and what the last search found.
    mutating func firstNotBefore(_ earliest: EventTime, of key: UInt32) -> Int32 {
        var slot = first(of: key)
        var steps = 0
        while slot != Self.none, clicks[Int(slot)].time < earliest {
            steps += 1
            if steps == Self.fewSteps { return searchFirst(from: slot, earliest, of: key) }
            slot = clicks[Int(slot)].next
        }
        return slot
    }

    private mutating func searchFirst(
        from start: Int32, _ earliest: EventTime, of key: UInt32
    ) -> Int32 {
        var slot = hints[key]?.first ?? start
        while slot != Self.none, clicks[Int(slot)].time < earliest { slot = clicks[Int(slot)].next }
        // All of them may be earlier; the way back leads from the last.
        var found = slot
        slot = slot == Self.none ? last(of: key) : clicks[Int(slot)].previous
        while slot != Self.none, clicks[Int(slot)].time >= earliest {
            found = slot
            slot = clicks[Int(slot)].previous
        }
        let hint = found == Self.none ? last(of: key) : found
        hints[key] = Hint(first: hint, last: hints[key]?.last ?? hint)
        return found
    }

    /// The last click of a key that is not after `latest`, or ``none``. Cost: the steps from the nearer
    /// of the key's last click and what the last search found.
    mutating func lastNotAfter(_ latest: EventTime, of key: UInt32) -> Int32 {
        var slot = last(of: key)
        var steps = 0
        while slot != Self.none, clicks[Int(slot)].time > latest {
            steps += 1
            if steps == Self.fewSteps { return searchLast(from: slot, latest, of: key) }
            slot = clicks[Int(slot)].previous
        }
        return slot
    }

    private mutating func searchLast(
        from start: Int32, _ latest: EventTime, of key: UInt32
    ) -> Int32 {
        var slot = hints[key]?.last ?? start
        while slot != Self.none, clicks[Int(slot)].time > latest {
            slot = clicks[Int(slot)].previous
        }
        var found = slot
        slot = slot == Self.none ? first(of: key) : clicks[Int(slot)].next
        while slot != Self.none, clicks[Int(slot)].time <= latest {
            found = slot
            slot = clicks[Int(slot)].next
        }
        let hint = found == Self.none ? first(of: key) : found
        hints[key] = Hint(first: hints[key]?.first ?? hint, last: hint)
        return found
    }

    /// The places as read, and the slots, of all clicks held of a key, in order. Cost: their number.
    public func indices(of key: UInt32) -> [(index: UInt32, slot: Int32)] {
        var found: [(index: UInt32, slot: Int32)] = []
        var slot = first(of: key)
        while slot != Self.none {
            found.append((clicks[Int(slot)].index, slot))
            slot = clicks[Int(slot)].next
        }
        return found
    }

    /// All clicks that are held, key by key, those of a key in their order.
    public func forEachHeld(_ body: (_ slot: Int32, _ click: BufferedClick) -> Void) {
        for key in ends {
            var slot = key.first
            while slot != Self.none {
                body(slot, clicks[Int(slot)])
                slot = clicks[Int(slot)].next
            }
        }
    }

    /// Empties ``expired``.
    public mutating func forgetExpired() { expired.removeAll(keepingCapacity: true) }

    /// Whether click `a` comes before click `b`.
    public func precedes(_ a: Int32, _ b: Int32) -> Bool {
        let clickA = clicks[Int(a)]
        let clickB = clicks[Int(b)]
        if clickA.time != clickB.time { return clickA.time < clickB.time }
        let (placeA, placeB) = (clickA.place, clickB.place)
        if ties == .arrival || placeA.nanoseconds != placeB.nanoseconds { return placeA < placeB }
        let order = bytesCompare(ids.bytes(clickA.id), ids.bytes(clickB.id))
        return order != 0 ? order < 0 : placeA < placeB
    }

    /// Takes a click in. `nanoseconds`: those behind the millisecond of `time`.
    ///
    /// - Returns: its slot, valid until it expires.
    public mutating func insert(
        time: EventTime, nanoseconds: UInt32 = 0, seq: Int64, key: UInt32,
        id: UnsafeBufferPointer<UInt8>, source: UInt32, index: UInt32
    ) -> Int32 {
        let click = BufferedClick(
            time: time, place: MillisecondPlace(nanoseconds: nanoseconds, seq: seq),
            id: ids.store(id), key: key, source: source, index: index,
            previous: Self.none, next: Self.none)
        let slot: Int32
        if let reused = free.popLast() {
            slot = reused
            clicks[Int(slot)] = click
        } else {
            slot = Int32(clicks.count)
            clicks.append(click)
        }
        link(slot, key: key)
        wheel.insert(slot, at: time)
        count += 1
        countMax = max(countMax, count)
        return slot
    }

    /// Forgets clicks before `horizon`; some may stay a little longer.
    public mutating func expire(before horizon: Watermark) {
        while let expired = wheel.popBucket(before: horizon) {
            expiring.removeAll(keepingCapacity: true)
            var slot = expired.first
            while slot != ExpiryWheel.none {
                expiring.append(slot)
                slot = wheel.following(slot)
            }
            for place in expiring.indices {
                prefetchExpiring(place)
                let click = clicks[Int(expiring[place])]
                unlinkPrefix(of: click.key, through: expired.bucket)
                ids.release(click.id)
            }
            free.append(contentsOf: expiring)
            count -= expiring.count
        }
    }

    /// Nobody has touched an expiring click for as long as the window. What its going will touch is
    /// fetched some clicks ahead, step by step: the click, its key's ends, the click behind it.
    private func prefetchExpiring(_ place: Int) {
        if place + 24 < expiring.count { Self.prefetch(expiring[place + 24], of: clicks) }
        if place + 16 < expiring.count {
            let click = clicks[Int(expiring[place + 16])]
            Self.prefetch(Int32(bitPattern: click.key), of: ends)
            Self.prefetch(click.next, of: clicks)
        }
    }

    /// Takes the clicks of all expired buckets off the front of a key's list: all of them are
    /// freed by the time that the buckets up to `bucket` are.
    private mutating func unlinkPrefix(of key: UInt32, through bucket: Int64) {
        var first = ends[Int(key)].first
        while first != Self.none, wheel.bucket(of: clicks[Int(first)].time) <= bucket {
            if keepsExpired { expired.append((first, clicks[Int(first)])) }
            first = clicks[Int(first)].next
        }
        if !hints.isEmpty, first != ends[Int(key)].first { hints[key] = nil }
        ends[Int(key)].first = first
        if first == Self.none {
            ends[Int(key)].last = Self.none
        } else {
            clicks[Int(first)].previous = Self.none
        }
    }

    private mutating func link(_ slot: Int32, key: UInt32) {
        while ends.count <= Int(key) { ends.append(Ends()) }
        var before = ends[Int(key)].last
        while before != Self.none, precedes(slot, before) { before = clicks[Int(before)].previous }
        let after = before == Self.none ? ends[Int(key)].first : clicks[Int(before)].next
        clicks[Int(slot)].previous = before
        clicks[Int(slot)].next = after
        if before == Self.none {
            ends[Int(key)].first = slot
        } else {
            clicks[Int(before)].next = slot
        }
        if after == Self.none {
            ends[Int(key)].last = slot
        } else {
            clicks[Int(after)].previous = slot
        }
    }
}
