/// Gives the bytes of a log, a chunk at a time: of a file, of memory, or unpacked from another.
///
/// One thread reads from it at a time.
protocol ByteSource: AnyObject {
    /// Puts the next bytes at `target`, at most `limit`.
    ///
    /// - Returns: how many; 0 at the end, and only there.
    /// - Throws: `.system` if they cannot be read; `.badData`, with ``LogError/isDamage``, where
    ///   what is packed is damaged: everything before it has been given out.
    func read(into target: UnsafeMutablePointer<UInt8>, limit: Int) throws(LogError) -> Int

    /// How many bytes have been taken from the file itself, for the progress display.
    var bytesTaken: Int { get }
}

/// The bytes of a text in memory.
final class MemoryBytes: ByteSource {
    private let memory: [UInt8]
    private(set) var bytesTaken = 0

    init(_ memory: [UInt8]) { self.memory = memory }

    func read(into target: UnsafeMutablePointer<UInt8>, limit: Int) -> Int {
        let count = min(limit, memory.count - bytesTaken)
        memory.withUnsafeBufferPointer { bytes in
            if let base = bytes.baseAddress, count > 0 {
                target.update(from: base + bytesTaken, count: count)
            }
        }
        bytesTaken += count
        return count
    }
}

/// Bytes that have been looked at already, and then those of the source that they came from.
final class ReturnedBytes: ByteSource {
    private let rest: any ByteSource
    private let first: MemoryBytes
    private var hasFirst = true

    init(_ first: [UInt8], before rest: any ByteSource) {
        self.first = MemoryBytes(first)
        self.rest = rest
    }

    var bytesTaken: Int { rest.bytesTaken }

    func read(into target: UnsafeMutablePointer<UInt8>, limit: Int) throws(LogError) -> Int {
        if hasFirst {
            let count = first.read(into: target, limit: limit)
            if count > 0 { return count }
            hasFirst = false
        }
        return try rest.read(into: target, limit: limit)
    }
}
