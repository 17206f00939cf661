#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Where the bytes of an export go: standard output, or a file that appears when it is complete.
///
/// Memory does not grow with the text. An error is kept and thrown at the end, so that it can be
/// written to from within a query.
final class ExportOutput {
    private let path: String?
    private let temporary: String
    private let descriptor: Int32
    private var bytes: [UInt8] = []
    private var failure: CommandFailure?
    private var isFinished = false

    /// How many bytes are handed to the system at once.
    private static let block = 1 << 16

    /// An output; `nil` is standard output.
    ///
    /// - Throws: exit status 4 if the file cannot be made.
    init(_ path: String?) throws(CommandFailure) {
        self.path = path
        temporary = path.map { "\($0).\(getpid()).tmp" } ?? ""
        descriptor = path == nil ? STDOUT_FILENO : creat(temporary, 0o644)
        if descriptor < 0 { throw Self.error(path, "cannot be written") }
        bytes.reserveCapacity(Self.block + 4096)
    }

    deinit {
        if path == nil || isFinished { return }
        close(descriptor)
        unlink(temporary)
    }

    /// Adds a text.
    func write(_ text: String) { write { $0 += text.utf8 } }

    /// Adds bytes.
    func write(_ body: (inout [UInt8]) -> Void) {
        body(&bytes)
        if bytes.count >= Self.block { flush() }
    }

    /// Empties the output again, which only a file can.
    func restart() {
        bytes.removeAll(keepingCapacity: true)
        if ftruncate(descriptor, 0) != 0 || lseek(descriptor, 0, SEEK_SET) != 0 {
            failure = failure ?? Self.error(path, "cannot be written")
        }
    }

    /// Writes what is left; a file gets its name.
    ///
    /// - Throws: the first failure, exit status 4.
    func finish() throws(CommandFailure) {
        flush()
        if let failure { throw failure }
        guard let path else { return }
        isFinished = true
        guard close(descriptor) == 0, rename(temporary, path) == 0 else {
            let error = Self.error(path, "cannot be written")
            unlink(temporary)
            throw error
        }
    }

    private func flush() {
        var done = 0
        while failure == nil, done < bytes.count {
            let count = bytes.withUnsafeBytes { bytes in
                systemWrite(descriptor, UnsafeRawBufferPointer(rebasing: bytes[done...]))
            }
            if count < 0 && errno == EINTR { continue }
            if count <= 0 { failure = Self.error(path, "cannot be written") }
            done += max(0, count)
        }
        bytes.removeAll(keepingCapacity: true)
    }

    private static func error(_ path: String?, _ what: String) -> CommandFailure {
        CommandFailure(
            "\(path ?? "standard output"): \(what): \(String(cString: strerror(errno)))", .system)
    }
}

/// The C function, which the methods above would hide.
private func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) -> Int {
    write(descriptor, bytes.baseAddress, bytes.count)
}
