import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// The files, and folders, that are not complete yet: an interruption removes them.
///
/// A signal handler may neither allocate nor wait, so their paths lie in a table of C texts.
public enum UnfinishedFiles {
    /// More at once are left behind by an interruption, and cleared by the next run.
    private static let capacity = 1_024
    private static let signals = [SIGINT, SIGTERM, SIGHUP]

    nonisolated(unsafe) private static let paths:
        UnsafeMutablePointer<
            UnsafeMutablePointer<CChar>?
        > = {
            let paths = UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>.allocate(
                capacity: capacity)
            paths.initialize(repeating: nil, count: capacity)
            return paths
        }()
    private static let used = Mutex<Set<Int>>([])

    /// From now on an interruption (SIGINT, SIGTERM, SIGHUP) removes what is noted, and then ends
    /// the program as the signal would have; a signal that is ignored stays so.
    public static func removeWhenInterrupted() {
        _ = paths
        for number in signals {
            var action = sigaction()
            guard sigaction(number, nil, &action) == 0, !isIgnored(action) else { continue }
            signal(number) { number in
                let paths = UnfinishedFiles.paths
                for place in 0..<1_024 {
                    if let path = paths[place] { unlink(path) }
                }
                // Folders, once they are empty.
                for place in 0..<1_024 {
                    if let path = paths[place] { rmdir(path) }
                }
                signal(number, SIG_DFL)
                raise(number)
            }
        }
    }

    /// Notes a path; ``forget(_:)`` takes the number. Nothing is noted beyond so many.
    public static func note(_ path: String) -> Int? {
        used.withLock { used in
            guard let place = (0..<capacity).first(where: { !used.contains($0) }) else {
                return nil
            }
            used.insert(place)
            // Never given back: a handler may be looking at it.
            paths[place] = strdup(path)
            return place
        }
    }

    /// The path is complete, or gone. With `path`: only if the place is still that path's.
    public static func forget(_ place: Int?, _ path: String? = nil) {
        guard let place else { return }
        used.withLock { used in
            if let path {
                guard let known = paths[place], String(cString: known) == path else { return }
            }
            paths[place] = nil
            _ = used.remove(place)
        }
    }

    /// Runs while no interruption can come in between.
    static func uninterrupted<T>(_ body: () -> T) -> T {
        var (blocked, before) = (sigset_t(), sigset_t())
        sigemptyset(&blocked)
        for number in signals { sigaddset(&blocked, number) }
        pthread_sigmask(SIG_BLOCK, &blocked, &before)
        defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
        return body()
    }

    private static func isIgnored(_ action: sigaction) -> Bool {
        #if canImport(Darwin)
        let handler = action.__sigaction_u.__sa_handler
        #else
        let handler = action.__sigaction_handler.sa_handler
        #endif
        return unsafeBitCast(handler, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
    }
}
