/// Why a world cannot be made or written.
public struct GenerationError: Error, Sendable, Equatable, CustomStringConvertible {
    /// Who has to act.
    public enum Kind: Sendable {
        /// The settings are impossible: the user's to change.
        case settings
        /// The target cannot be written to as it is: it is a directory, or no folder.
        case target
        /// The system refuses: permission, disk.
        case system
    }

    /// Who has to act.
    public var kind: Kind
    /// The setting or the path to blame.
    public var subject: String
    /// What is wrong, in a few words.
    public var reason: String
    /// What to do about it.
    public var hint: String?

    /// An error of the generator.
    public init(_ kind: Kind, _ subject: String, reason: String, hint: String? = nil) {
        self.kind = kind
        self.subject = subject
        self.reason = reason
        self.hint = hint
    }

    /// `users: is 0. Hint: …`
    public var description: String {
        "\(subject): \(reason)" + (hint.map { "\n  hint: \($0)" } ?? "")
    }

    /// The same, for whoever wants to read the world as a log.
    public var asLogError: LogError {
        LogError(
            kind == .system ? .system : .badData, file: "generate.\(subject)", reason: reason,
            hint: hint)
    }
}
