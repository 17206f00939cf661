/// A checkout that waits for its clicks, or for corrections.
public struct BufferedCheckout: BitwiseCopyable, Sendable {
    /// When it happened.
    public var time: EventTime
    /// Its place among those of its millisecond.
    public var place: MillisecondPlace
    /// Its texts, the id first, in the buffer's arena.
    public var text: TextHandle
    /// The bytes of the id.
    public var idLength: UInt32
    /// The join key.
    public var key: UInt32
    /// The next emitted checkout of the same key that may still be corrected.
    fileprivate(set) var nextEmitted: Int32

    /// Its place in the order of arrival.
    public var seq: Int64 { place.seq }
}

/// Checkouts by slot, with the order in which they leave.
///
/// A checkout waits twice: until it is emitted, and until no click can correct it any more. With
/// no allowed lateness the second wait is usually empty.
public struct CheckoutBuffer: ~Copyable {
    /// No checkout.
    public static let none: Int32 = -1

    private var checkouts: [BufferedCheckout] = []
    private var free: [Int32] = []
    private var texts = TextArena()
    private var toEmit = CheckoutQueue()
    private var toClose = CheckoutQueue()
    /// The first emitted checkout that may be corrected, by key.
    private var firstEmitted: [Int32] = []

    /// How many checkouts are held now.
    public private(set) var count = 0
    /// The most that were held at any time.
    public private(set) var countMax = 0

    /// An empty buffer.
    public init() {}

    /// The checkout in a slot.
    public subscript(slot: Int32) -> BufferedCheckout { checkouts[Int(slot)] }

    /// One more than the greatest slot so far: for arrays beside this one.
    public var slotCount: Int { checkouts.count }

    /// All texts of a checkout; valid until it is released.
    public func text(_ slot: Int32) -> UnsafeBufferPointer<UInt8> {
        texts.bytes(checkouts[Int(slot)].text)
    }

    /// The bytes of a checkout's id; valid until it is released.
    public func id(_ slot: Int32) -> UnsafeBufferPointer<UInt8> {
        let text = texts.bytes(checkouts[Int(slot)].text)
        return UnsafeBufferPointer(rebasing: text[0..<Int(checkouts[Int(slot)].idLength)])
    }

    /// Whether checkout `a` comes before `b`: by event time with all its digits, id, seq.
    public func precedes(_ a: Int32, _ b: Int32) -> Bool {
        let checkoutA = checkouts[Int(a)]
        let checkoutB = checkouts[Int(b)]
        if checkoutA.time != checkoutB.time { return checkoutA.time < checkoutB.time }
        let (placeA, placeB) = (checkoutA.place, checkoutB.place)
        if placeA.nanoseconds != placeB.nanoseconds { return placeA < placeB }
        let order = bytesCompare(id(a), id(b))
        return order != 0 ? order < 0 : placeA < placeB
    }

    /// Takes a checkout in; it waits to be emitted. `nanoseconds`: those behind the millisecond of
    /// `time`.
    public mutating func insert(
        time: EventTime, nanoseconds: UInt32 = 0, seq: Int64, key: UInt32,
        text: UnsafeBufferPointer<UInt8>, idLength: UInt32
    ) -> Int32 {
        let checkout = BufferedCheckout(
            time: time, place: MillisecondPlace(nanoseconds: nanoseconds, seq: seq),
            text: texts.store(text), idLength: idLength, key: key, nextEmitted: Self.none)
        let slot: Int32
        if let reused = free.popLast() {
            slot = reused
            checkouts[Int(slot)] = checkout
        } else {
            slot = Int32(checkouts.count)
            checkouts.append(checkout)
        }
        toEmit.insert(CheckoutQueue.Item(time: time, seq: seq, slot: slot))
        count += 1
        countMax = max(countMax, count)
        return slot
    }

    /// Gives up a closed checkout.
    public mutating func release(_ slot: Int32) {
        texts.release(checkouts[Int(slot)].text)
        free.append(slot)
        count -= 1
    }

    /// Moves all checkouts whose `time + lookahead` the watermark has passed into `emitted`, in
    /// the order of ``precedes(_:_:)``.
    mutating func popEmittable(
        _ watermark: Watermark, lookahead: Milliseconds, into emitted: inout [Int32]
    ) {
        let start = emitted.count
        while let first = toEmit.min, watermark.hasPassed(first.time + lookahead) {
            toEmit.removeMin()
            // The queue knows milliseconds and seqs only; nanoseconds and ids come before the seq.
            var place = emitted.count
            while place > start, precedes(first.slot, emitted[place - 1]) { place -= 1 }
            emitted.insert(first.slot, at: place)
        }
    }

    /// Keeps an emitted checkout among those of its key that a click may still correct.
    mutating func keepForCorrections(_ slot: Int32) {
        let checkout = checkouts[Int(slot)]
        toClose.insert(CheckoutQueue.Item(time: checkout.time, seq: checkout.seq, slot: slot))
        while firstEmitted.count <= Int(checkout.key) { firstEmitted.append(Self.none) }
        var before = Self.none
        var after = firstEmitted[Int(checkout.key)]
        while after != Self.none, precedes(after, slot) {
            before = after
            after = checkouts[Int(after)].nextEmitted
        }
        checkouts[Int(slot)].nextEmitted = after
        if before == Self.none {
            firstEmitted[Int(checkout.key)] = slot
        } else {
            checkouts[Int(before)].nextEmitted = slot
        }
    }

    /// Takes the next emitted checkout that no click can correct any more.
    mutating func popClosable(_ watermark: Watermark, lookahead: Milliseconds) -> Int32? {
        guard let first = toClose.min, watermark.hasPassed(first.time + lookahead) else {
            return nil
        }
        toClose.removeMin()
        unlinkEmitted(first.slot)
        return first.slot
    }

    /// The first emitted checkout of a key that a click may still correct, or ``none``.
    func firstEmitted(of key: UInt32) -> Int32 {
        Int(key) < firstEmitted.count ? firstEmitted[Int(key)] : Self.none
    }

    /// The emitted checkout behind `slot` of the same key, or ``none``.
    func nextEmitted(_ slot: Int32) -> Int32 { checkouts[Int(slot)].nextEmitted }

    /// The checkouts that were never emitted, in the order of arrival.
    public func waiting() -> [Int32] {
        toEmit.items.sorted { $0.seq < $1.seq }.map(\.slot)
    }

    /// The checkouts that were emitted and may still be corrected, in the order (time, seq).
    public func open() -> [Int32] {
        toClose.items.sorted().map(\.slot)
    }

    private mutating func unlinkEmitted(_ slot: Int32) {
        let key = Int(checkouts[Int(slot)].key)
        if firstEmitted[key] == slot {
            firstEmitted[key] = checkouts[Int(slot)].nextEmitted
            return
        }
        var before = firstEmitted[key]
        while checkouts[Int(before)].nextEmitted != slot {
            before = checkouts[Int(before)].nextEmitted
        }
        checkouts[Int(before)].nextEmitted = checkouts[Int(slot)].nextEmitted
    }
}
