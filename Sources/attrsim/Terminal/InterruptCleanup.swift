#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Removes unfinished files when the program is interrupted (SIGINT, SIGTERM), then ends as the
/// signal would have ended it.
enum InterruptCleanup {
    /// The paths as C has them, the last one followed by nothing: a signal handler may neither
    /// allocate nor wait.
    nonisolated(unsafe) private static var paths: List?

    private typealias List = UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>

    /// From now on an interruption removes `path`; `nil`: nothing.
    static func remove(_ path: String?) { remove(all: path.map { [$0] } ?? []) }

    /// From now on an interruption removes these files and, once they are empty, folders, in this
    /// order.
    static func remove(all new: [String]) {
        let old = paths
        paths = new.isEmpty ? nil : list(new)
        free(old)
        if new.isEmpty { return }
        for number in [SIGINT, SIGTERM] {
            signal(number) { number in
                var next = InterruptCleanup.paths
                while let path = next?.pointee {
                    // One of the two fails, and does no harm.
                    unlink(path)
                    rmdir(path)
                    next = next?.advanced(by: 1)
                }
                signal(number, SIG_DFL)
                raise(number)
            }
        }
    }

    private static func list(_ paths: [String]) -> List {
        let list = List.allocate(capacity: paths.count + 1)
        list.initialize(repeating: nil, count: paths.count + 1)
        for (index, path) in paths.enumerated() { list[index] = strdup(path) }
        return list
    }

    private static func free(_ list: List?) {
        guard let list else { return }
        var next = list
        while let path = next.pointee {
            release(path)
            next = next.advanced(by: 1)
        }
        list.deallocate()
    }
}

/// The C function, which the method above would hide.
private func release(_ memory: UnsafeMutablePointer<CChar>) { free(memory) }
