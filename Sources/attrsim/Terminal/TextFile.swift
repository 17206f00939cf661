#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Small text files that commands read and write whole.
enum TextFile {
    /// The text of a file, `nil` if there is none.
    ///
    /// - Throws: exit status 4 if it is there and cannot be read.
    static func read(_ path: String) throws(CommandFailure) -> String? {
        guard let file = fopen(path, "r") else {
            if errno == ENOENT { return nil }
            throw failure(path, "cannot be read")
        }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = fread(&chunk, 1, chunk.count, file)
            bytes.append(contentsOf: chunk[..<count])
            if count < chunk.count { break }
        }
        if ferror(file) != 0 { throw failure(path, "cannot be read") }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Writes a file whole: a reader sees the old text or the new one.
    ///
    /// - Throws: exit status 4 if that is impossible.
    static func write(_ text: String, to path: String) throws(CommandFailure) {
        let temporary = "\(path).\(getpid()).tmp"
        guard let file = fopen(temporary, "w") else { throw failure(path, "cannot be written") }
        let written = text.utf8.withContiguousStorageIfAvailable { bytes in
            fwrite(bytes.baseAddress, 1, bytes.count, file) == bytes.count
        }
        let isWritten = written ?? (fputs(text, file) >= 0)
        guard fclose(file) == 0, isWritten, rename(temporary, path) == 0 else {
            let error = failure(path, "cannot be written")
            unlink(temporary)
            throw error
        }
    }

    /// Removes a file, if there is one.
    static func remove(_ path: String) { unlink(path) }

    /// Removes a file or an empty folder, if there is one.
    static func removeAny(_ path: String) {
        if unlink(path) != 0 { rmdir(path) }
    }

    /// Whether there is something at a path.
    static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

    /// Whether a path leads to a folder.
    static func isFolder(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }

    /// Makes a folder and those above it, where they are missing.
    ///
    /// - Throws: exit status 4 if that is impossible.
    static func makeFolder(_ path: String) throws(CommandFailure) {
        if path.isEmpty || isFolder(path) { return }
        if let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) {
            try makeFolder(String(path[..<slash]))
        }
        guard mkdir(path, 0o777) == 0 || errno == EEXIST else {
            throw failure(path, "cannot be made")
        }
    }

    /// What tells this process from all others that run now.
    static var processID: Int32 { getpid() }

    /// A path for a file that this process alone uses; a small one may lie in memory, where there
    /// is such a file system.
    static func scratchPath(_ name: String, isSmall: Bool = false) -> String {
        var folder = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
        let memory = "/dev/shm"
        if isSmall, getenv("TMPDIR") == nil, access(memory, W_OK | X_OK) == 0 { folder = memory }
        return "\(folder)/attrsim-\(getpid())-\(name)"
    }

    private static func failure(_ path: String, _ what: String) -> CommandFailure {
        CommandFailure("\(path): \(what): \(String(cString: strerror(errno)))", .system)
    }
}
