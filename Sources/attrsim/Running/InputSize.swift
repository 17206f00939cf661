import EventLogs
import Files
import Worlds

/// How much there is to read, for the progress display.
enum InputSize {
    /// The bytes of all logs; `nil` where nobody knows.
    static func bytes(_ input: LogInput) -> Int64? {
        switch input {
        case .perStream(let clicks, let checkouts):
            guard let a = bytes(clicks), let b = bytes(checkouts) else { return nil }
            return a + b
        case .combined(let log), .kafkaDump(let log, _): return bytes(log)
        case .generated, .world: return nil
        }
    }

    /// Whether a result is small enough to lie in memory: some ten times the input at most.
    static func isSmall(_ input: LogInput) -> Bool {
        if case .generated(let settings) = input { return settings.clicks <= 10_000 }
        if case .world(let causal) = input { return causal.world.users <= 10_000 }
        return bytes(input).map { $0 < 4 << 20 } ?? false
    }

    private static func bytes(_ log: LogFile) -> Int64? {
        var sum: Int64 = 0
        for file in log.files {
            guard file.path != "-", let size = FileSystem.status(file.path)?.size else {
                return nil
            }
            sum += size
        }
        return sum
    }
}
