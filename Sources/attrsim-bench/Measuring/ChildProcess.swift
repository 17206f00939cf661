#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// What a finished process has used.
struct ProcessUsage {
    /// Its exit status, or 128 + the signal that ended it.
    var status: Int32
    /// From start to end, in seconds.
    var wall: Double
    /// User and system time, in seconds.
    var cpu: Double
    /// The most memory that was resident at once, in bytes.
    ///
    /// Linux counts what the starting process had then, too: keep that one small.
    var peakMemory: Int
    /// What it wrote to standard output.
    var output: [UInt8]
}

/// Runs a program to its end and says what it used. Its standard error is this process's.
func measure(_ arguments: [String]) throws(BenchFailure) -> ProcessUsage {
    var pipe: [Int32] = [0, 0]
    guard systemPipe(&pipe) == 0 else { throw systemFailure("a pipe cannot be made") }
    var actions = makeFileActions()
    posix_spawn_file_actions_adddup2(&actions, pipe[1], 1)
    posix_spawn_file_actions_addclose(&actions, pipe[0])
    posix_spawn_file_actions_addclose(&actions, pipe[1])
    defer { posix_spawn_file_actions_destroy(&actions) }

    var words: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) }
    words.append(nil)
    defer { for word in words { free(word) } }

    let start = Stopwatch.monotonicSeconds
    var pid = pid_t()
    let failure = posix_spawn(&pid, arguments[0], &actions, nil, words, environ)
    close(pipe[1])
    defer { close(pipe[0]) }
    guard failure == 0 else {
        errno = failure
        throw systemFailure("\(arguments[0]) cannot be started")
    }
    let output = readAll(pipe[0])
    var status: Int32 = 0
    var usage = rusage()
    while wait4(pid, &status, 0, &usage) == -1 && errno == EINTR {}
    let wall = Stopwatch.monotonicSeconds - start

    func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) / 1e6 }
    let signal = status & 0x7f
    return ProcessUsage(
        status: signal == 0 ? (status >> 8) & 0xff : 128 + signal, wall: wall,
        cpu: seconds(usage.ru_utime) + seconds(usage.ru_stime),
        peakMemory: Int(usage.ru_maxrss) * peakMemoryUnit, output: output)
}

#if canImport(Darwin)
private let peakMemoryUnit = 1
private typealias FileActions = posix_spawn_file_actions_t?
private func makeFileActions() -> FileActions {
    var actions: FileActions
    posix_spawn_file_actions_init(&actions)
    return actions
}
#else
private let peakMemoryUnit = 1024
private typealias FileActions = posix_spawn_file_actions_t
private func makeFileActions() -> FileActions {
    var actions = FileActions()
    posix_spawn_file_actions_init(&actions)
    return actions
}
#endif

private func systemPipe(_ ends: inout [Int32]) -> Int32 { pipe(&ends) }

private func systemFailure(_ what: String) -> BenchFailure {
    BenchFailure("\(what): \(String(cString: strerror(errno)))", status: 4)
}

private func readAll(_ descriptor: Int32) -> [UInt8] {
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 4096)
    while true {
        let count = read(descriptor, &chunk, chunk.count)
        if count < 0 && errno == EINTR { continue }
        if count <= 0 { return bytes }
        bytes += chunk[..<count]
    }
}
