/// Why something cannot be exported.
public struct ExportError: Error, Sendable, Equatable, CustomStringConvertible {
    /// What cannot be said in the other system's language, or what is missing.
    public var message: String
    /// What to do about it.
    public var hint: String?

    /// An error about an export.
    public init(_ message: String, hint: String? = nil) {
        self.message = message
        self.hint = hint
    }

    /// The message, then the hint.
    public var description: String { message + (hint.map { "\n  hint: \($0)" } ?? "") }
}
