/// Why a log cannot be read.
public struct LogError: Error, Sendable, Equatable, CustomStringConvertible {
    /// Who has to act.
    public enum Kind: Sendable {
        /// A line of the log is wrong.
        case badData
        /// The log cannot be had: no such file, a directory.
        case notFound
        /// The system refuses: permission, disk, memory.
        case system
    }

    /// Who has to act.
    public var kind: Kind
    /// The file as the scenario names it.
    public var file: String
    /// The line, from 1, where one is to blame.
    public var line: Int64?
    /// What is wrong, in a few words.
    public var reason: String
    /// What to do about it.
    public var hint: String?
    /// Whether the file's own bytes are damaged from here on, so that what comes before is good.
    var isDamage = false
    /// Of packed bytes: whether what has been unpacked since the last checksum may be altered too.
    var isAltered = false

    /// An error in a log.
    public init(
        _ kind: Kind, file: String, line: Int64? = nil, reason: String, hint: String? = nil
    ) {
        self.kind = kind
        self.file = file
        self.line = line
        self.reason = reason
        self.hint = hint
    }

    /// A file of which nothing more can be had.
    init(damaged file: String, reason: String, hint: String) {
        self.init(.badData, file: file, reason: reason, hint: hint)
        isDamage = true
    }

    /// `clicks.jsonl:17: user_id is missing. Hint: …`
    public var description: String {
        let place = line.map { "\(file):\($0)" } ?? file
        return "\(place): \(reason)" + (hint.map { "\n  hint: \($0)" } ?? "")
    }
}
