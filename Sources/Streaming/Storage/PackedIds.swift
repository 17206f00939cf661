/// Ids that are only ever added, each with its record's place and a note; of a UUID in its usual
/// spelling half of the bytes are kept.
///
/// Cost: 24 bytes for a UUID; for another id of n bytes n + 12, and up to 3 more.
struct PackedIds: ~Copyable {
    private struct UUIDEntry: BitwiseCopyable {
        var index: UInt32
        var note: UInt32
        var id: UUIDBytes
    }

    private static let chunkBits = 18
    private static let perChunk = 1 << chunkBits
    private static let unit = 4
    /// Bytes before a text: index, note, length.
    private static let head = 12
    /// The index that marks the rest of a chunk as free, which no record has.
    private static let gap: UInt32 = .max
    /// Set in the place of a UUID.
    private static let uuidMark: UInt32 = 0x8000_0000

    private var uuids = Slab<UUIDEntry>()
    /// The memory of the other ids in chunks; a long text has several that lie behind each other.
    private var chunks: [UnsafeMutableRawPointer] = []
    private var owned: [UnsafeMutableRawPointer] = []
    /// The next free unit of the last chunk.
    private var free = perChunk
    private var textCount = 0

    init() {}

    deinit { for chunk in owned { chunk.deallocate() } }

    /// - Returns: where it lies; never `UInt32.max`.
    mutating func store(
        _ text: UnsafeBufferPointer<UInt8>, index: UInt32, note: UInt32
    ) -> UInt32 {
        if let id = UUIDBytes(text) {
            let slot = uuids.insert(UUIDEntry(index: index, note: note, id: id))
            precondition(slot < .max, "2,147,483,647 ids")
            return UInt32(slot) | Self.uuidMark
        }
        let place = room(for: Self.units(text.count))
        textCount += 1
        let start = address(place)
        start.storeBytes(of: index, as: UInt32.self)
        start.storeBytes(of: note, toByteOffset: 4, as: UInt32.self)
        start.storeBytes(of: UInt32(text.count), toByteOffset: 8, as: UInt32.self)
        if let base = text.baseAddress {
            (start + Self.head).copyMemory(from: base, byteCount: text.count)
        }
        return place
    }

    /// The record's place that was stored with an id.
    func index(_ place: UInt32) -> UInt32 {
        Self.isUUID(place)
            ? uuids[Self.slot(place)].index : address(place).load(as: UInt32.self)
    }

    func isEqual(_ place: UInt32, _ text: UnsafeBufferPointer<UInt8>) -> Bool {
        if Self.isUUID(place) {
            guard let id = UUIDBytes(text) else { return false }
            return uuids[Self.slot(place)].id == id
        }
        return bytesAreEqual(self.text(place), text)
    }

    func bytes(_ place: UInt32) -> [UInt8] {
        Self.isUUID(place) ? uuids[Self.slot(place)].id.text : Array(text(place))
    }

    /// Gives all: the UUIDs as they were stored, then the others; where each lies, its record's place
    /// and its note.
    func forEach(_ body: (UInt32, _ index: UInt32, _ note: UInt32) -> Void) {
        for slot in uuids.slots {
            body(UInt32(slot) | Self.uuidMark, uuids[slot].index, uuids[slot].note)
        }
        var place = 0
        var left = textCount
        while left > 0 {
            let start = address(UInt32(place))
            let index = start.load(as: UInt32.self)
            var units = Self.perChunk
            if index != Self.gap {
                body(UInt32(place), index, start.load(fromByteOffset: 4, as: UInt32.self))
                left -= 1
                units = Self.units(Int(start.load(fromByteOffset: 8, as: UInt32.self)))
            }
            let rest = Self.perChunk - place & (Self.perChunk - 1)
            // What goes beyond its chunk has whole ones to itself.
            let chunks = (units + Self.perChunk - 1) / Self.perChunk
            place +=
                units <= rest && index != Self.gap ? units : rest + (chunks - 1) * Self.perChunk
        }
    }

    @inline(__always)
    private static func isUUID(_ place: UInt32) -> Bool { place & uuidMark != 0 }

    @inline(__always)
    private static func slot(_ place: UInt32) -> Int32 { Int32(place & ~uuidMark) }

    /// The units of a text with what stands before it.
    private static func units(_ length: Int) -> Int { (head + length + unit - 1) / unit }

    private func text(_ place: UInt32) -> UnsafeBufferPointer<UInt8> {
        let start = address(place)
        return UnsafeBufferPointer(
            start: (start + Self.head).assumingMemoryBound(to: UInt8.self),
            count: Int(start.load(fromByteOffset: 8, as: UInt32.self)))
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
            precondition(chunks.count + count < 1 << (31 - Self.chunkBits), "8 GB of ids")
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
