import CScan
import EventLogs
import Streaming

/// The checkouts that an engine, or a row of the attributed table, still mentions; their handles
/// are slots.
struct CheckoutStore: ~Copyable {
    /// No pair.
    static let noPair: Int32 = -1

    /// A checkout and what has come of it.
    struct Stored: BitwiseCopyable {
        /// What its row needs; ``HeldCheckout/attributed`` is the best click of its pairs.
        var checkout: HeldCheckout
        var seq: Int64
        fileprivate var text: TextHandle
        /// The number of its id: equal ids are one checkout of the attributed table.
        var id: UInt32
        /// Its own number among all that were taken in.
        var number: UInt32
        /// How many mention it: the engine, and rows of the attributed table.
        fileprivate var mentions: Int32 = 1
        /// Its last pair, where pairs are kept.
        var lastPair = CheckoutStore.noPair
        /// Whether the engine has still to be done with it.
        var isHeld = true
        /// Whether it was put out without a click.
        var isPadded = false
        /// Whether it ever was, although that row may have been taken back.
        var wasPadded = false
        /// Whether all its rows were taken back; ``HeldCheckout/attributed`` is still the last
        /// best one.
        var isGone = false
        /// Whether a semi join put it out.
        var isMatched = false
        /// Whether it takes no part: dropped as late.
        var isExcluded = false
        /// Whether the engine lost it without putting it out.
        var isForgotten = false
        /// Whether it was not put out when the run stopped.
        var isPending = false
        /// Whether it is known which clicks the user's checkout before it used up.
        var isCut = false
        /// The click that its row shows, where a model chose it of all its pairs.
        var shown = ClickBuffer.none
    }

    private var slots = Slab<Stored>()
    private var texts = TextArena()
    private var ids = IdRegister()
    /// By id: whether several records have it, and what became of the one that has it alone.
    private var states: [IDState] = []
    private var inserted: UInt32 = 0

    private struct IDState: OptionSet, BitwiseCopyable {
        var rawValue: UInt8
        static let isRepeated = IDState(rawValue: 1)
        static let isConcluded = IDState(rawValue: 2)
        static let isDone = IDState(rawValue: 4)
    }

    /// A checkout, in its place: who wants one property of it does not copy all others.
    subscript(handle: Int32) -> Stored {
        @inline(__always) _read { yield slots[handle] }
        @inline(__always) _modify { yield &slots[handle] }
    }

    /// Its texts.
    func text(_ handle: Int32) -> UnsafeBufferPointer<UInt8> {
        texts.bytes(slots[handle].text)
    }

    /// Its id.
    func id(_ handle: Int32) -> UnsafeBufferPointer<UInt8> {
        slots[handle].checkout.record.id(in: text(handle))
    }

    /// How many different ids there were.
    var idCount: Int { states.count }

    /// Takes a checkout in, mentioned once.
    mutating func insert(
        _ checkout: HeldCheckout, text: UnsafeBufferPointer<UInt8>, seq: Int64
    ) -> Int32 {
        let id = number(ofID: checkout.record.id(in: text))
        let stored = Stored(
            checkout: checkout, seq: seq, text: texts.store(text), id: id, number: inserted)
        inserted += 1
        return slots.insert(stored)
    }

    private mutating func number(ofID id: UnsafeBufferPointer<UInt8>) -> UInt32 {
        let new = UInt32(states.count)
        if let known = ids.firstRecord(of: id, hash: IdRegister.hash(id), orRegister: new) {
            states[Int(known)].insert(.isRepeated)
            return known
        }
        states.append([])
        return new
    }

    /// The engine is done with a checkout, and so, if no other record has its id, with the id.
    mutating func close(_ stored: Stored) { states[Int(stored.id)].insert(.isDone) }

    /// Whether an id has one record, with which the engine is done.
    func isDone(_ id: UInt32) -> Bool {
        states[Int(id)].contains(.isDone) && !states[Int(id)].contains(.isRepeated)
    }

    /// Whether another record has its id.
    func isRepeated(_ stored: Stored) -> Bool { states[Int(stored.id)].contains(.isRepeated) }

    /// Whether a record of its id was concluded when no other was known.
    func wasConcluded(_ stored: Stored) -> Bool { states[Int(stored.id)].contains(.isConcluded) }

    /// A checkout of which no other record is known is concluded.
    mutating func conclude(_ stored: Stored) { states[Int(stored.id)].insert(.isConcluded) }

    /// Fetches the place of an id that comes soon; a hint, as are the next two.
    func prefetch(id: UnsafeBufferPointer<UInt8>) { ids.prefetch(IdRegister.hash(id)) }

    /// Fetches a checkout into the cache, of which a row will show most.
    func prefetch(_ handle: Int32) {
        for offset in stride(from: 0, to: MemoryLayout<Stored>.size, by: 64) {
            slots.prefetch(handle, offset: offset)
        }
    }

    /// Fetches its texts.
    func prefetchText(_ handle: Int32) {
        guard let base = text(handle).baseAddress else { return }
        cscan_prefetch(base)
        cscan_prefetch(base + 64)
    }

    /// One more mentions it.
    mutating func retain(_ handle: Int32) { slots[handle].mentions += 1 }

    /// One less mentions it; nobody: it is forgotten.
    mutating func release(_ handle: Int32) {
        slots[handle].mentions -= 1
        guard slots[handle].mentions == 0 else { return }
        texts.release(slots[handle].text)
        slots.remove(handle)
    }

    /// The checkouts that the engine is not done with, in the order of arrival.
    func held() -> [Int32] {
        var held: [Int32] = []
        for slot in slots.slots where slots[slot].isHeld { held.append(slot) }
        return held.sorted { slots[$0].seq < slots[$1].seq }
    }
}
