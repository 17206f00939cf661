import CScan

/// Remembers every id for ever: which record was the first of it.
///
/// Ids are equal as bytes, so all of their bytes are kept: one behind the other, a UUID in its usual
/// spelling as 16 bytes instead of 36. An id of n bytes takes n + 26 bytes on average, a UUID 42: 12
/// for what is known of it and some 14 for its slot in an open-addressed table of 32 bits of hash and
/// its place.
public struct IdRegister: ~Copyable {
    /// Hash << 32 | the place of its entry + 1; 0 where the slot is free.
    private var slots: [UInt64]
    private var used = 0
    private var entries = PackedIds()

    /// An empty register.
    public init() { slots = [UInt64](repeating: 0, count: 64) }

    /// Fetches the place of an id into the cache; a hint.
    public func prefetch(_ hash: UInt32) {
        slots.withUnsafeBufferPointer { slots in
            if let base = slots.baseAddress { cscan_prefetch(base + Int(hash) & (slots.count - 1)) }
        }
    }

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
        var place = Int(hash) & (slots.count - 1)
        while slots[place] != 0 {
            if UInt32(slots[place] >> 32) == hash {
                let entry = UInt32(truncatingIfNeeded: slots[place]) - 1
                if entries.isEqual(entry, id) { return entries.index(entry) }
            }
            place = (place + 1) & (slots.count - 1)
        }
        let entry = entries.store(id, index: index, note: note)
        slots[place] = UInt64(hash) << 32 | UInt64(entry + 1)
        used += 1
        if used * 4 > slots.count * 3 { grow() }
        return nil
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

    private mutating func grow() {
        let old = slots
        slots = [UInt64](repeating: 0, count: old.count * 2)
        for slot in old where slot != 0 {
            var place = Int(slot >> 32) & (slots.count - 1)
            while slots[place] != 0 { place = (place + 1) & (slots.count - 1) }
            slots[place] = slot
        }
    }
}

/// Ids that are only ever added, each behind its record's place, a note and its length; UUIDs take half
/// of their bytes.
private struct PackedIds: ~Copyable {
    private static let chunkBits = 18
    private static let perChunk = 1 << chunkBits
    private static let unit = 4
    /// Bytes before the id: index, note, length.
    private static let head = 12
    /// The length that marks a packed UUID, which no text has in so few bytes.
    private static let uuidMark: UInt32 = .max
    /// The index that marks the rest of a chunk as free, which no record has.
    private static let gap: UInt32 = .max

    /// The chunks' memory; a long text has several that lie behind each other.
    private var chunks: [UnsafeMutableRawPointer] = []
    private var owned: [UnsafeMutableRawPointer] = []
    /// The next free unit of the last chunk.
    private var free = perChunk
    private var count = 0

    deinit { for chunk in owned { chunk.deallocate() } }

    /// - Returns: where it lies, in units.
    mutating func store(
        _ text: UnsafeBufferPointer<UInt8>, index: UInt32, note: UInt32
    ) -> UInt32 {
        let uuid = UUIDBytes(text)
        let length = uuid == nil ? UInt32(text.count) : Self.uuidMark
        let place = room(for: Self.units(length))
        count += 1
        let start = address(place)
        start.storeBytes(of: index, as: UInt32.self)
        start.storeBytes(of: note, toByteOffset: 4, as: UInt32.self)
        start.storeBytes(of: length, toByteOffset: 8, as: UInt32.self)
        if let uuid {
            (start + Self.head).storeBytes(of: uuid.bytes, as: SIMD16<UInt8>.self)
        } else if let base = text.baseAddress {
            (start + Self.head).copyMemory(from: base, byteCount: text.count)
        }
        return place
    }

    /// The record's place that was stored with an id.
    func index(_ place: UInt32) -> UInt32 { address(place).load(as: UInt32.self) }

    func isEqual(_ place: UInt32, _ text: UnsafeBufferPointer<UInt8>) -> Bool {
        let start = address(place)
        let length = start.load(fromByteOffset: 8, as: UInt32.self)
        if length == Self.uuidMark {
            guard let uuid = UUIDBytes(text) else { return false }
            return (start + Self.head).loadUnaligned(as: SIMD16<UInt8>.self) == uuid.bytes
        }
        return bytesAreEqual(
            UnsafeBufferPointer(
                start: (start + Self.head).assumingMemoryBound(to: UInt8.self),
                count: Int(length)),
            text)
    }

    func bytes(_ place: UInt32) -> [UInt8] {
        let start = address(place)
        let length = start.load(fromByteOffset: 8, as: UInt32.self)
        if length == Self.uuidMark {
            return UUIDBytes(
                bytes: (start + Self.head).loadUnaligned(as: SIMD16<UInt8>.self)
            ).text
        }
        return Array(UnsafeRawBufferPointer(start: start + Self.head, count: Int(length)))
    }

    /// Gives all, as they were stored: where each lies, its record's place and its note.
    func forEach(_ body: (UInt32, _ index: UInt32, _ note: UInt32) -> Void) {
        var place = 0
        var left = count
        while left > 0 {
            let start = address(UInt32(place))
            let index = start.load(as: UInt32.self)
            var units = Self.perChunk
            if index != Self.gap {
                body(UInt32(place), index, start.load(fromByteOffset: 4, as: UInt32.self))
                left -= 1
                units = Self.units(start.load(fromByteOffset: 8, as: UInt32.self))
            }
            let rest = Self.perChunk - place & (Self.perChunk - 1)
            // What goes beyond its chunk has whole ones to itself.
            let chunks = (units + Self.perChunk - 1) / Self.perChunk
            place +=
                units <= rest && index != Self.gap ? units : rest + (chunks - 1) * Self.perChunk
        }
    }

    /// The units of an id with what stands before it.
    private static func units(_ length: UInt32) -> Int {
        (head + (length == uuidMark ? 16 : Int(length)) + unit - 1) / unit
    }

    private func address(_ place: UInt32) -> UnsafeMutableRawPointer {
        let (chunk, unit) = (Int(place) >> Self.chunkBits, Int(place) & (Self.perChunk - 1))
        return chunks[chunk] + unit * Self.unit
    }

    private mutating func room(for units: Int) -> UInt32 {
        if free + units > Self.perChunk {
            if free < Self.perChunk {
                address(UInt32((chunks.count - 1) << Self.chunkBits + free))
                    .storeBytes(of: Self.gap, as: UInt32.self)
            }
            let count = (units + Self.perChunk - 1) / Self.perChunk
            precondition(chunks.count + count < 1 << (32 - Self.chunkBits), "16 GB of ids")
            let size = Self.perChunk * Self.unit
            let memory = UnsafeMutableRawPointer.allocate(
                byteCount: count * size, alignment: Self.unit)
            owned.append(memory)
            for number in 0..<count { chunks.append(memory + number * size) }
            // A long text has its last chunk to itself.
            free = count > 1 ? Self.perChunk : units
            return UInt32((chunks.count - count) << Self.chunkBits)
        }
        defer { free += units }
        return UInt32((chunks.count - 1) << Self.chunkBits + free)
    }
}

/// The value of a UUID that is spelled as usual: 36 characters, hexadecimal digits in lower case.
private struct UUIDBytes {
    let bytes: SIMD16<UInt8>

    init(bytes: SIMD16<UInt8>) { self.bytes = bytes }

    /// `nil` if `text` is no such spelling. Eight digits at a time: an id is looked at twice or more.
    init?(_ text: UnsafeBufferPointer<UInt8>) {
        guard text.count == 36, let base = text.baseAddress else { return nil }
        let dash = UInt8(ascii: "-")
        guard base[8] == dash, base[13] == dash, base[18] == dash, base[23] == dash else {
            return nil
        }
        let start = UnsafeRawPointer(base)
        func four(_ place: Int) -> UInt64 {
            UInt64(
                UInt32(littleEndian: start.loadUnaligned(fromByteOffset: place, as: UInt32.self)))
        }
        guard let first = Self.value(four(0) | four(4) << 32),
            let second = Self.value(four(9) | four(14) << 32),
            let third = Self.value(four(19) | four(24) << 32),
            let fourth = Self.value(four(28) | four(32) << 32)
        else { return nil }
        let words = SIMD2<UInt64>(
            (first | second << 32).littleEndian, (third | fourth << 32).littleEndian)
        bytes = unsafeBitCast(words, to: SIMD16<UInt8>.self)
    }

    /// The four bytes that eight digits stand for, the first of each in the lowest place; `nil` if
    /// one is no digit.
    @inline(__always)
    private static func value(_ text: UInt64) -> UInt64? {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let tops = ones << 7
        // 1 for letters, which have a bit that no digit has.
        let letters = text >> 6 & ones
        // With its top bit set no byte borrows from the next, and it stays set where there is no
        // need to.
        let digits = (text | tops) &- (ones &* 0x30 &+ letters &* 0x31)
        let value = digits & ~tops
        let isInRange = (tops | ones &* 9) &- letters &* 4 &- value
        guard text & tops == 0, digits & isInRange & tops == tops else { return nil }
        let halves = value &+ letters &* 10
        var bytes = (halves << 4 | halves >> 8) & 0x00FF_00FF_00FF_00FF
        bytes = (bytes | bytes >> 8) & 0x0000_FFFF_0000_FFFF
        return (bytes | bytes >> 16) & 0xFFFF_FFFF
    }

    /// The spelling.
    var text: [UInt8] {
        var text: [UInt8] = []
        for byte in 0..<16 {
            if Self.hasDash(before: byte) { text.append(UInt8(ascii: "-")) }
            for digit in [bytes[byte] >> 4, bytes[byte] & 15] {
                text.append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10)
            }
        }
        return text
    }

    private static func hasDash(before byte: Int) -> Bool {
        byte >= 4 && byte <= 10 && byte & 1 == 0
    }
}
