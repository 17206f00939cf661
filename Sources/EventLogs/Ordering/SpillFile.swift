#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// A temporary file without a name: it is gone with the process, whatever happens.
///
/// It lies in `TMPDIR`, or in `/tmp`. Written once from start to end, then read at any place.
final class SpillFile {
    private let descriptor: Int32
    private let folder: String
    /// How many bytes have been written.
    private(set) var size: Int64 = 0

    private static let bufferSize = 256 << 10
    private let buffer = UnsafeMutableRawPointer.allocate(byteCount: bufferSize, alignment: 16)
    private var buffered = 0

    /// Creates the file.
    init() throws(LogError) {
        folder = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
        var path = Array("\(folder.isEmpty ? "/tmp" : folder)/attrsim-XXXXXX".utf8CString)
        descriptor = mkstemp(&path)
        guard descriptor >= 0 else {
            throw Self.failure("cannot create a temporary file", in: folder)
        }
        unlink(path)
        // Not for programs that this one may start.
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    }

    deinit {
        buffer.deallocate()
        close(descriptor)
    }

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
        var done = 0
        while done < count {
            let part = pread(descriptor, target + done, count - done, off_t(offset) + off_t(done))
            if part < 0 {
                if errno == EINTR { continue }
                throw Self.failure("cannot read a temporary file", in: folder)
            }
            if part == 0 { break }
            done += part
        }
        return done
    }

    private func writeThrough(_ bytes: UnsafeRawBufferPointer) throws(LogError) {
        guard let source = bytes.baseAddress else { return }
        #if canImport(Darwin)
        let system = Darwin.write
        #elseif canImport(Musl)
        let system = Musl.write
        #else
        let system = Glibc.write
        #endif
        var done = 0
        while done < bytes.count {
            let part = system(descriptor, source + done, bytes.count - done)
            if part < 0 {
                if errno == EINTR { continue }
                throw Self.failure("cannot write a temporary file", in: folder)
            }
            done += part
        }
        size += Int64(bytes.count)
    }

    private static func failure(_ what: String, in folder: String) -> LogError {
        LogError(
            .system, file: folder, reason: "\(what): \(String(cString: strerror(errno)))",
            hint: "records that do not fit into memory are sorted on disk: set TMPDIR to a "
                + "folder with room")
    }
}
