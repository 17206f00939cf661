import CScan
import Files

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
    /// How many bytes the system has given.
    private(set) var bytesRead = 0

    /// The file; none for text in memory.
    private let file: InputFile?
    private let memory: [UInt8]
    private var capacity: Int
    private var hasEnded = false
    private var hasBegun = false

    /// Opens a file, or standard input for the path `-`.
    static func open(_ file: LogFile) throws(LogError) -> ChunkedInput {
        ChunkedInput(name: file.name, file: try openForReading(file), memory: [])
    }

    /// Takes a text as if it were a file.
    static func text(_ memory: [UInt8], name: String) -> ChunkedInput {
        ChunkedInput(name: name, file: nil, memory: memory)
    }

    private init(name: String, file: consuming InputFile?, memory: [UInt8]) {
        self.name = name
        self.file = file
        self.memory = memory
        capacity = Self.chunk * 2
        bytes = .allocate(capacity: capacity + TextBuffer.padding)
        bytes.initialize(repeating: 0, count: capacity + TextBuffer.padding)
        bytes[0] = UInt8(ascii: "\n")
    }

    deinit { bytes.deallocate() }

    /// Reads on, keeping what lies from ``start`` on; it may move to the buffer's beginning.
    ///
    /// - Returns: `false` at the end of the file.
    mutating func more() throws(LogError) -> Bool {
        if hasEnded { return false }
        if !hasBegun { return try begin() }
        return try fill()
    }

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
        let got = try readChunk()
        hasEnded = got == 0
        filled += got
        bytesRead += got
        (bytes + filled).update(repeating: 0, count: TextBuffer.padding)
        bytes[filled] = UInt8(ascii: "\n")
        return got > 0
    }

    /// Puts the next bytes behind those that are there; their number, 0 at the end.
    private mutating func readChunk() throws(LogError) -> Int {
        guard file != nil else {
            let chunk = memory[bytesRead..<min(bytesRead + Self.chunk, memory.count)]
            chunk.withUnsafeBufferPointer { source in
                if let base = source.baseAddress {
                    (bytes + filled).update(from: base, count: source.count)
                }
            }
            return chunk.count
        }
        do throws(SystemError) {
            return try file?.read(into: bytes + filled, count: Self.chunk) ?? 0
        } catch {
            throw LogError(.system, file: name, reason: error.reason)
        }
    }

    private mutating func grow() {
        let larger = capacity * 2
        let moved = UnsafeMutablePointer<UInt8>.allocate(capacity: larger + TextBuffer.padding)
        moved.initialize(repeating: 0, count: larger + TextBuffer.padding)
        moved.update(from: bytes, count: filled)
        bytes.deallocate()
        bytes = moved
        capacity = larger
    }

    /// Reads the first bytes: skips a byte order mark and tells what is no text at all.
    private mutating func begin() throws(LogError) -> Bool {
        hasBegun = true
        while filled < 4, try fill() {}
        func begins(_ mark: [UInt8]) -> Bool {
            filled >= mark.count && (0..<mark.count).allSatisfy { bytes[$0] == mark[$0] }
        }
        if begins([0xEF, 0xBB, 0xBF]) { start = 3 }
        if begins([0x1F, 0x8B]) { throw packed("gzip", "gunzip -c") }
        if begins([0x28, 0xB5, 0x2F, 0xFD]) { throw packed("zstd", "zstd -dc") }
        if begins([0xFF, 0xFE]) || begins([0xFE, 0xFF]) {
            throw LogError(
                .badData, file: name, reason: "is UTF-16, but logs are UTF-8",
                hint: "convert it: iconv -f UTF-16 -t UTF-8 FILE")
        }
        return filled > start
    }

    private func packed(_ format: String, _ command: String) -> LogError {
        LogError(
            .badData, file: name, reason: "is compressed with \(format)",
            hint: "unpack it, or name - as the log and pipe it in: \(command) FILE | attrsim …")
    }
}
