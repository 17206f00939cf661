#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// A file that takes its place when it is complete, or vanishes: whoever reads sees the old bytes or
/// the new ones.
///
/// It lies beside its target as `NAME.0.tmp`, since a rename is atomic only within one file system.
/// A link is written through, a file that is replaced keeps its permissions, and a device or a pipe
/// takes the bytes as they come. The unfinished file is locked, so that one that a dead process has
/// left is told from one that is under way, and is used again.
public final class AtomicFile {
    /// The file as it was named.
    public let path: String
    /// Where the bytes go until they are complete.
    public let temporaryPath: String
    private let target: String
    private var descriptor: Int32
    private let isDevice: Bool
    private var isPublished = false
    /// Its number among the unfinished files.
    private var unfinished: Int?

    /// Begins a file. Its folder must be there.
    public init(_ path: String) throws(SystemError) {
        self.path = path
        guard let last = path.utf8.last else {
            throw SystemError("cannot be written", path, code: ENOENT)
        }
        let kind = try FileSystem.checkedStatus(path)?.kind
        if kind == .folder || last == UInt8(ascii: "/") {
            throw SystemError("cannot be written", path, code: EISDIR)
        }
        isDevice = kind == .device
        if isDevice {
            target = path
            temporaryPath = path
            descriptor = open(path, O_WRONLY | O_CLOEXEC)
            if descriptor < 0 { throw SystemError("cannot be written", path) }
        } else {
            target = FileSystem.resolvingLinks(path)
            (descriptor, temporaryPath, unfinished) = try Self.create(beside: target, named: path)
        }
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
        if !isPublished, !isDevice { unlink(temporaryPath) }
        UnfinishedFiles.forget(unfinished)
    }

    /// Adds bytes.
    public func write(_ bytes: UnsafeRawBufferPointer) throws(SystemError) {
        guard let source = bytes.baseAddress else { return }
        var done = 0
        while done < bytes.count {
            let count = systemWrite(descriptor, source + done, bytes.count - done)
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { throw SystemError("cannot be written", path) }
            done += count
        }
    }

    /// Adds bytes.
    public func write(_ bytes: [UInt8]) throws(SystemError) {
        try bytes.withUnsafeBufferPointer { bytes throws(SystemError) in
            try write(UnsafeRawBufferPointer(bytes))
        }
    }

    /// Takes back all bytes, which only a file can.
    public func empty() throws(SystemError) {
        if ftruncate(descriptor, 0) != 0 || lseek(descriptor, 0, SEEK_SET) != 0 {
            throw SystemError("cannot be written", path)
        }
    }

    /// How the new bytes stand to what is there.
    public enum Standing: Sendable {
        /// Nothing is there, or a device.
        case new
        /// The same bytes are there.
        case same
        /// Other bytes are there.
        case different
    }

    /// Compares the bytes so far with those of the file that would be replaced.
    public func standing() throws(SystemError) -> Standing {
        guard !isDevice, let old = try FileSystem.checkedStatus(target) else { return .new }
        guard let new = try FileSystem.checkedStatus(temporaryPath), old.size == new.size else {
            return .different
        }
        return try Self.haveSameBytes(target, temporaryPath) ? .same : .different
    }

    /// Takes the target's place.
    public func publish() throws(SystemError) {
        if isDevice {
            isPublished = true
            return try end()
        }
        if let old = FileSystem.status(target) { fchmod(descriptor, old.permissions) }
        // A rename under the lock: nobody takes the file for one that a dead process left.
        guard rename(temporaryPath, target) == 0 else {
            throw SystemError("cannot be replaced", path)
        }
        isPublished = true
        UnfinishedFiles.forget(unfinished)
        unfinished = nil
        try end()
    }

    /// Gives files their names: all of them, or none if one would replace other bytes and may not.
    /// A file whose bytes are there already stays as it is.
    ///
    /// - Returns: the paths that may not be replaced; empty if all is in place.
    public static func publish(
        _ files: [AtomicFile], replacing: Bool
    ) throws(SystemError) -> [String] {
        var changed: [AtomicFile] = []
        var refused: [String] = []
        for file in files {
            switch try file.standing() {
            case .same: break
            case .different where !replacing: refused.append(file.path)
            case .new, .different: changed.append(file)
            }
        }
        if refused.isEmpty { for file in changed { try file.publish() } }
        return refused
    }

    /// Closes the file; a full network disk may say so only here.
    private func end() throws(SystemError) {
        let result = close(descriptor)
        descriptor = -1
        if result != 0 { throw SystemError("cannot be written", path) }
    }

    /// Writes a whole file.
    public static func write(_ bytes: [UInt8], to path: String) throws(SystemError) {
        let file = try AtomicFile(path)
        try file.write(bytes)
        try file.publish()
    }

    /// Makes an empty file beside `target` that this process alone writes.
    private static func create(
        beside target: String, named path: String
    ) throws(SystemError) -> (descriptor: Int32, path: String, unfinished: Int?) {
        for attempt in 0..<1000 {
            let temporary = "\(target).\(attempt).tmp"
            // An interruption finds a file that is made and noted, or none.
            let (descriptor, unfinished) = UnfinishedFiles.uninterrupted { () -> (Int32, Int?) in
                let descriptor = open(temporary, flags, 0o666)
                guard descriptor >= 0, isOwn(descriptor, temporary),
                    ftruncate(descriptor, 0) == 0
                else { return (descriptor, nil) }
                return (descriptor, UnfinishedFiles.note(temporary) ?? -1)
            }
            if descriptor >= 0 {
                if let unfinished {
                    return (descriptor, temporary, unfinished < 0 ? nil : unfinished)
                }
                close(descriptor)
            } else if errno != EEXIST {
                throw SystemError("cannot be written", path)
            }
        }
        throw SystemError("cannot be written", path, code: EEXIST)
    }

    #if canImport(Darwin)
    // Its flock would keep SQLite out of the file: what lies there is left alone.
    private static let flags = O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC | O_NOFOLLOW

    private static func isOwn(_ descriptor: Int32, _ path: String) -> Bool { true }
    #else
    private static let flags = O_CREAT | O_RDWR | O_CLOEXEC | O_NOFOLLOW

    /// Locks an unfinished file, unless another process is at it, or has just given it its name.
    private static func isOwn(_ descriptor: Int32, _ path: String) -> Bool {
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else { return false }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { return false }
        return FileSystem.status(path)?.identity == FileSystem.Status(status).identity
    }
    #endif

    private static func haveSameBytes(_ a: String, _ b: String) throws(SystemError) -> Bool {
        let first = try InputFile(a)
        let second = try InputFile(b)
        let size = 1 << 16
        let chunks = UnsafeMutableRawPointer.allocate(byteCount: 2 * size, alignment: 16)
        defer { chunks.deallocate() }
        while true {
            let (x, y) = (
                try first.fill(chunks, count: size), try second.fill(chunks + size, count: size)
            )
            if x != y || memcmp(chunks, chunks + size, x) != 0 { return false }
            if x < size { return true }
        }
    }
}

extension InputFile {
    /// Reads `count` bytes; fewer only at the end.
    fileprivate borrowing func fill(
        _ target: UnsafeMutableRawPointer, count: Int
    ) throws(SystemError) -> Int {
        var done = 0
        while done < count {
            let got = try read(into: target + done, count: count - done)
            if got == 0 { break }
            done += got
        }
        return done
    }
}

/// The C function, which the methods above would hide.
private func systemWrite(_ file: Int32, _ bytes: UnsafeRawPointer, _ count: Int) -> Int {
    write(file, bytes, count)
}
