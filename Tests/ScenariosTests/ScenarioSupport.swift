import Foundation
import Scenarios
import Testing

/// Reads a scenario without looking for its files.
func scenario(_ text: String, path: String = "s.json") throws(ScenarioError) -> Scenario {
    try Scenario.parse(bytes: Array(text.utf8), path: path, checksFiles: false)
}

/// A scenario whose input is two logs, with more keys behind it.
func scenario(with more: String) throws(ScenarioError) -> Scenario {
    try scenario(withInput(more))
}

/// The text of such a scenario: the input is on line 1, the rest on line 2.
func withInput(_ more: String) -> String {
    #"{"input": {"clicks": "c.jsonl", "checkouts": "k.jsonl"},"# + "\n" + more + "}"
}

/// What is wrong with a scenario, as a user sees it; `nil` if nothing is.
func scenarioError(_ text: String, path: String = "s.json", checksFiles: Bool = false) -> String? {
    do throws(ScenarioError) {
        _ = try Scenario.parse(bytes: Array(text.utf8), path: path, checksFiles: checksFiles)
        return nil
    } catch {
        return error.description
    }
}

/// A folder that vanishes with the test.
final class ScenarioFolder {
    let path: String

    init() throws {
        path = NSTemporaryDirectory() + "attrsim-scenarios-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// Writes a file, makes its folder, and returns its path.
    @discardableResult
    func write(_ name: String, _ text: String = "") throws -> String {
        let url = URL(fileURLWithPath: path + "/" + name)
        try FileManager.default.createDirectory(
            at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: url)
        return url.path
    }
}

/// The scenarios of the repository.
let shippedScenarios: String = {
    let parts = #filePath.split(separator: "/").dropLast(3)
    return "/" + parts.joined(separator: "/") + "/scenarios"
}()
