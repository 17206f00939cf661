#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// A file that appears under its name only when it is complete.
///
/// Bytes go to `NAME.part` beside it; ``publish()`` gives it its name. A file that is not published
/// leaves nothing behind, and an earlier file of the name stays as it was.
struct OutputFile: ~Copyable {
    /// The path under which the file will appear.
    let path: String
    /// The text to be written next.
    var text = LineText()
    /// The bytes written so far, those in ``text`` aside.
    private(set) var bytesWritten = 0

    private var descriptor: CInt
    private var isPublished = false
    private var partPath: String { path + ".part" }

    /// Text is handed to the system in blocks of this size.
    private static let block = 1 << 18

    /// Begins a file.
    init(path: String) throws(GenerationError) {
        self.init(path: path, descriptor: try Self.open(path))
        text.bytes.reserveCapacity(Self.block + 4096)
    }

    private init(path: String, descriptor: CInt) {
        self.path = path
        self.descriptor = descriptor
    }

    deinit {
        if descriptor >= 0 { _ = close(descriptor) }
        if !isPublished { unlink(partPath) }
    }

    /// Writes the text out if there is a block of it.
    mutating func writeBlock() throws(GenerationError) {
        if text.bytes.count >= Self.block { try flush() }
    }

    /// Writes what is left. Nothing more can be added.
    mutating func complete() throws(GenerationError) {
        try flush()
        // A full network disk may say so only here.
        let result = close(descriptor)
        descriptor = -1
        if result != 0 { throw Self.failure(path, doing: "cannot be written") }
    }

    /// Gives the completed file its name.
    mutating func publish() throws(GenerationError) {
        if rename(partPath, path) != 0 {
            throw Self.failure(path, doing: "cannot be written")
        }
        isPublished = true
    }

    private mutating func flush() throws(GenerationError) {
        var done = 0
        while done < text.bytes.count {
            let written = text.bytes.withUnsafeBytes { bytes in
                write(descriptor, bytes.baseAddress?.advanced(by: done), bytes.count - done)
            }
            if written < 0 && errno == EINTR { continue }
            guard written > 0 else { throw Self.failure(path, doing: "cannot be written") }
            done += written
        }
        bytesWritten += done
        text.bytes.removeAll(keepingCapacity: true)
    }

    private static func open(_ path: String) throws(GenerationError) -> CInt {
        var status = stat()
        if stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR {
            throw GenerationError(
                .target, path, reason: "is a directory", hint: "name another folder")
        }
        let descriptor = openForWriting(path + ".part")
        if descriptor < 0 { throw failure(path, doing: "cannot be created") }
        return descriptor
    }

    /// Makes a folder and those that it lies in, where they are missing.
    static func makeFolder(_ path: String) throws(GenerationError) {
        var status = stat()
        if stat(path, &status) == 0 {
            if status.st_mode & S_IFMT == S_IFDIR { return }
            throw GenerationError(
                .target, path, reason: "is a file, not a folder", hint: "name another folder")
        }
        if let slash = path.utf8.lastIndex(of: 47), slash > path.startIndex {
            try makeFolder(String(path[..<slash]))
        }
        if mkdir(path, 0o777) != 0 && errno != EEXIST {
            throw failure(path, doing: "cannot be created")
        }
    }

    private static func failure(_ path: String, doing what: String) -> GenerationError {
        let code = errno
        let hint =
            switch code {
            case ENOSPC, EDQUOT: "free some space, or generate fewer clicks"
            case EACCES, EPERM, EROFS: "choose a folder that you may write to"
            default: nil as String?
            }
        return GenerationError(
            .system, path, reason: "\(what): \(String(cString: strerror(code)))", hint: hint)
    }
}

/// The system's `open`, which ``OutputFile`` has a function of its own for.
private func openForWriting(_ path: String) -> CInt {
    open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
}
