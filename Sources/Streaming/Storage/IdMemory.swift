/// Remembers ids for as long as a duplicate of them counts as one.
///
/// An id is remembered until the horizon (its stream's watermark − allowed lateness) exceeds the
/// event time of its first record. Forgotten ids are swept out when the table fills, so that the
/// memory follows the rate × (delay + allowed lateness), not the log. Amortised O(1).
public struct IdMemory: ~Copyable {
    /// 32 bytes, so that none lies in two cache lines.
    private struct Entry: BitwiseCopyable {
        var firstTime = EventTime(milliseconds: 0)
        var hash: UInt32 = 0
        /// The ``round`` in which it was written: an entry of an earlier one is free.
        var round: UInt32 = 0
        var firstIndex: UInt32 = 0
        var id = TextHandle.empty
    }

    private var table: [Entry]
    /// Rises when the table is emptied, which so costs nothing.
    private var round: UInt32 = 1
    /// The entries that a sweep keeps.
    private var kept: [Entry] = []
    private var used = 0
    private var texts = TextArena()

    /// An empty memory.
    public init() { table = [Entry](repeating: Entry(), count: 64) }

    /// How many ids the table holds, forgotten ones that were not swept yet included.
    public var count: Int { used }

    /// The first record of a remembered id; `nil` if the id is not remembered, as it is from now
    /// on, with the record at hand as its first.
    ///
    /// `index`: the place of the record at hand, which is given back for its duplicates.
    /// `horizon`: the stream's watermark − allowed lateness at this moment.
    public mutating func firstRecord(
        of id: UnsafeBufferPointer<UInt8>, orRemember index: UInt32, at time: EventTime,
        horizon: Watermark
    ) -> UInt32? {
        let hash = UInt32(truncatingIfNeeded: ByteHash.of(id))
        var slot = Int(hash) & (table.count - 1)
        while table[slot].round == round {
            if table[slot].hash == hash, bytesAreEqual(texts.bytes(table[slot].id), id) {
                if !horizon.hasPassed(table[slot].firstTime) { return table[slot].firstIndex }
                table[slot].firstTime = time
                table[slot].firstIndex = index
                return nil
            }
            slot = (slot + 1) & (table.count - 1)
        }
        table[slot] = Entry(
            firstTime: time, hash: hash, round: round, firstIndex: index, id: texts.store(id))
        used += 1
        if used * 2 > table.count { sweep(horizon) }
        return nil
    }

    /// Drops what is forgotten, and leaves a table that is at most an eighth full; a large one, whose
    /// ids are remembered for long, a quarter.
    private mutating func sweep(_ horizon: Watermark) {
        kept.removeAll(keepingCapacity: true)
        for entry in table where entry.round == round {
            if horizon.hasPassed(entry.firstTime) {
                texts.release(entry.id)
            } else {
                kept.append(entry)
            }
        }
        var capacity = 64
        let roomy = kept.count < 1 << 16 ? 8 : 4
        while capacity < kept.count * roomy { capacity *= 2 }
        if capacity == table.count, round < .max {
            round += 1
        } else {
            table = [Entry](repeating: Entry(), count: capacity)
            round = 1
        }
        for var entry in kept {
            var slot = Int(entry.hash) & (capacity - 1)
            while table[slot].round == round { slot = (slot + 1) & (capacity - 1) }
            entry.round = round
            table[slot] = entry
        }
        used = kept.count
    }
}
