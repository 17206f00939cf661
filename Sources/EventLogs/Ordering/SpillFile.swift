import Files

/// A temporary file without a name: it is gone with the process, whatever happens.
///
/// It lies in `TMPDIR`, or in `/tmp`. Written once from start to end, then read at any place.
final class SpillFile {
    private let file: ScratchFile
    /// How many bytes have been written.
    private(set) var size: Int64 = 0

    private static let bufferSize = 256 << 10
    private let buffer = UnsafeMutableRawPointer.allocate(byteCount: bufferSize, alignment: 16)
    private var buffered = 0

    /// Creates the file.
    init() throws(LogError) {
        do { file = try ScratchFile() } catch { throw Self.failure(error) }
    }

    deinit { buffer.deallocate() }

    /// Appends bytes.
    @inline(__always)
    func write(_ bytes: UnsafeRawBufferPointer) throws(LogError) {
        guard let source = bytes.baseAddress else { return }
        if buffered + bytes.count > Self.bufferSize {
            try flush()
            if bytes.count > Self.bufferSize { return try writeThrough(bytes) }
        }
        (buffer + buffered).copyMemory(from: source, byteCount: bytes.count)
        buffered += bytes.count
        size += Int64(bytes.count)
    }

    /// Writes out what is buffered: needed before anything is read.
    func flush() throws(LogError) {
        let bytes = UnsafeRawBufferPointer(start: buffer, count: buffered)
        size -= Int64(buffered)
        buffered = 0
        try writeThrough(bytes)
    }

    /// Reads up to `count` bytes from `offset` on.
    ///
    /// - Returns: how many there were; fewer only at the end of the file.
    func read(
        into target: UnsafeMutableRawPointer, count: Int, at offset: Int64
    ) throws(LogError) -> Int {
        do { return try file.read(into: target, count: count, at: offset) } catch {
            throw Self.failure(error)
        }
    }

    private func writeThrough(_ bytes: UnsafeRawBufferPointer) throws(LogError) {
        do { try file.write(bytes) } catch { throw Self.failure(error) }
        size += Int64(bytes.count)
    }

    private static func failure(_ error: SystemError) -> LogError {
        LogError(
            .system, file: error.path, reason: error.reason,
            hint: "records that do not fit into memory are sorted on disk: set TMPDIR to a "
                + "folder with room")
    }
}
