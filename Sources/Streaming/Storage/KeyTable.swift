/// Gives each distinct byte string a small number, in order of first appearance: users, sources,
/// products.
///
/// Open addressing over 64-bit hashes; the bytes are kept once, for as long as the table lives.
/// Cost: a hash, one or two cache misses and a comparison.
public struct KeyTable: ~Copyable {
    private struct Entry {
        var hash: UInt64
        var text: TextHandle
        /// Bytes of the first part of a key of two parts.
        var firstLength: UInt32
    }

    private var entries: [Entry] = []
    /// Entry number + 1, 0 where free. Its size is a power of two.
    private var slots: [UInt32]
    private var mask: Int
    private var texts = TextArena()
    private var scratch: [UInt8] = []

    /// An empty table.
    public init() {
        slots = [UInt32](repeating: 0, count: 64)
        mask = 63
    }

    /// The number of distinct keys; they are numbered from 0.
    public var count: Int { entries.count }

    /// The bytes of a key, both parts where there are two.
    public func bytes(_ key: UInt32) -> UnsafeBufferPointer<UInt8> {
        texts.bytes(entries[Int(key)].text)
    }

    /// The number of `bytes`, or `nil` if the table does not know it.
    public func find(_ bytes: UnsafeBufferPointer<UInt8>) -> UInt32? {
        let slot = locate(bytes, hash: ByteHash.of(bytes), firstLength: UInt32(bytes.count))
        let found = slots[slot]
        return found == 0 ? nil : found - 1
    }

    /// The number of `bytes`, a new one if the table does not know it.
    public mutating func intern(_ bytes: UnsafeBufferPointer<UInt8>) -> UInt32 {
        intern(bytes, hash: ByteHash.of(bytes), firstLength: UInt32(bytes.count))
    }

    /// The number of a key of two parts, which differs from that of any other split.
    public mutating func intern(
        _ first: UnsafeBufferPointer<UInt8>, _ second: UnsafeBufferPointer<UInt8>
    ) -> UInt32 {
        scratch.removeAll(keepingCapacity: true)
        scratch.append(contentsOf: first)
        scratch.append(contentsOf: second)
        let joined = scratch
        return joined.withUnsafeBufferPointer { bytes in
            let hash = ByteHash.of(bytes, seed: UInt64(first.count) &* 0x9e37_79b9_7f4a_7c15)
            return intern(bytes, hash: hash, firstLength: UInt32(first.count))
        }
    }

    private mutating func intern(
        _ bytes: UnsafeBufferPointer<UInt8>, hash: UInt64, firstLength: UInt32
    ) -> UInt32 {
        let slot = locate(bytes, hash: hash, firstLength: firstLength)
        if slots[slot] != 0 { return slots[slot] - 1 }
        let key = UInt32(entries.count)
        entries.append(Entry(hash: hash, text: texts.store(bytes), firstLength: firstLength))
        slots[slot] = key + 1
        if entries.count * 2 > slots.count { grow() }
        return key
    }

    /// The slot that holds the key, or the free one where it belongs.
    private func locate(
        _ bytes: UnsafeBufferPointer<UInt8>, hash: UInt64, firstLength: UInt32
    ) -> Int {
        var slot = Int(truncatingIfNeeded: hash) & mask
        while slots[slot] != 0 {
            let entry = entries[Int(slots[slot]) - 1]
            if entry.hash == hash, entry.firstLength == firstLength,
                bytesAreEqual(texts.bytes(entry.text), bytes)
            {
                break
            }
            slot = (slot + 1) & mask
        }
        return slot
    }

    private mutating func grow() {
        slots = [UInt32](repeating: 0, count: slots.count * 2)
        mask = slots.count - 1
        for (number, entry) in entries.enumerated() {
            var slot = Int(truncatingIfNeeded: entry.hash) & mask
            while slots[slot] != 0 { slot = (slot + 1) & mask }
            slots[slot] = UInt32(number + 1)
        }
    }
}
