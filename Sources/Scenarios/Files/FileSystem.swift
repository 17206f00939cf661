#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// The few questions that scenarios ask about files, put to the system directly.
enum FileSystem {
    /// What a path leads to.
    enum Kind: Equatable {
        /// A file, or something that is read like one.
        case file
        case folder
        /// Nothing, or nothing that can be looked at.
        case missing
    }

    /// A file or folder, whatever path leads to it.
    struct Identity: Hashable {
        let device: UInt64
        let number: UInt64
    }

    /// What `path` leads to, links followed.
    static func kind(of path: String) -> Kind { status(path)?.kind ?? .missing }

    /// What `path` leads to, and which one it is.
    static func status(_ path: String) -> (kind: Kind, identity: Identity)? {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        let identity = Identity(
            device: UInt64(truncatingIfNeeded: status.st_dev),
            number: UInt64(truncatingIfNeeded: status.st_ino))
        return (status.st_mode & S_IFMT == S_IFDIR ? .folder : .file, identity)
    }

    /// The names in a folder in the order of their bytes, `.` and `..` left out. `nil` if it
    /// cannot be read.
    static func names(in folder: String) -> [String]? {
        guard let handle = opendir(folder.isEmpty ? "." : folder) else { return nil }
        defer { closedir(handle) }
        var names: [String] = []
        while let entry = readdir(handle) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { tuple in
                tuple.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != "." && name != ".." { names.append(name) }
        }
        return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    /// Why a file could not be read.
    enum ReadFailure: Error {
        case missing
        case folder
        case tooLarge
        /// The system's own words.
        case system(String)
    }

    /// The bytes of a file, of standard input for `-`; at most `limit` of them.
    static func read(_ path: String, limit: Int) throws(ReadFailure) -> [UInt8] {
        var descriptor: Int32 = 0
        if path != "-" {
            if kind(of: path) == .folder { throw .folder }
            descriptor = open(path, O_RDONLY)
            if descriptor < 0 { throw errno == ENOENT ? .missing : .system(systemMessage()) }
        }
        defer { if path != "-" { close(descriptor) } }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = platformRead(descriptor, &chunk)
            if count < 0 && errno == EINTR { continue }
            if count < 0 { throw .system(systemMessage()) }
            if count == 0 { return bytes }
            bytes.append(contentsOf: chunk[..<count])
            if bytes.count > limit { throw .tooLarge }
        }
    }

    private static func systemMessage() -> String { String(cString: strerror(errno)) }
}

/// The system's `read`, which the method of the same name hides.
private func platformRead(_ descriptor: Int32, _ buffer: inout [UInt8]) -> Int {
    read(descriptor, &buffer, buffer.count)
}
