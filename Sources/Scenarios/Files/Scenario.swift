import Attribution
public import EventLogs
import Files
public import Simulation
import Streaming
package import Text

/// A run, and what must hold after it, as a scenario file describes it.
public struct Scenario: Sendable {
    /// The name, also of the result file.
    public internal(set) var name = ""
    /// What it shows.
    public internal(set) var description = ""
    /// The scenario file as it was named; `-` for standard input.
    public internal(set) var path = ""
    /// What is read.
    public var input = LogInput.generated(GenerationSettings())
    /// All else that decides the outcome.
    public var configuration = RunConfiguration()
    /// What must hold in the result, in the order of the file.
    public internal(set) var expectations: [Expectation] = []
    /// What is allowed but most likely not meant.
    public internal(set) var warnings: [ScenarioProblem] = []
    /// The paths of all logs and tables that the file names, patterns as they stand, in its order.
    public internal(set) var filesRead: [LogPath] = []

    /// The file as it was read: where things stand in it.
    var node = JSONNode(.null)

    /// The keys of a scenario.
    static var keys: [String] { section.fields.map(\.name) }

    /// The largest scenario file.
    static let sizeLimit = 16 << 20

    /// The seed of all randomness.
    public var seed: UInt64 { configuration.seed }

    /// The present configuration with every default written out, as JSON on one line.
    ///
    /// The order of keys is fixed and paths are as the scenario spells them, so that it is the
    /// same on every machine. It is itself a scenario. Description and expectations are left out:
    /// they do not change the outcome.
    public var configJSON: String { JSONText.write(Self.section.encode(self)) }

    /// The expectations as the file has them; `nil`: it has none.
    package var expectationsAsWritten: JSONValue? { node.member("expect")?.value }

    init() { configuration.seed = 42 }

    /// Reads a scenario file, or standard input for `-`.
    ///
    /// - Throws: ``ScenarioError`` with everything that is wrong in it, missing input files
    ///   included.
    public static func load(path: String) throws(ScenarioError) -> Scenario {
        try parse(bytes: try bytes(path: path), path: path)
    }

    /// The bytes of a scenario file, or of standard input for `-`.
    static func bytes(path: String) throws(ScenarioError) -> [UInt8] {
        func failure(_ message: String, hint: String? = nil) -> ScenarioError {
            ScenarioError([ScenarioProblem(file: path, message: message, hint: hint)])
        }
        do throws(SystemError) {
            if let bytes = try FileSystem.read(path, limit: sizeLimit) { return bytes }
        } catch {
            if error.isFolder {
                throw failure("this is a folder", hint: "name a scenario file in it")
            }
            guard error.isMissing else {
                throw ScenarioError(
                    [ScenarioProblem(file: path, message: "cannot be read: \(error.words)")],
                    .system)
            }
            let reader = ScenarioReader(file: "", checksFiles: true)
            throw failure("there is no such scenario file", hint: reader.nearestFile(to: path))
        }
        throw failure("the file is larger than 16 MB", hint: "is it a log?")
    }

    /// Reads a scenario from the bytes of a file.
    ///
    /// - Parameters:
    ///   - bytes: The JSON text.
    ///   - path: The file as it was named: for messages, the default name, and the folder that
    ///     the scenario's paths are relative to.
    ///   - checksFiles: Whether a file that is not there is an error.
    /// - Returns: The scenario, ready to run.
    /// - Throws: ``ScenarioError`` with everything that is wrong.
    public static func parse(
        bytes: [UInt8], path: String, checksFiles: Bool = true
    ) throws(ScenarioError) -> Scenario {
        if let (message, hint) = NotAScenario.words(bytes, path: path) {
            throw ScenarioError([ScenarioProblem(file: path, message: message, hint: hint)])
        }
        return try parse(try node(bytes, path: path), path: path, checksFiles: checksFiles)
    }

    /// The JSON text of a scenario, its keys not looked at.
    static func node(_ bytes: [UInt8], path: String) throws(ScenarioError) -> JSONNode {
        do {
            return try JSONText.parse(bytes)
        } catch {
            throw ScenarioError([
                ScenarioProblem(
                    file: path, position: error.position,
                    message: "column \(error.position.column): \(error.message)", hint: error.hint)
            ])
        }
    }

    /// Reads a scenario from its JSON text, as ``parse(bytes:path:checksFiles:)``.
    static func parse(
        _ node: JSONNode, path: String, checksFiles: Bool
    ) throws(ScenarioError) -> Scenario {
        var scenario = Scenario()
        scenario.path = path
        var reader = ScenarioReader(file: path, checksFiles: checksFiles)
        // The seed is the default of others, so it is read before them.
        if case .number(let text)? = node.member("seed")?.value,
            let seed = ExactDecimal(text)?.scaled(by: 0),
            seed >= 0
        {
            reader.seed = UInt64(seed)
        }
        _ = section.decode(node, .top, &reader, into: &scenario)
        reader.checkDimensionKeys(node)
        scenario.checkModels(node, &reader)
        scenario.checkTouchRules(node, &reader)
        if !reader.problems.isEmpty {
            throw ScenarioError(reader.problems.inFileOrder)
        }
        if !reader.systemProblems.isEmpty {
            throw ScenarioError(reader.systemProblems.inFileOrder, .system)
        }
        if scenario.name.isEmpty { scenario.name = defaultName(path) }
        scenario.node = node
        scenario.findWarnings()
        scenario.warnings = reader.warnings.inFileOrder + scenario.warnings
        scenario.filesRead = reader.filesRead
        return scenario
    }

    /// The file's name without `.json`.
    private static func defaultName(_ path: String) -> String {
        if path == "-" { return "stdin" }
        let file = path.lastIndex(of: "/").map { path[path.index(after: $0)...] } ?? path[...]
        return String(file.hasSuffix(".json") && file.count > 5 ? file.dropLast(5) : file)
    }
}

extension Scenario {
    /// Reports models that cannot do what the rest of the scenario asks for.
    func checkModels(_ node: JSONNode, _ reader: inout ScenarioReader) {
        let attribution = configuration.attribution
        let place = node.member("attribution") ?? node
        let path = JSONPath.top.key("attribution")
        if attribution.partitionBy == .user,
            let model = ([attribution.model] + attribution.compare).first(where: { !$0.isAtAnEnd })
        {
            reader.report(
                place, path.key("partitionBy"),
                "\"user\" ranks by one click, which \"\(model.displayName)\" does not",
                hint: "use first-click and last-click alone, or \"partitionBy\": \"checkout\"")
        }
        if !configuration.engine.isReference, !attribution.model.isAtAnEnd {
            reader.report(
                place, path.key("model"),
                "\(configuration.engine.name) ranks by first-click or last-click, not by "
                    + "\"\(attribution.model.displayName)\"",
                hint: "put the model into \"compare\": its totals stand in source_credit")
        }
    }

    /// Notes what is allowed but most likely not meant.
    mutating func findWarnings() {
        var problems: [ScenarioProblem] = []
        func warn(_ jsonPath: [String], _ message: String, hint: String? = nil) {
            let place = jsonPath.reduce(node as JSONNode?) { $0?.member($1) } ?? node
            problems.append(
                ScenarioProblem(
                    file: path, position: place.position,
                    jsonPath: jsonPath.joined(separator: "."), message: message, hint: hint))
        }
        if configuration.attribution.partitionBy == .user {
            warn(
                ["attribution", "partitionBy"],
                "\"user\" keeps one attributed checkout a user for the whole run, and one single "
                    + "row for all checkouts without a click; the other checkouts are lost",
                hint: "write \"checkout\" to keep every checkout")
        }
        if configuration.join.bounds.isEmpty {
            warn(
                ["join"],
                "the window is empty: no click can match any checkout",
                hint: "lookback + lookahead must not be below 0, with both ends included")
        }
        let isScripted =
            configuration.clicksWatermark.strategy == .scripted
            || configuration.checkoutsWatermark.strategy == .scripted
        if isScripted {
            switch input {
            case .combined: break
            default:
                warn(
                    ["watermark"],
                    "\"scripted\" takes watermarks from the control records of a combined log, and "
                        + "this input has none: there is no watermark until the end",
                    hint: "use \"input\": {\"log\": …}")
            }
        }
        warnings = problems + warnings(for: configuration.engine)
    }
}

extension [ScenarioProblem] {
    /// The problems from the top of the file to its end.
    fileprivate var inFileOrder: [ScenarioProblem] {
        enumerated().sorted {
            ($0.element.position, $0.offset) < ($1.element.position, $1.offset)
        }.map(\.element)
    }
}
