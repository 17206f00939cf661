/// What was left out of a file of paths because it has no name.
struct SkippedBlanks {
    var touches = 0
    var rows = 0

    /// Says so, if there is something to say.
    func note(in paths: inout PathSet) {
        guard touches > 0 || rows > 0 else { return }
        paths.notes.append(
            "left out: \(touches) touches without a name, \(rows) rows without a touch")
    }
}

/// A place in a file of paths that cannot be read, why, and what to do.
public struct PathError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The line, from 1.
    public let line: Int
    /// What is wrong.
    public let reason: String
    /// What to write instead; may be empty.
    public let hint: String

    /// An error at a line.
    public init(line: Int, _ reason: String, hint: String = "") {
        self.line = line
        self.reason = reason
        self.hint = hint
    }

    /// `LINE: reason. Hint: …`, to be put after the file's name and a colon.
    public var description: String {
        "\(line): \(reason)" + (hint.isEmpty ? "" : "\nHint: \(hint)")
    }
}
