#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Removes the unfinished result when the program is interrupted (SIGINT, SIGTERM), then ends as
/// the signal would have ended it.
enum InterruptCleanup {
    /// The path as C has it: a signal handler may neither allocate nor wait.
    nonisolated(unsafe) private static var path: UnsafeMutablePointer<CChar>?

    /// From now on an interruption removes `path`; `nil`: nothing.
    static func remove(_ path: String?) {
        let old = self.path
        self.path = path.flatMap { strdup($0) }
        free(old)
        guard path != nil else { return }
        for number in [SIGINT, SIGTERM] {
            signal(number) { number in
                if let path = InterruptCleanup.path { unlink(path) }
                signal(number, SIG_DFL)
                raise(number)
            }
        }
    }
}
