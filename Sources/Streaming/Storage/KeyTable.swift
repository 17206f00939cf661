import CScan

/// Gives each distinct byte string a small number, in order of first appearance: users, sources,
/// products.
///
/// Open addressing over slots of 16 bytes, four to a cache line. A key of at most eight bytes lies
/// in its slot, so that finding it touches one line and no text; for a longer one the slot has its
/// hash, and its text is compared. The bytes are kept once, for as long as the table lives.
/// Measured with 100,000 numeric users: half the time of slots that lead to the texts.
public struct KeyTable: ~Copyable {
    /// What a key is found by.
    private struct Probe: BitwiseCopyable, Equatable {
        /// The bytes of a short key, the hash of a long one.
        var word: UInt64 = 0
        /// The length of the key's first part, and the mark of a long key.
        var tag: UInt32 = 0

        private static let long: UInt32 = 0x8000_0000

        /// A key of one part.
        @inline(__always)
        static func of(_ bytes: UnsafeBufferPointer<UInt8>) -> Probe {
            bytes.count <= 8
                ? Probe(word: KeyTable.word(bytes), tag: UInt32(truncatingIfNeeded: bytes.count))
                : long(bytes, seed: 0, firstLength: bytes.count)
        }

        /// A key that is too long for its slot, or of two parts.
        static func long(
            _ bytes: UnsafeBufferPointer<UInt8>, seed: UInt64, firstLength: Int
        ) -> Probe {
            Probe(
                word: ByteHash.of(bytes, seed: seed),
                tag: long | UInt32(truncatingIfNeeded: firstLength))
        }

        /// Whether keys of equal probes may still differ.
        var isLong: Bool { tag & Probe.long != 0 }

        /// Where the search begins, before it is cut to the table's size.
        @inline(__always)
        var start: Int {
            let hash = isLong ? word : ByteHash.fold(word ^ UInt64(tag), 0x9e37_79b9_7f4a_7c15)
            return Int(truncatingIfNeeded: hash)
        }
    }

    private struct Slot: BitwiseCopyable {
        var probe = Probe()
        /// The key's number + 1; 0 where the slot is free.
        var number: UInt32 = 0
    }

    private var slots: [Slot]
    private var mask: Int
    private var handles: [TextHandle] = []
    private var texts = TextArena()
    private var scratch: [UInt8] = []

    /// An empty table.
    public init() {
        slots = [Slot](repeating: Slot(), count: 64)
        mask = 63
    }

    /// The number of distinct keys; they are numbered from 0.
    public var count: Int { handles.count }

    /// The bytes of a key, both parts where there are two.
    public func bytes(_ key: UInt32) -> UnsafeBufferPointer<UInt8> {
        texts.bytes(handles[Int(key)])
    }

    /// Fetches the place of a key of at most eight bytes into the cache; a hint.
    public func prefetch(_ bytes: UnsafeBufferPointer<UInt8>) {
        guard bytes.count <= 8 else { return }
        let place = Probe.of(bytes).start & mask
        slots.withUnsafeBufferPointer { slots in
            if let base = slots.baseAddress { cscan_prefetch(base + place) }
        }
    }

    /// The number of `bytes`, or `nil` if the table does not know it.
    public func find(_ bytes: UnsafeBufferPointer<UInt8>) -> UInt32? {
        let number = slots[locate(.of(bytes), bytes)].number
        return number == 0 ? nil : number - 1
    }

    /// The number of `bytes`, a new one if the table does not know it.
    public mutating func intern(_ bytes: UnsafeBufferPointer<UInt8>) -> UInt32 {
        intern(.of(bytes), bytes)
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
            let probe = Probe.long(
                bytes, seed: UInt64(first.count) &* 0x9e37_79b9_7f4a_7c15,
                firstLength: first.count)
            return intern(probe, bytes)
        }
    }

    private mutating func intern(
        _ probe: Probe, _ bytes: UnsafeBufferPointer<UInt8>
    ) -> UInt32 {
        let place = locate(probe, bytes)
        if slots[place].number != 0 { return slots[place].number - 1 }
        let key = UInt32(handles.count)
        handles.append(texts.store(bytes))
        slots[place] = Slot(probe: probe, number: key + 1)
        if handles.count * 3 > slots.count * 2 { grow() }
        return key
    }

    /// The slot that holds the key, or the free one where it belongs.
    @inline(__always)
    private func locate(_ probe: Probe, _ bytes: UnsafeBufferPointer<UInt8>) -> Int {
        var place = probe.start & mask
        while true {
            let slot = slots[place]
            if slot.number == 0 { return place }
            if slot.probe == probe,
                !probe.isLong || bytesAreEqual(self.bytes(slot.number - 1), bytes)
            {
                return place
            }
            place = (place + 1) & mask
        }
    }

    private mutating func grow() {
        let old = slots
        slots = [Slot](repeating: Slot(), count: old.count * 2)
        mask = slots.count - 1
        for slot in old where slot.number != 0 {
            var place = slot.probe.start & mask
            while slots[place].number != 0 { place = (place + 1) & mask }
            slots[place] = slot
        }
    }

    /// Up to eight bytes as one word, filled with zeros.
    @inline(__always)
    private static func word(_ bytes: UnsafeBufferPointer<UInt8>) -> UInt64 {
        let raw = UnsafeRawBufferPointer(bytes)
        let count = raw.count
        if count >= 4 {
            // Two loads that overlap: no loop and no byte beyond the key.
            let low = raw.loadUnaligned(as: UInt32.self).littleEndian
            let high = raw.loadUnaligned(fromByteOffset: count - 4, as: UInt32.self).littleEndian
            return UInt64(low) | UInt64(high) << UInt64((count - 4) * 8)
        }
        var word: UInt64 = 0
        for index in 0..<count { word |= UInt64(raw[index]) << UInt64(index * 8) }
        return word
    }
}
