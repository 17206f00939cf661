#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// A temporary file without a name: it is gone with the process, whatever happens.
///
/// It lies in ``FileSystem/temporaryFolder``. Written at its end, read at any place.
public final class ScratchFile {
    private let descriptor: Int32
    /// The folder it lies in.
    public let folder: String

    /// Creates the file.
    public init() throws(SystemError) {
        folder = FileSystem.temporaryFolder
        var path = Array("\(folder)/attrsim-XXXXXX".utf8CString)
        descriptor = mkstemp(&path)
        guard descriptor >= 0 else { throw SystemError("cannot create a temporary file", folder) }
        unlink(path)
        // Not for programs that this one may start.
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    }

    deinit { close(descriptor) }

    /// Appends bytes.
    public func write(_ bytes: UnsafeRawBufferPointer) throws(SystemError) {
        guard let source = bytes.baseAddress else { return }
        var done = 0
        while done < bytes.count {
            let part = systemWrite(descriptor, source + done, bytes.count - done)
            if part < 0 {
                if errno == EINTR { continue }
                throw SystemError("cannot write a temporary file", folder)
            }
            done += part
        }
    }

    /// Reads up to `count` bytes from `offset` on.
    ///
    /// - Returns: how many there were; fewer only at the end of the file.
    public func read(
        into target: UnsafeMutableRawPointer, count: Int, at offset: Int64
    ) throws(SystemError) -> Int {
        var done = 0
        while done < count {
            let part = pread(descriptor, target + done, count - done, off_t(offset) + off_t(done))
            if part < 0 {
                if errno == EINTR { continue }
                throw SystemError("cannot read a temporary file", folder)
            }
            if part == 0 { break }
            done += part
        }
        return done
    }
}

/// The C function, which the method above would hide.
private func systemWrite(_ file: Int32, _ bytes: UnsafeRawPointer, _ count: Int) -> Int {
    write(file, bytes, count)
}
