import EventLogs
import Text

/// What is known, and what has gone wrong, while a scenario is read.
struct ScenarioReader {
    /// The scenario file as it was named.
    let file: String
    /// The folder that paths are relative to, with a slash at its end; empty: the current one.
    let folder: String
    /// Whether to look for the files that the scenario names.
    let checksFiles: Bool
    /// The scenario's seed, once it is read: the default of others.
    var seed: UInt64 = 42
    /// Where standard input is read.
    var standardInput: String?
    /// All files that the scenario reads, itself not among them.
    var filesRead: [LogPath] = []
    /// All that is wrong.
    var problems: [ScenarioProblem] = []
    /// What the system lacks.
    var systemProblems: [ScenarioProblem] = []
    /// What is allowed but most likely not meant.
    var warnings: [ScenarioProblem] = []

    /// A reader of the scenario `file`.
    init(file: String, checksFiles: Bool) {
        self.file = file
        self.checksFiles = checksFiles
        standardInput = file == "-" ? "the scenario itself" : nil
        folder = file.lastIndex(of: "/").map { String(file[...$0]) } ?? ""
    }

    /// Notes that `node` is allowed but most likely not meant.
    mutating func warn(
        _ node: JSONNode, _ path: JSONPath, _ message: String, hint: String? = nil
    ) {
        warnings.append(
            ScenarioProblem(
                file: file, position: node.position, jsonPath: path.text, message: message,
                hint: hint))
    }

    /// Notes that something is wrong with `node`.
    mutating func report(
        _ node: JSONNode, _ path: JSONPath, _ message: String, hint: String? = nil
    ) {
        report(at: node.position, path, message, hint: hint)
    }

    /// Notes that something is wrong at a place.
    mutating func report(
        at position: TextPosition, _ path: JSONPath, _ message: String, hint: String? = nil
    ) {
        problems.append(
            ScenarioProblem(
                file: file, position: position, jsonPath: path.text, message: message, hint: hint))
    }

    /// Notes that `node` is something else than `expected`.
    mutating func reportType(_ node: JSONNode, _ path: JSONPath, expected: String) {
        let hint = node.value == .null ? "leave the key out for its default" : nil
        report(node, path, "expected \(expected), found \(Self.describe(node.value))", hint: hint)
    }

    /// A value in a few characters, for messages.
    static func describe(_ value: JSONValue) -> String {
        switch value {
        case .array: return "a list"
        case .object: return "an object"
        case .string(let text): return quote(text)
        default: return shorten(JSONText.write(value))
        }
    }

    /// A text in quotes, cut if it is long, without control characters.
    static func quote(_ text: String) -> String {
        let written = JSONText.write(.string(String(text.prefix(61))))
        return text.count > 60 ? String(written.prefix(61)) + "…\"" : written
    }

    /// A path in quotes, never cut: whoever reads it wants to open it.
    static func quotePath(_ path: String) -> String { JSONText.write(.string(path)) }

    private static func shorten(_ text: String) -> String {
        text.count > 60 ? String(text.prefix(60)) + "…" : text
    }
}

/// The way from the top of a scenario to a value: `disorder[1].late.by`.
struct JSONPath: Sendable {
    /// The way as text; empty at the top.
    let text: String

    /// The top.
    static let top = JSONPath(text: "")

    /// The way to a member.
    func key(_ key: String) -> JSONPath {
        let isPlain = key.utf8.allSatisfy {
            ($0 | 0x20) >= UInt8(ascii: "a") && ($0 | 0x20) <= UInt8(ascii: "z")
                || $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9")
                || $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: "$")
        }
        if !isPlain || key.isEmpty {
            return JSONPath(text: "\(text)[\(ScenarioReader.quote(key))]")
        }
        return JSONPath(text: text.isEmpty ? key : "\(text).\(key)")
    }

    /// The way to an element.
    func index(_ index: Int) -> JSONPath { JSONPath(text: "\(text)[\(index)]") }
}
