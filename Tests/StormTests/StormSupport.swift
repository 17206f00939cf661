import EventLogs
import Foundation
import Scenarios
import Simulation
import Streaming

@testable import Storm

/// What a seed's faults do to its world.
func stormOutcome(
    _ seed: UInt64, _ faults: [StormFault] = StormFault.allCases, engine: String? = nil
) throws -> StormOutcome {
    let log = try CalmLog(try StormWorld.scenario(seed: seed, engine: engine), .fail)
    let configuration = log.trial.base.configuration
    let plan = StormPlan(
        seed: seed,
        allowed: faults.filter { $0 != .restart || configuration.engine.traits.canRestart },
        log: log.arrivals, lookback: configuration.join.bounds.lookback)
    return try log.trial.outcome(plan, clean: log.rows, calm: log.arrivals)
}

extension StormOutcome {
    /// Changes the rows of the run with all faults.
    mutating func alter(_ body: (inout StormRows) -> Bool) -> Bool {
        if var rows = second {
            defer { second = rows }
            return body(&rows)
        }
        return body(&first)
    }
}

/// A folder that vanishes with the test.
final class ScratchFolder {
    let path = NSTemporaryDirectory() + "attrsim-" + UUID().uuidString

    init() throws {
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// Writes a file, and gives its path.
    func write(_ text: String, to name: String) throws -> String {
        try Data(text.utf8).write(to: URL(fileURLWithPath: "\(path)/\(name)"))
        return "\(path)/\(name)"
    }
}
