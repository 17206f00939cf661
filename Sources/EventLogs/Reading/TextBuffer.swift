import CScan

/// Bytes that texts are put into one behind the other: memory of our own, because an array checks
/// and counts at every append.
struct TextBuffer: ~Copyable {
    /// The bytes so far.
    private(set) var count = 0
    private var bytes: UnsafeMutablePointer<UInt8>
    private var capacity: Int

    /// What the 16-byte scanner may touch behind the end.
    static let padding = 64

    init() {
        capacity = 256
        bytes = .allocate(capacity: capacity)
        bytes.initialize(repeating: 0, count: capacity)
    }

    deinit { bytes.deallocate() }

    /// The first byte.
    var start: UnsafePointer<UInt8> { UnsafePointer(bytes) }

    /// Forgets what was put in from `count` on.
    mutating func truncate(to count: Int) {
        if count < self.count { self.count = count }
    }

    /// Appends `length` bytes, of which 16 more must be readable.
    @inline(__always)
    mutating func append(_ from: UnsafePointer<UInt8>, _ length: Int) {
        reserve(length)
        cscan_copy(bytes + count, from, length)
        count += length
    }

    /// Appends `length` bytes, behind which nothing more need be readable.
    mutating func append(copying from: UnsafePointer<UInt8>, _ length: Int) {
        reserve(length)
        (bytes + count).update(from: from, count: length)
        count += length
    }

    /// Appends a byte.
    mutating func append(_ byte: UInt8) {
        reserve(1)
        bytes[count] = byte
        count += 1
    }

    /// Appends the eight bytes of a number as they lie in memory.
    @inline(__always)
    mutating func append(_ number: Int64) {
        reserve(8)
        UnsafeMutableRawPointer(bytes + count).storeBytes(of: number, as: Int64.self)
        count += 8
    }

    /// Lets the bytes be written over, with room for so many.
    @inline(__always)
    mutating func overwrite(
        reserving length: Int, _ body: (UnsafeMutablePointer<UInt8>) -> Int
    ) {
        count = 0
        reserve(length)
        count = body(bytes)
    }

    /// Puts a NUL behind the bytes, where scanners look for their end.
    mutating func terminate() {
        reserve(1)
        bytes[count] = 0
    }

    /// Adds all bytes to `array`.
    func copy(to array: inout [UInt8]) {
        array.append(contentsOf: UnsafeBufferPointer(start: bytes, count: count))
    }

    @inline(__always)
    private mutating func reserve(_ length: Int) {
        if count + length + Self.padding > capacity { grow(count + length + Self.padding) }
    }

    @inline(never)
    private mutating func grow(_ needed: Int) {
        let larger = max(needed, capacity * 2)
        let moved = UnsafeMutablePointer<UInt8>.allocate(capacity: larger)
        moved.initialize(repeating: 0, count: larger)
        moved.update(from: bytes, count: count)
        bytes.deallocate()
        bytes = moved
        capacity = larger
    }
}
