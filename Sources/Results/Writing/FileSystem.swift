#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// The few calls to the file system that a result needs.
enum FileSystem {
    /// What lies at a path.
    enum Item {
        case nothing, file, folder, other
    }

    /// What lies at `path`, links followed.
    static func item(at path: String) throws(ResultError) -> Item {
        var status = stat()
        guard stat(path, &status) == 0 else {
            if errno == ENOENT { return .nothing }
            throw failure(path, "cannot be reached", errno)
        }
        switch status.st_mode & S_IFMT {
        case S_IFREG: return .file
        case S_IFDIR: return .folder
        default: return .other
        }
    }

    /// Checks that `path` is a file that may be read.
    static func checkReadable(_ path: String) throws(ResultError) {
        switch try item(at: path) {
        case .nothing: throw ResultError(.notAResult, path: path, reason: "there is no such file")
        case .folder: throw ResultError(.notAResult, path: path, reason: "is a folder")
        case .other: throw ResultError(.notAResult, path: path, reason: "is not a regular file")
        case .file: break
        }
        guard access(path, R_OK) == 0 else { throw failure(path, "cannot be read", errno) }
    }

    /// Makes the folder `path` and those above it, where they are missing.
    static func makeFolder(_ path: String) throws(ResultError) {
        if path.isEmpty { return }
        switch try item(at: path) {
        case .folder: return
        case .file, .other:
            throw ResultError(.system, path: path, reason: "is a file where a folder is needed")
        case .nothing: break
        }
        try makeFolder(folder(of: path))
        // Another program may have made it in between.
        guard mkdir(path, 0o777) == 0 || errno == EEXIST else {
            throw failure(path, "cannot be made", errno)
        }
    }

    /// The folder part of a path, empty for a plain name.
    static func folder(of path: String) -> String {
        guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "" }
        // The root's own name is its slash.
        return slash == path.startIndex ? (path == "/" ? "" : "/") : String(path[..<slash])
    }

    /// The error for the system's code `code`.
    static func failure(_ path: String, _ action: String, _ code: Int32) -> ResultError {
        ResultError(.system, path: path, reason: "\(action): \(String(cString: strerror(code)))")
    }
}
