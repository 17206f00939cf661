#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

extension LogFile {
    /// Whether the log can be read again from its start: standard input, pipes and devices cannot. A
    /// file that is not there counts as one that can; opening it will tell.
    public var canBeReadTwice: Bool {
        if path == "-" { return false }
        var status = stat()
        return stat(path, &status) != 0 || status.st_mode & S_IFMT == S_IFREG
    }
}

extension LogInput {
    /// Whether all of it can be read again from its start.
    public var canBeReadTwice: Bool {
        switch self {
        case .perStream(let clicks, let checkouts):
            clicks.canBeReadTwice && checkouts.canBeReadTwice
        case .combined(let log), .kafkaDump(let log, _): log.canBeReadTwice
        case .generated, .world: true
        }
    }
}
