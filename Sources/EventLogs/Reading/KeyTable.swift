import CScan

/// Turns the keys of objects into slots.
///
/// Lines of one log mostly have the same keys in the same order. So each key remembers which one
/// followed it last, and the next key is compared with that one first: a comparison of 16 or 32
/// bytes, with the closing quote, that also tells where the key ends.
struct KeyTable: ~Copyable {
    /// The place that stands for an object's beginning.
    static let start = 0

    private var entries: UnsafeMutablePointer<Entry>
    private var count = 1
    /// The log's names by slot.
    private let names: [[UInt8]]

    /// A key as it stands in a line.
    private struct Entry {
        /// Its bytes and the closing quote, then zeros.
        var pattern = SIMD32<UInt8>()
        /// Bytes of the pattern, the quote included; 0 for the start, which matches nothing.
        var length: UInt32 = 0
        /// Where its value goes.
        var slot: Int32 = 0
        /// The entry of the key that followed last.
        var next: Int32 = 0
    }

    /// How many keys are remembered, those that nobody asks for included.
    private static let capacity = 64
    /// The longest key that is remembered: 32 bytes with its quote.
    private static let longestKey = 31

    /// A table of the names of a schema.
    init(_ schema: LogSchema) {
        names = schema.names.map { Array($0.utf8) }
        entries = .allocate(capacity: Self.capacity)
        entries.initialize(repeating: Entry(), count: Self.capacity)
    }

    deinit { entries.deallocate() }

    /// Reads a key.
    ///
    /// - Parameters:
    ///   - scanner: the scanner, with the key next; goes behind it.
    ///   - place: the place of the key before, or ``start``; becomes this key's.
    /// - Returns: the key's slot.
    /// - Throws: if what comes next is no key.
    @inline(__always)
    mutating func read(_ scanner: inout JSONScanner, after place: inout Int) throws(LineFault)
        -> Int
    {
        let expected = Int(entries[place].next)
        let length = entries[expected].length
        if length > 0, scanner.cursor.pointee == UInt8(ascii: "\""),
            matches(scanner.cursor + 1, expected, length)
        {
            scanner.advance(Int(length) + 1)
            place = expected
            return Int(entries[expected].slot)
        }
        return try readUnexpected(&scanner, after: &place)
    }

    @inline(__always)
    private func matches(_ p: UnsafePointer<UInt8>, _ entry: Int, _ length: UInt32) -> Bool {
        let pattern = UnsafeRawPointer(entries + entry).assumingMemoryBound(to: UInt8.self)
        return cscan_matches(p, pattern, length)
    }

    @inline(never)
    private mutating func readUnexpected(
        _ scanner: inout JSONScanner, after place: inout Int
    ) throws(LineFault) -> Int {
        guard scanner.cursor.pointee == UInt8(ascii: "\"") else {
            throw scanner.fault(.expectedKey)
        }
        let key = try scanner.string()
        guard key.kind == .text, key.length <= Self.longestKey else {
            // The next key is looked for behind the last one that is remembered.
            return slot(of: key)
        }
        let length = UInt32(key.length + 1)
        for known in 1..<count where entries[known].length == length {
            if matches(key.start, known, length) {
                entries[place].next = Int32(known)
                place = known
                return Int(entries[known].slot)
            }
        }
        let slot = slot(of: key)
        if count < Self.capacity {
            var entry = Entry()
            for i in 0...key.length { entry.pattern[i] = key.start[i] }
            entry.length = length
            entry.slot = Int32(slot)
            entries[count] = entry
            entries[place].next = Int32(count)
            place = count
            count += 1
        }
        return slot
    }

    /// The slot of a key, compared with every name.
    private func slot(of key: FieldValue) -> Int {
        let slot =
            key.kind == .text
            ? names[2...].firstIndex { $0.elementsEqual(key.bytes) }
            : names[2...].firstIndex { $0.elementsEqual(key.text.utf8) }
        return slot ?? LogSchema.ignored
    }
}
