import Attribution
import Foundation

/// The reference values that stand beside the repository.
enum SharedReference {
    /// `../shared/models`, or `ATTRSIM_SHARED/models`.
    static let folder: URL = {
        if let shared = ProcessInfo.processInfo.environment["ATTRSIM_SHARED"] {
            return URL(fileURLWithPath: shared).appendingPathComponent("models")
        }
        return URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("shared/models")
    }()

    static var isPresent: Bool {
        FileManager.default.fileExists(atPath: folder.appendingPathComponent("expected.csv").path)
    }

    struct Row {
        var row: ModelRow
        var isAbsolute: Bool
        var tolerance: Double
    }

    /// The expected rows by case, in the file's order.
    static func expected() throws -> [(name: String, rows: [Row])] {
        let url = folder.appendingPathComponent("expected.csv")
        let text = try String(contentsOf: url, encoding: .utf8)
        var cases: [(name: String, rows: [Row])] = []
        for line in text.split(whereSeparator: \.isNewline).dropFirst() {
            let fields = line.split(
                separator: ",", maxSplits: 7, omittingEmptySubsequences: false
            ).map(String.init)
            guard let value = Double(fields[5]) else { throw CocoaError(.fileReadCorruptFile) }
            let tolerance = fields[6].split(separator: " ")
            if cases.last?.name != fields[0] { cases.append((fields[0], [])) }
            cases[cases.count - 1].rows.append(
                Row(
                    row: ModelRow(
                        model: fields[1], params: fields[2], metric: fields[3], channel: fields[4],
                        value: value),
                    isAbsolute: tolerance.count == 1,
                    tolerance: Double(tolerance[0]) ?? 0))
        }
        return cases
    }

    static func paths(of name: String) throws -> PathSet {
        let url = folder.appendingPathComponent("inputs/\(name).json")
        return try PathSet(json: Array(Data(contentsOf: url)))
    }
}
