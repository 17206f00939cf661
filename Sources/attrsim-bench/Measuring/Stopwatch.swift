import CAllocations

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Measures a piece of this process.
enum Stopwatch {
    /// What `body` took; it says what it did.
    static func measure(
        _ body: () throws(BenchFailure) -> (work: Int64, counts: [Measurement.Count])
    ) throws(BenchFailure) -> Measurement {
        let (allocations, cpu, wall) = (callocations_count(), cpuSeconds, monotonicSeconds)
        let done = try body()
        let (wallEnd, cpuEnd) = (monotonicSeconds, cpuSeconds)
        let calls = callocations_count() - allocations
        return Measurement(
            wall: wallEnd - wall, cpu: cpuEnd - cpu, work: done.work,
            allocations: allocations < 0 ? nil : calls, counts: done.counts)
    }

    /// Seconds of a clock that only goes forward.
    static var monotonicSeconds: Double { seconds(CLOCK_MONOTONIC) }

    /// The CPU time of this process, all threads together.
    private static var cpuSeconds: Double { seconds(CLOCK_PROCESS_CPUTIME_ID) }

    private static func seconds(_ clock: clockid_t) -> Double {
        var now = timespec()
        clock_gettime(clock, &now)
        return Double(now.tv_sec) + Double(now.tv_nsec) / 1e9
    }
}
