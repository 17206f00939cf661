import CScan

/// A file read in chunks into one buffer, which holds what the reader has not yet given up.
///
/// Readers work on offsets into the buffer, because its memory moves as it fills.
struct ChunkedInput: ~Copyable {
    /// The longest line, or CSV record, that is read.
    static let longestLine = 16 << 20
    /// How much is asked of the system at a time: large enough to make calls cheap, small enough
    /// to stay in a core's own cache.
    static let chunk = 256 << 10

    /// The file as the scenario names it.
    let name: String
    /// The buffer. Behind ``filled`` lie a newline and then zeros for the scanners.
    private(set) var bytes: UnsafeMutablePointer<UInt8>
    /// The first byte that the reader still needs. Readers move it forward.
    var start = 0
    /// The end of what has been read.
    private(set) var filled = 0
    /// How many bytes have been put into the buffer.
    private var bytesRead = 0

    /// Where the bytes come from: the file, once ``begin()`` has looked at its beginning, or what
    /// unpacks it.
    private var source: any ByteSource
    private var isPacked = false
    private var capacity: Int
    private var hasEnded = false
    private var hasBegun = false

    /// Takes a text as if it were a file.
    static func text(_ memory: [UInt8], name: String) -> ChunkedInput {
        ChunkedInput(name: name, MemoryBytes(memory))
    }

    init(name: String, _ source: any ByteSource) {
        self.name = name
        self.source = source
        capacity = Self.chunk * 2
        bytes = .allocate(capacity: capacity + TextBuffer.padding)
        // What lies behind is written before it is read.
        bytes.initialize(repeating: 0, count: 1 + TextBuffer.padding)
        bytes[0] = UInt8(ascii: "\n")
    }

    deinit { bytes.deallocate() }

    /// How many bytes of the file lie before ``start``; of a packed one, how many are unpacked.
    var bytesConsumed: Int { isPacked ? source.bytesTaken : offset(of: start) }

    /// How many bytes of the text lie before a place in the buffer.
    func offset(of place: Int) -> Int { bytesRead - (filled - place) }

    /// The beginning of what the reader has not given up yet, for a report.
    var unread: UnsafeBufferPointer<UInt8> {
        UnsafeBufferPointer(
            start: bytes + start, count: min(filled - start, BadRecords.rawLimit + 1))
    }

    /// Reads on, keeping what lies from ``start`` on; it may move to the buffer's beginning.
    ///
    /// - Returns: `false` at the end of the file.
    mutating func more() throws(LogError) -> Bool {
        if hasEnded { return false }
        if !hasBegun { return try begin() }
        return try fill()
    }

    /// Puts a byte at an offset: a NUL ends a text for the JSON scanner.
    @inline(__always)
    mutating func put(_ byte: UInt8, at offset: Int) { bytes[offset] = byte }

    /// Puts a NUL at an offset: it is what ends a line for the JSON scanner.
    @inline(__always)
    mutating func terminate(at offset: Int) { bytes[offset] = 0 }

    /// Moves ``start`` behind the next newline, however far that is. Of a line that is not whole
    /// in the buffer, no more is kept than what a report shows.
    ///
    /// - Parameter searched: how many bytes from ``start`` on to take as they are.
    /// - Returns: where the first bytes lie now, and whether there was a newline.
    /// - Throws: if the file cannot be read on.
    mutating func skipLine(
        searched: Int
    ) throws(LogError) -> (beginning: Range<Int>, isTerminated: Bool) {
        if let newline = newline(from: start + searched) {
            let line = start..<newline
            start = newline + 1
            return (line, true)
        }
        // One byte more than is shown tells that there is more.
        let kept = min(BadRecords.rawLimit + 1, filled - start)
        let beginning = Array(UnsafeBufferPointer(start: bytes + start, count: kept))
        start += max(kept, searched)
        var isTerminated = true
        while true {
            if let newline = newline(from: start) {
                start = newline
                break
            }
            if try !moreBehind(kept) {
                isTerminated = false
                break
            }
        }
        let range = start - kept..<start
        (bytes + range.lowerBound).update(from: beginning, count: kept)
        start = min(start + 1, filled)
        return (range, isTerminated)
    }

    /// The offset of the next newline.
    @inline(__always)
    func newline(from offset: Int) -> Int? { find(0x0A, from: offset) }

    /// The offset of the next such byte.
    @inline(__always)
    func find(_ byte: UInt8, from offset: Int) -> Int? {
        guard let found = cscan_find(bytes + offset, byte, filled - offset) else { return nil }
        return UnsafePointer(bytes).distance(to: found)
    }

    /// Drops all that has been read except the last `kept` bytes, which are of no worth but take
    /// room, and reads on.
    private mutating func moreBehind(_ kept: Int) throws(LogError) -> Bool {
        start = filled - kept
        let isMoreThere = try more()
        start += kept
        return isMoreThere
    }

    private mutating func fill() throws(LogError) -> Bool {
        if hasEnded { return false }
        if start > 0 {
            bytes.update(from: bytes + start, count: filled - start)
            filled -= start
            start = 0
        }
        if capacity - filled < Self.chunk { grow() }
        let got = try source.read(into: bytes + filled, limit: Self.chunk)
        hasEnded = got == 0
        filled += got
        bytesRead += got
        (bytes + filled).update(repeating: 0, count: TextBuffer.padding)
        bytes[filled] = UInt8(ascii: "\n")
        return got > 0
    }

    private mutating func grow() {
        let larger = capacity * 2
        let moved = UnsafeMutablePointer<UInt8>.allocate(capacity: larger + TextBuffer.padding)
        moved.initialize(from: bytes, count: filled + TextBuffer.padding)
        bytes.deallocate()
        bytes = moved
        capacity = larger
    }

    /// Reads the first bytes: unpacks what is packed, skips a byte order mark, and tells what is no
    /// text at all.
    private mutating func begin() throws(LogError) -> Bool {
        hasBegun = true
        while true {
            while filled < Sniffing.leastLength, try fill() {}
            guard let packing = Sniffing.packing(beginning) else { break }
            if isPacked {
                throw LogError(
                    .badData, file: name, reason: "is packed twice", hint: "unpack it once")
            }
            let packed = ReturnedBytes(
                Array(UnsafeBufferPointer(start: bytes, count: filled)), before: source)
            source =
                switch packing {
                case .gzip: try GzipBytes(packed, name: name)
                case .zstd: try ZstdBytes(packed, name: name)
                }
            isPacked = true
            hasEnded = false
            filled = 0
            bytesRead = 0
        }
        if let (reason, hint) = Sniffing.refusal(beginning) {
            throw LogError(.badData, file: name, reason: reason, hint: hint)
        }
        start = Sniffing.markLength(beginning)
        return filled > start
    }

    private var beginning: UnsafeBufferPointer<UInt8> {
        UnsafeBufferPointer(start: bytes, count: min(filled, Sniffing.length))
    }
}
