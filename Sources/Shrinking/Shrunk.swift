import Files
import Scenarios

/// A smallest log with which a scenario fails, and what became of the scenario.
public struct Shrunk: Sendable {
    /// The scenario as it was reduced; its paths lead to scratch files.
    let scenario: Scenario
    let pieces: LogPieces
    /// How it fails.
    public let observation: Observation
    /// Whether the failure goes away without any single record that is left.
    public let isMinimal: Bool
    /// Whether the log was written anew, with arrival times in place of disturbances.
    let isBaked: Bool
    /// The disturbances that are left, by their places in the scenario.
    let keptDisturbances: [Int]
    /// Records at first.
    public let recordsBefore: Int
    /// Runs that were made.
    public let runs: Int
    /// What a reader should know about the log.
    public let notes: [String]

    /// Records that are left.
    public var records: Int { pieces.recordCount }

    /// The logs and tables by name, with how many records each has.
    public var files: [(name: String, records: Int, bytes: [UInt8])] {
        let tables = [pieces.identities, pieces.users, pieces.products, pieces.spend]
        return (pieces.logs + tables.compactMap { $0 }).map {
            ($0.name, $0.kept.count, $0.text)
        }
    }
}

extension Shrunk {
    /// Writes the logs and the scenario into a folder, which is made where it is missing.
    ///
    /// - Returns: the paths, the scenario's last.
    /// - Throws: ``ShrinkError/usage(_:)`` if one of the files is there already and may not be
    ///   replaced.
    public func write(
        _ scenarioText: String, named name: String, to folder: String, replaces: Bool
    ) throws(ShrinkError) -> [String] {
        let contents = files.map { ($0.name, $0.bytes) } + [(name, Array(scenarioText.utf8))]
        for (name, _) in contents where !replaces && FileSystem.exists("\(folder)/\(name)") {
            throw .usage(
                "\(folder)/\(name): is there already. Hint: name another folder with --output, "
                    + "or replace it with --force.")
        }
        try ShrinkFile.makeFolder(folder)
        for (name, bytes) in contents { try ShrinkFile.write(bytes, to: "\(folder)/\(name)") }
        return contents.map { "\(folder)/\($0.0)" }
    }
}
