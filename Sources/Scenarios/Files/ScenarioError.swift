public import Text

/// Why a scenario cannot be run: everything that is wrong with it, in the order of the file.
public struct ScenarioError: Error, Sendable, Equatable, CustomStringConvertible {
    /// Who has to act.
    public enum Kind: Sendable {
        /// The scenario, or the command, is wrong.
        case wrongScenario
        /// The system refuses: permission, disk.
        case system
    }

    /// Who has to act.
    public var kind: Kind
    /// What is wrong; at least one.
    public var problems: [ScenarioProblem]

    /// An error of several problems.
    public init(_ problems: [ScenarioProblem], _ kind: Kind = .wrongScenario) {
        self.kind = kind
        self.problems = problems
    }

    /// The problems, one a line.
    public var description: String {
        problems.map(\.description).joined(separator: "\n")
    }
}

/// One thing that is wrong with a scenario file, or worth a warning.
public struct ScenarioProblem: Sendable, Equatable, CustomStringConvertible {
    /// The scenario file as it was named.
    public var file: String
    /// Where in the file.
    public var position: TextPosition
    /// The way to the value, as `join.lookback`; empty for the whole file.
    public var jsonPath: String
    /// What is wrong.
    public var message: String
    /// What to do about it.
    public var hint: String?
    /// Whether a run says how much of it there is: it need not be said before.
    public var isCounted = false

    /// A problem of a scenario file.
    public init(
        file: String, position: TextPosition = .none, jsonPath: String = "", message: String,
        hint: String? = nil
    ) {
        self.file = file
        self.position = position
        self.jsonPath = jsonPath
        self.message = message
        self.hint = hint
    }

    /// `scenarios/late.json:12: join.lookback: "7 dayz" is not a duration. Hint: write "7d".`
    public var description: String {
        let place = position.line > 0 ? "\(file):\(position.line)" : file
        let path = jsonPath.isEmpty ? "" : "\(jsonPath): "
        let end = hint?.hasSuffix("?") == true ? "" : "."
        return "\(place): \(path)\(message)." + (hint.map { " Hint: \($0)\(end)" } ?? "")
    }
}
