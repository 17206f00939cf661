#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// A file, or standard input, open for reading. It is closed when it is released.
public struct InputFile: ~Copyable, Sendable {
    private let path: String
    private let descriptor: Int32

    /// Opens a file, or standard input for the path `-`.
    ///
    /// - Throws: what the system says; a folder is one that ``SystemError/isFolder``.
    public init(_ path: String) throws(SystemError) {
        self.path = path
        descriptor = try Self.open(path)
    }

    private static func open(_ path: String) throws(SystemError) -> Int32 {
        if path == "-" {
            guard StandardStreams.inputIsOpen else {
                throw SystemError("standard input is closed", path, code: EBADF)
            }
            return STDIN_FILENO
        }
        let descriptor = openForReading(path)
        if descriptor < 0 { throw SystemError("cannot be opened", path) }
        var status = stat()
        if fstat(descriptor, &status) == 0, FileSystem.Status(status).kind == .folder {
            close(descriptor)
            throw SystemError("cannot be opened", path, code: EISDIR)
        }
        return descriptor
    }

    deinit {
        if descriptor > STDIN_FILENO { close(descriptor) }
    }

    /// What is known about the file.
    public var status: FileSystem.Status? {
        var status = stat()
        return fstat(descriptor, &status) == 0 ? FileSystem.Status(status) : nil
    }

    /// Reads up to `count` bytes; 0 at the end.
    public func read(
        into target: UnsafeMutableRawBufferPointer, count: Int
    ) throws(SystemError) -> Int {
        guard let target = target.baseAddress else { return 0 }
        return try read(into: target, count: count)
    }

    /// Reads up to `count` bytes; 0 at the end.
    public func read(
        into target: UnsafeMutableRawPointer, count: Int
    ) throws(SystemError) -> Int {
        while true {
            let got = systemRead(descriptor, target, count)
            if got >= 0 { return got }
            if errno != EINTR { throw SystemError("cannot be read", path) }
        }
    }
}

extension FileSystem {
    /// All bytes of a file, or of standard input for `-`.
    public static func read(_ path: String) throws(SystemError) -> [UInt8] {
        // No file has as many bytes.
        try read(path, limit: .max) ?? []
    }

    /// All bytes of a file, or of standard input for `-`; `nil` if there are more than `limit`.
    public static func read(_ path: String, limit: Int) throws(SystemError) -> [UInt8]? {
        let file = try InputFile(path)
        var bytes: [UInt8] = []
        let size = 1 << 16
        let chunk = UnsafeMutableRawBufferPointer.allocate(byteCount: size, alignment: 16)
        defer { chunk.deallocate() }
        while true {
            let count = try file.read(into: chunk, count: size)
            if count == 0 { return bytes }
            bytes.append(contentsOf: chunk[..<count])
            if bytes.count > limit { return nil }
        }
    }

    /// The first bytes of a file, at most `count`; none if it cannot be read.
    public static func beginning(of path: String, count: Int) -> [UInt8] {
        guard let file = try? InputFile(path) else { return [] }
        return [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
            guard let base = buffer.baseAddress else { return }
            while initialized < count,
                let got = try? file.read(into: base + initialized, count: count - initialized),
                got > 0
            {
                initialized += got
            }
        }
    }
}

/// The C functions, which the methods above would hide.
private func openForReading(_ path: String) -> Int32 { open(path, O_RDONLY | O_CLOEXEC) }

private func systemRead(_ file: Int32, _ target: UnsafeMutableRawPointer, _ count: Int) -> Int {
    read(file, target, count)
}
