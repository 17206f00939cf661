import Exports
import Foundation
import Results
import Scenarios
import Simulation

/// A folder that vanishes with the test.
final class TemporaryFolder {
    let path: String

    init() throws {
        path = NSTemporaryDirectory() + "exports-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func callAsFunction(_ name: String) -> String { path + "/" + name }
}

/// A scenario of two logs that need not be there.
func scenario(_ more: String = "") throws -> Scenario {
    let text = """
        { "name": "small", "input": { "clicks": "clicks.jsonl", "checkouts": "checkouts.jsonl" }\(more) }
        """
    return try Scenario.parse(bytes: Array(text.utf8), path: "small.json", checksFiles: false)
}

/// The script of a scenario's job.
func script(
    _ more: String = "", _ connector: FlinkJob.Connector = .filesystem
) throws -> String {
    try FlinkJob(scenario(more), connector: connector).script
}

/// A result with two attributed checkouts; texts and numbers are awkward.
func writeResult(_ path: String) throws {
    let writer = try ResultWriter(path: path)
    let rows: [[ResultValue]] = [
        [
            1, 3, "k1", "u,1", "p\t1", 2, 20_050, "Visa", "Success", "None", .null, "back\\slash",
            -5, "Google", 1_710_940_981_123, "c1", 1_710_940_980_000,
        ],
        [
            1, 4, "k2", "u\"2\"", .null, .null, .null, "", "Failed", "line\nbreak", "F", .null,
            .null, .null, 1_710_941_000_000, .null, .null,
        ],
    ]
    let batch = RowBatch(.checkoutAttribution)
    for value in rows.joined() {
        switch value {
        case .null: batch.appendNull()
        case .integer(let integer): batch.append(integer)
        case .text(let text): batch.append(text)
        case .real: break
        }
    }
    try writer.write(batch)
    writer.addRun(
        RunRow(
            runID: 1, scenario: "small", mode: "stream", engine: "reference", model: "first-click",
            seed: 42, watermarkDelay: 15_000, lookback: 3_600_000, configJSON: "{}"))
    _ = try writer.complete(expectations: [])
}
