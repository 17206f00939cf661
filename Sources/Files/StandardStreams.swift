#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// The descriptors 0, 1 and 2, whatever the program was started with.
public enum StandardStreams {
    /// Puts something that can neither be read nor written where a stream was closed. Else the next
    /// file that is opened would take its number: a log named `-` would be read from another file, and
    /// a message would be written into a result.
    ///
    /// To be called before any file is opened.
    public static func holdPlaces() {
        for descriptor in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO]
        where fcntl(descriptor, F_GETFD) == -1 {
            // The lowest number that is free, which is this one. What is for reading is opened for
            // writing, and the other way round, so that using it is an error still.
            _ = open("/dev/null", descriptor == STDIN_FILENO ? O_WRONLY : O_RDONLY)
        }
    }

    /// Whether standard input can be read.
    static var inputIsOpen: Bool {
        let flags = fcntl(STDIN_FILENO, F_GETFL)
        return flags != -1 && flags & O_ACCMODE != O_WRONLY
    }
}
