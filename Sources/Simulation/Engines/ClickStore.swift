import CScan
import Streaming

/// The clicks that an engine, a pair or a row of the attributed table still mentions; their handles
/// are slots.
struct ClickStore: ~Copyable {
    /// A click.
    struct Stored: BitwiseCopyable {
        var time: EventTime
        var seq: Int64
        var source: UInt32
        /// The place as read.
        var index: UInt32
        /// The number of its user, where rows are kept by user.
        var user: UInt32
        fileprivate var id: TextHandle
        fileprivate var mentions: Int32 = 1
    }

    private var slots = Slab<Stored>()
    private var ids = TextArena()

    /// A click.
    subscript(handle: Int32) -> Stored {
        @inline(__always) _read { yield slots[handle] }
    }

    /// Its id.
    func id(_ handle: Int32) -> UnsafeBufferPointer<UInt8> { ids.bytes(slots[handle].id) }

    /// The click as a row shows it, `nil` for none.
    func row(_ handle: Int32) -> ResultRows.Click? {
        if handle < 0 { return nil }
        let click = slots[handle]
        return ResultRows.Click(
            seq: click.seq, time: click.time, id: ids.bytes(click.id), touch: click.source,
            record: click.index)
    }

    /// Whether `a` comes before `b`: by event time, id, seq.
    func precedes(_ a: Int32, _ b: Int32) -> Bool {
        let (first, second) = (slots[a], slots[b])
        return first.time != second.time ? first.time < second.time : precedesInTie(a, b)
    }

    /// Whether `a` comes before `b` of the same event time: by id, seq.
    func precedesInTie(_ a: Int32, _ b: Int32) -> Bool {
        let order = bytesCompare(id(a), id(b))
        return order != 0 ? order < 0 : slots[a].seq < slots[b].seq
    }

    /// Takes a click in, mentioned once.
    mutating func insert(
        time: EventTime, seq: Int64, id: UnsafeBufferPointer<UInt8>, source: UInt32, index: UInt32,
        user: UInt32
    ) -> Int32 {
        let stored = Stored(
            time: time, seq: seq, source: source, index: index, user: user, id: ids.store(id))
        return slots.insert(stored)
    }

    /// Fetches a click into the cache: a row will show it; a hint, as is the next.
    func prefetch(_ handle: Int32) { slots.prefetch(handle) }

    /// Fetches a click's id.
    func prefetchID(_ handle: Int32) {
        guard handle != JoinRow.noClick else { return }
        if let id = ids.bytes(slots[handle].id).baseAddress { cscan_prefetch(id) }
    }

    /// One more mentions it; nothing for ``JoinRow/noClick``.
    mutating func retain(_ handle: Int32) {
        if handle != JoinRow.noClick { slots[handle].mentions += 1 }
    }

    /// One less mentions it; nobody: it is forgotten.
    mutating func release(_ handle: Int32) {
        guard handle != JoinRow.noClick else { return }
        slots[handle].mentions -= 1
        guard slots[handle].mentions == 0 else { return }
        ids.release(slots[handle].id)
        slots.remove(handle)
    }
}
