import CScan

/// Remembers every id for ever: which record was the first of it.
///
/// Ids are equal as bytes, so all of their bytes are kept, see ``PackedIds``: 24 bytes for a UUID,
/// n + 13 on average for another one of n bytes, and some 13 for its slot.
public struct IdRegister: ~Copyable {
    private var slots = HashedPlaces()
    private var entries = PackedIds()

    /// An empty register.
    public init() {}

    /// Fetches the place of an id into the cache; a hint.
    public func prefetch(_ hash: UInt32) { slots.prefetch(hash) }

    /// The hash of an id.
    public static func hash(_ id: UnsafeBufferPointer<UInt8>) -> UInt32 {
        UInt32(truncatingIfNeeded: ByteHash.of(id))
    }

    /// Looks for the first record of an id.
    ///
    /// - Parameters:
    ///   - id: the id, whose ``hash(_:)`` is `hash`.
    ///   - hash: its hash.
    ///   - index: the place of the record at hand.
    ///   - note: what to keep of it.
    /// - Returns: the place of the first record; `nil` for a new id, whose first record is this one.
    public mutating func firstRecord(
        of id: UnsafeBufferPointer<UInt8>, hash: UInt32, orRegister index: UInt32, note: UInt32 = 0
    ) -> UInt32? {
        switch slots.search(hash, where: { entries.isEqual($0, id) }) {
        case .found(let entry): return entries.index(entry)
        case .free(let slot):
            slots.put(entries.store(id, index: index, note: note), hash, in: slot)
            return nil
        }
    }

    /// Takes in a record whose id need not be found again.
    public mutating func append(
        _ id: UnsafeBufferPointer<UInt8>, index: UInt32, note: UInt32
    ) {
        _ = entries.store(id, index: index, note: note)
    }

    /// Gives the id and the note of each of some records, by their places. Cost: a pass over all.
    public func forEach(of wanted: Set<UInt32>, _ body: (UInt32, [UInt8], UInt32) -> Void) {
        guard let last = wanted.max() else { return }
        // A bit a record: a set would be asked for every id there is.
        var bits = [UInt64](repeating: 0, count: Int(last >> 6) + 1)
        for index in wanted { bits[Int(index >> 6)] |= 1 << UInt64(index & 63) }
        entries.forEach { place, index, note in
            guard index <= last, bits[Int(index >> 6)] >> UInt64(index & 63) & 1 == 1 else {
                return
            }
            body(index, entries.bytes(place), note)
        }
    }
}

/// Gives each distinct id a number, in order of first appearance, and the id of a number: as
/// ``KeyTable`` does for users, in half of the memory and without their bytes in one piece.
public struct IdTable: ~Copyable {
    private var slots = HashedPlaces()
    private var entries = PackedIds()
    /// By number, where its id lies.
    private var places: [UInt32] = []

    /// An empty table.
    public init() {}

    /// The number of distinct ids; they are numbered from 0.
    public var count: Int { places.count }

    /// The bytes of an id. Cost: a copy.
    public func bytes(_ number: UInt32) -> [UInt8] { entries.bytes(places[Int(number)]) }

    /// The number of an id, or `nil` if the table does not know it.
    public func find(_ id: UnsafeBufferPointer<UInt8>) -> UInt32? {
        switch slots.search(IdRegister.hash(id), where: { entries.isEqual($0, id) }) {
        case .found(let entry): entries.index(entry)
        case .free: nil
        }
    }

    /// The number of an id, a new one if the table does not know it.
    public mutating func intern(_ id: UnsafeBufferPointer<UInt8>) -> UInt32 {
        let hash = IdRegister.hash(id)
        switch slots.search(hash, where: { entries.isEqual($0, id) }) {
        case .found(let entry): return entries.index(entry)
        case .free(let slot):
            let number = UInt32(places.count)
            let entry = entries.store(id, index: number, note: 0)
            places.append(entry)
            slots.put(entry, hash, in: slot)
            return number
        }
    }
}

/// Where things lie that are found by a hash of 32 bits: open addressing, eight bytes a slot.
///
/// A hash's slot is its share of the table, so that the table need not be a power of two: it grows by
/// half, and is full to between half and three quarters.
private struct HashedPlaces: ~Copyable {
    enum Found {
        /// What was looked for lies at this place.
        case found(UInt32)
        /// It is not there, and belongs into this slot.
        case free(Int)
    }

    /// Hash << 32 | place + 1; 0 where the slot is free.
    private var slots = [UInt64](repeating: 0, count: 64)
    private var used = 0

    init() {}

    func prefetch(_ hash: UInt32) {
        slots.withUnsafeBufferPointer { slots in
            guard let base = slots.baseAddress else { return }
            cscan_prefetch(base + Self.home(hash, slots.count))
        }
    }

    @inline(__always)
    func search(_ hash: UInt32, where isWanted: (UInt32) -> Bool) -> Found {
        var slot = Self.home(hash, slots.count)
        while slots[slot] != 0 {
            if UInt32(slots[slot] >> 32) == hash {
                let place = UInt32(truncatingIfNeeded: slots[slot]) - 1
                if isWanted(place) { return .found(place) }
            }
            slot = Self.next(slot, slots.count)
        }
        return .free(slot)
    }

    /// Puts a place into the free slot that a search ended at.
    mutating func put(_ place: UInt32, _ hash: UInt32, in slot: Int) {
        slots[slot] = UInt64(hash) << 32 | UInt64(place + 1)
        used += 1
        if used * 4 > slots.count * 3 { grow() }
    }

    private mutating func grow() {
        let old = slots
        slots = [UInt64](repeating: 0, count: old.count + old.count / 2)
        for entry in old where entry != 0 {
            var slot = Self.home(UInt32(entry >> 32), slots.count)
            while slots[slot] != 0 { slot = Self.next(slot, slots.count) }
            slots[slot] = entry
        }
    }

    @inline(__always)
    private static func home(_ hash: UInt32, _ count: Int) -> Int {
        Int((UInt64(hash) * UInt64(count)) >> 32)
    }

    @inline(__always)
    private static func next(_ slot: Int, _ count: Int) -> Int { slot + 1 == count ? 0 : slot + 1 }
}
