/// Why something could not be done, in words: file, place, what was found, what to write.
public struct AttrsimError: Error, Sendable, CustomStringConvertible {
    /// Who has to act.
    public enum Kind: Sendable, Hashable {
        /// The scenario is wrong.
        case scenario
        /// The data that is read is wrong.
        case input
        /// The system failed: disk, permission.
        case system
    }

    /// Who has to act.
    public let kind: Kind
    /// What happened.
    public let description: String

    init(_ kind: Kind, _ description: String) {
        self.kind = kind
        self.description = description
    }
}
