#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// What the operating system refused: the one error of this module, which those of others wrap.
public struct SystemError: Error, Sendable, Equatable, CustomStringConvertible {
    /// What could not be done: `cannot be read`.
    public let action: String
    /// The file or folder, as it was named.
    public let path: String
    /// The system's number for the reason.
    public let code: Int32

    /// A refusal; `code` is the system's last one unless it is given.
    init(_ action: String, _ path: String, code: Int32 = errno) {
        self.action = action
        self.path = path
        self.code = code
    }

    /// `cannot be written: No space left on device`
    public var reason: String { "\(action): \(words)" }

    /// `out/late.sqlite: cannot be written: No space left on device`
    public var description: String { "\(path): \(reason)" }

    /// The system's own words.
    public var words: String { strerror(code).map { String(cString: $0) } ?? "error \(code)" }

    /// Whether nothing is there, or a folder on the way to it is none.
    public var isMissing: Bool { code == ENOENT || code == ENOTDIR }
    /// Whether a folder is where a file is needed.
    public var isFolder: Bool { code == EISDIR }
    /// Whether something that is no folder is where one is needed.
    public var isNoFolder: Bool { code == ENOTDIR }
    /// Whether there is no room left.
    public var isFull: Bool { code == ENOSPC || code == EDQUOT }
    /// Whether that is not allowed.
    public var isForbidden: Bool { code == EACCES || code == EPERM || code == EROFS }
}
