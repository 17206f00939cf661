/// Why a result cannot be written or read.
public struct ResultError: Error, Sendable, Hashable, CustomStringConvertible {
    /// Who has to act.
    public enum Kind: Sendable {
        /// The system refuses: disk full, no permission, no such folder.
        case system
        /// There is no such file, or it is no result of a run.
        case notAResult
        /// A query is wrong.
        case sql
        /// A rule of this module was broken; the user can do nothing about it.
        case `internal`
    }

    /// Who has to act.
    public var kind: Kind
    /// The file as the user names it; empty where none is to blame.
    public var path: String
    /// What is wrong.
    public var reason: String
    /// What to do about it.
    public var hint: String?

    /// An error about a result.
    public init(_ kind: Kind, path: String = "", reason: String, hint: String? = nil) {
        self.kind = kind
        self.path = path
        self.reason = reason
        self.hint = hint
    }

    /// `out/late-events.sqlite: cannot be written: No space left on device`, then the hint.
    public var description: String {
        (path.isEmpty ? reason : "\(path): \(reason)") + (hint.map { "\n  hint: \($0)" } ?? "")
    }
}
