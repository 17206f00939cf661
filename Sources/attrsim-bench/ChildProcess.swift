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
    var peakMemory: Int
}

/// Runs a program to its end, with its output thrown away, and says what it used.
func measure(_ arguments: [String]) -> ProcessUsage {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)
    defer { posix_spawn_file_actions_destroy(&actions) }

    var words: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) }
    words.append(nil)
    defer { for word in words { free(word) } }

    let start = monotonicSeconds()
    var pid = pid_t()
    guard posix_spawn(&pid, arguments[0], &actions, nil, words, environ) == 0 else {
        return ProcessUsage(status: 127, wall: 0, cpu: 0, peakMemory: 0)
    }
    var status: Int32 = 0
    var usage = rusage()
    while wait4(pid, &status, 0, &usage) == -1 && errno == EINTR {}
    let wall = monotonicSeconds() - start

    func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) / 1e6 }
    let signal = status & 0x7f
    return ProcessUsage(
        status: signal == 0 ? (status >> 8) & 0xff : 128 + signal, wall: wall,
        cpu: seconds(usage.ru_utime) + seconds(usage.ru_stime),
        peakMemory: Int(usage.ru_maxrss) * 1024)
}

private func monotonicSeconds() -> Double {
    var now = timespec()
    clock_gettime(CLOCK_MONOTONIC, &now)
    return Double(now.tv_sec) + Double(now.tv_nsec) / 1e9
}
