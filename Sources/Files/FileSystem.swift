#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Questions and orders to the file system. Links are followed.
public enum FileSystem {
    /// What a path leads to.
    public enum Kind: Sendable, Equatable {
        /// A regular file.
        case file
        /// A folder.
        case folder
        /// A device, a pipe, a socket.
        case device
    }

    /// A file or folder, whatever path or link leads to it.
    public struct Identity: Hashable, Sendable {
        let device: UInt64
        let number: UInt64
    }

    /// What is known about a file.
    public struct Status: Sendable {
        /// What it is.
        public let kind: Kind
        /// Which one it is.
        public let identity: Identity
        /// Its size in bytes.
        public let size: Int64
        /// Who may read, write and run it.
        let permissions: mode_t

        init(_ status: stat) {
            kind =
                switch status.st_mode & S_IFMT {
                case S_IFREG: .file
                case S_IFDIR: .folder
                default: .device
                }
            identity = Identity(
                device: UInt64(truncatingIfNeeded: status.st_dev),
                number: UInt64(truncatingIfNeeded: status.st_ino))
            size = Int64(status.st_size)
            permissions = status.st_mode & 0o7777
        }
    }

    /// What `path` leads to; `nil` if there is nothing, or nothing that can be looked at.
    public static func status(_ path: String) -> Status? {
        var status = stat()
        return stat(path, &status) == 0 ? Status(status) : nil
    }

    /// What `path` leads to; `nil` if there is nothing.
    ///
    /// - Throws: if it cannot be told.
    public static func checkedStatus(_ path: String) throws(SystemError) -> Status? {
        var status = stat()
        if stat(path, &status) == 0 { return Status(status) }
        if errno == ENOENT { return nil }
        throw SystemError("cannot be reached", path)
    }

    /// The kind of what `path` leads to; `nil` if there is nothing.
    public static func kind(of path: String) -> Kind? { status(path)?.kind }

    /// Whether there is something at a path.
    public static func exists(_ path: String) -> Bool { status(path) != nil }

    /// Whether a path leads to a folder.
    public static func isFolder(_ path: String) -> Bool { kind(of: path) == .folder }

    /// Checks that a file may be read.
    public static func checkReadable(_ path: String) throws(SystemError) {
        if access(path, R_OK) != 0 { throw SystemError("cannot be read", path) }
    }

    /// The names in a folder in the order of their bytes, `.` and `..` left out; `nil` if it cannot
    /// be read.
    ///
    /// - Parameters:
    ///   - folder: the folder; empty is the current one.
    ///   - limit: how many names to look at; which ones is the system's choice.
    /// - Returns: the names.
    public static func names(in folder: String, limit: Int = .max) -> [String]? {
        guard let handle = opendir(folder.isEmpty ? "." : folder) else { return nil }
        defer { closedir(handle) }
        var names: [String] = []
        while names.count < limit, let entry = readdir(handle) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != "." && name != ".." { names.append(name) }
        }
        return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    /// The folder part of a path, empty for a plain name.
    public static func folder(of path: String) -> String {
        guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "" }
        // The root's own name is its slash.
        return slash == path.startIndex ? (path == "/" ? "" : "/") : String(path[..<slash])
    }

    /// A path from the root, without links; as it is where there is no such file.
    public static func absolutePath(_ path: String) -> String {
        guard let resolved = realpath(path, nil) else { return path }
        defer { free(resolved) }
        return String(cString: resolved)
    }

    /// Makes a folder and those above it, where they are missing.
    ///
    /// - Throws: an error whose ``SystemError/isNoFolder`` is true if a file is in the way.
    public static func makeFolder(_ path: String) throws(SystemError) {
        if path.isEmpty { return }
        if let status = try checkedStatus(path) {
            if status.kind == .folder { return }
            throw SystemError("cannot be made", path, code: ENOTDIR)
        }
        try makeFolder(folder(of: path))
        // Another program may have made it in between.
        guard mkdir(path, 0o777) == 0 || errno == EEXIST else {
            throw SystemError("cannot be made", path)
        }
    }

    /// Removes a file, if there is one.
    public static func remove(_ path: String) { unlink(path) }

    /// Removes a file or an empty folder, if there is one.
    public static func removeAny(_ path: String) {
        if unlink(path) != 0 { rmdir(path) }
    }

    /// Lets a file be run by whoever may read it.
    public static func makeExecutable(_ path: String) { chmod(path, 0o755) }

    /// Where a path leads if its last part is a link, or a link to a link, also to a file that is
    /// not there yet. Any other path is returned as it is.
    static func resolvingLinks(_ path: String) -> String {
        var path = path
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        // As many links in a row as Linux follows.
        for _ in 0..<40 {
            let count = readlink(path, &buffer, buffer.count)
            if count <= 0 { return path }
            let target = String(
                decoding: buffer[..<count].lazy.map { UInt8(bitPattern: $0) }, as: UTF8.self)
            let folder = folder(of: path)
            path =
                target.hasPrefix("/") || folder.isEmpty
                ? target : folder == "/" ? "/" + target : "\(folder)/\(target)"
        }
        return path
    }

    // MARK: - This process

    /// Where the running program lies; `nil` where the system does not say.
    public static var programPath: String? {
        let path = resolvingLinks("/proc/self/exe")
        return path == "/proc/self/exe" ? nil : path
    }

    /// What tells this process from all others that run now.
    public static var processID: Int32 { getpid() }

    /// The folder for temporary files: `TMPDIR`, or `/tmp`.
    public static var temporaryFolder: String {
        let folder = getenv("TMPDIR").map { String(cString: $0) } ?? ""
        return folder.isEmpty ? "/tmp" : folder
    }

    /// A path for a file that this process alone uses; a small one may lie in memory, where there
    /// is such a file system.
    public static func scratchPath(_ name: String, isSmall: Bool = false) -> String {
        var folder = temporaryFolder
        let memory = "/dev/shm"
        if isSmall, getenv("TMPDIR") == nil, access(memory, W_OK | X_OK) == 0 { folder = memory }
        return "\(folder)/attrsim-\(getpid())-\(name)"
    }
}
