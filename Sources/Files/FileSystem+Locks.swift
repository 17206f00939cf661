#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

extension FileSystem {
    /// Whether another process holds a byte of a file locked for writing, also after waiting for a
    /// second. A file that cannot be opened is locked by nobody.
    public static func isHeldForWriting(_ path: String, byte offset: Int64) -> Bool {
        for attempt in 0..<20 {
            guard isLocked(path, byte: offset) else { return false }
            if attempt < 19 { usleep(50_000) }
        }
        return true
    }

    private static func isLocked(_ path: String, byte offset: Int64) -> Bool {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        // As if it was to be read: what another has locked for reading is in nobody's way.
        var lock: flock = .init()
        lock.l_type = Int16(F_RDLCK)
        lock.l_whence = Int16(SEEK_SET)
        lock.l_start = off_t(offset)
        lock.l_len = 1
        return fcntl(descriptor, F_GETLK, &lock) == 0 && lock.l_type == Int16(F_WRLCK)
    }
}
